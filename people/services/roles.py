"""Giving roles and taking them back."""

from datetime import datetime

from sqlalchemy import select

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from people import mails
from people.models import Council, Person, Role, RoleHeld, User
from people.permissions import POWERS, roles_to_give
from people.queries.roles import is_living, roles_of
from people.services import passwords, recovery, sign_ins
from people.services.accounts import account_of, open_account
from people.services.records import join


def give_role(
    user: User,
    role: Role,
    *,
    council: Council,
    edition_id: int | None = None,
    until: datetime | None = None,
    by: Actor,
) -> RoleHeld:
    """Give an account a role over a council, or over one edition of it, for good or until a moment."""
    held = RoleHeld(user=user, role=role, council=council, edition_id=edition_id, since=clock.now(), until=until)
    db.session.add(held)
    join(user.person, council, by=by)
    sign_ins.reach_anew(user)
    facts = {"until": until.isoformat()} if until else {}
    audit.log(held, "given", by=by, role=role, user=user.actor_name, **facts)
    return held


def end_role(held: RoleHeld, *, by: Actor) -> None:
    """Take a role back; its holder loses access at the next request."""
    if held.until is not None and held.until <= clock.now():
        raise Refused(_("This role has ended already."), code="role-ended")
    _refuse_to_lose_the_last_administrator(held)
    held.until = clock.now()
    sign_ins.reach_anew(held.user)
    audit.log(held, "ended", by=by, role=held.role, user=held.user.actor_name)


def _refuse_to_lose_the_last_administrator(held: RoleHeld) -> None:
    """Keep one administrator without an end; who acts on the same council meanwhile waits."""
    if held.role is not Role.ADMINISTRATOR or held.edition_id is not None or held.until is not None:
        return
    db.session.execute(select(Council.id).filter_by(id=held.council_id).with_for_update())
    others = (
        select(RoleHeld.id)
        .join(RoleHeld.user)
        .filter(
            RoleHeld.council_id == held.council_id,
            RoleHeld.role == Role.ADMINISTRATOR,
            RoleHeld.edition_id.is_(None),
            RoleHeld.until.is_(None),
            RoleHeld.id != held.id,
            User.enabled,
        )
    )
    if db.session.scalar(others.limit(1)) is None:
        raise Refused(
            _("This is the last administrator of the council. Name another one first."), code="last-administrator"
        )


def hand_over(
    person: Person,
    role: Role,
    *,
    council: Council,
    edition_id: int | None = None,
    until: datetime | None = None,
    place: str,
    by: User,
) -> RoleHeld:
    """Give a person a role on behalf of somebody, no role above their own; who has no account is invited to open one.

    `place` is the council or the edition in words, for the message.
    """
    _refuse_above(role, council, by)
    if until is not None and until <= clock.now():
        raise Refused(_("The last day has passed already."), code="role-over")
    return appoint(person, role, council=council, edition_id=edition_id, until=until, place=place, by=by)


def appoint(
    person: Person,
    role: Role,
    *,
    council: Council,
    edition_id: int | None = None,
    until: datetime | None = None,
    place: str,
    by: Actor,
) -> RoleHeld:
    """Give a person a role and tell them; who has no account is invited to open one."""
    if not (person.email or person.phone):
        raise Refused(
            _("%(name)s has neither e-mail nor phone here. Write one down first.", name=person.name), code="unreachable"
        )
    user = account_of(person) or open_account(person, "", by=by)
    db.session.flush()
    if holds(user, role, council, edition_id):
        raise Refused(_("%(name)s holds this role already.", name=person.name), code="role-held")
    held = give_role(user, role, council=council, edition_id=edition_id, until=until, by=by)
    if user.password_hash == passwords.CLOSED:
        mails.invited(held, place=place, by=by.actor_name, link=recovery.invite(user, by=by))
    else:
        mails.role_given(held, place=place, by=by.actor_name)
    return held


def take_back(number: int, *, council: Council, place: str, by: User) -> RoleHeld:
    """Take a role of a council back on behalf of somebody, none above their own, and tell who held it.

    `place` is the council or the edition in words, for the message.
    """
    held = db.session.scalar(select(RoleHeld).filter_by(id=number, council_id=council.id))
    if held is None:
        raise NotFound
    _refuse_above(held.role, council, by)
    end_role(held, by=by)
    if held.user_id != by.id:
        mails.role_ended(held, place=place, by=by.actor_name)
    return held


def holds(user: User, role: Role, council: Council, edition_id: int | None) -> bool:
    """Tell whether an account holds a role now, over a council or over one edition. One query."""
    wanted = select(RoleHeld.id).filter_by(user_id=user.id, role=role, council_id=council.id, edition_id=edition_id)
    return db.session.scalar(wanted.where(is_living()).limit(1)) is not None


def refuse_to_reach(person: Person, *, by: Actor) -> None:
    """Refuse to change how somebody is reached whose powers are above one's own: a link sent there opens their account.

    Two queries, and one for each role with powers that they hold.
    """
    if not isinstance(by, User) or by.person_id == person.id:
        return
    powers = [held for held in roles_of(person) if held.role in POWERS]
    if any(held.role not in roles_to_give(by, held.council) for held in powers):
        raise Refused(
            _("%(name)s holds a role above yours: they change their addresses themselves.", name=person.name),
            code="above",
        )


def _refuse_above(role: Role, council: Council, by: User) -> None:
    if role not in roles_to_give(by, council):
        raise Refused(_("This role is above yours: who holds it, or more, gives it and takes it back."), code="above")
