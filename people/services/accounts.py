"""Opening accounts, and finding them by what people remember of themselves."""

from sqlalchemy import ColumnElement, or_, select

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.typography import NUMBERING_PLANS, parse_phone
from people import mails
from people.models import Council, Person, User
from people.services import passwords, sign_ins, tokens

MOST_SHARING = 12


def open_account(person: Person, password: str, *, by: Actor) -> User:
    """Open an account for a person; without a password until they chose one."""
    kept = passwords.hashed(password) if password else passwords.CLOSED
    user = User(person=person, password_hash=kept, created_at=clock.now())
    db.session.add(user)
    audit.log(user, "opened", by=by)
    return user


def account_of(person: Person) -> User | None:
    """Return a person's account, if they have one. One query."""
    return db.session.scalar(select(User).filter_by(person_id=person.id))


def recognise(identifier: str, password: str) -> list[User]:
    """Return the accounts whose e-mail, phone or Order number this is and whose password fits: none, one, or several.

    Several people may share one address: the password tells them apart, unless they share that as well. Known,
    unknown and disabled accounts cost the same.
    """
    return passwords.fitting(accounts_named(identifier), password)


def accounts_named(identifier: str) -> list[User]:
    """Return the accounts of whoever has this e-mail, phone or Order number, in any spelling. Two queries."""
    statement = select(User).join(Person).where(_is_named(identifier)).order_by(User.id).limit(MOST_SHARING)
    return list(db.session.scalars(statement))


def people_without_account(identifier: str) -> list[Person]:
    """Return who has this e-mail, phone or Order number, in any spelling, and never signs in. Two queries."""
    statement = select(Person).where(
        _is_named(identifier),
        Person.merged_into_id.is_(None),
        Person.erased_at.is_(None),
        Person.id.not_in(select(User.person_id)),
    )
    return list(db.session.scalars(statement.order_by(Person.id).limit(MOST_SHARING)))


def _is_named(identifier: str) -> ColumnElement[bool]:
    wanted = " ".join(identifier.replace("\0", " ").split())
    return or_(
        (Person.email == wanted.lower()) & (Person.email != ""),
        (Person.order_number == wanted.upper()) & (Person.order_number != ""),
        Person.phone.in_(phones_meant(wanted)),
    )


def phones_meant(typed: str) -> set[str]:
    """Return the numbers somebody may mean: by the prefix typed, else one in each country that has a council here.

    One query.
    """
    countries = set(db.session.scalars(select(Council.country).distinct())) & set(NUMBERING_PLANS) or {"ML"}
    return {number for country in countries if (number := parse_phone(typed, country))}


def change_password(user: User, present: str, new: str, *, in_browser: str, by: Actor) -> None:
    """Give an account a new password; every browser but this one and every token ends.

    The person is told.
    """
    if not passwords.fits(user, present):
        raise Refused(_("This is not your present password."), code="password-wrong")
    set_password(user, new, by=by)
    sign_ins.end_others(user, in_browser, by=by)
    tokens.end_all(user, by=by)
    mails.password_changed(user.person)


def set_password(user: User, password: str, *, by: Actor) -> None:
    """Keep a password for an account, if it is worth keeping."""
    passwords.refuse_weak(password, user.person)
    user.password_hash = passwords.hashed(password)
    audit.log(user, "password changed", by=by)
