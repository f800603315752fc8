"""An e-mail that somebody gives for themselves: it is theirs once its link was opened there.

Nothing is kept meanwhile: the link itself says whose address it is to be, sealed. It is over after a day, or as soon as
the person is reached elsewhere.
"""

from core import audit
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.secrecy import keyed, seal, unseal
from core.web import absolute_url
from people import mails
from people.models import Person

PURPOSE = "e-mail"
A_DAY = 24 * 3600


def ask(person: Person, email: str) -> None:
    """Send a link to an address that somebody gives, and tell the one at which they are reached until then."""
    sealed = seal(f"{person.id} {_present(person)} {email}", PURPOSE)
    mails.email_to_confirm(email, person.language, absolute_url("data.confirm_email", sealed=sealed))
    if person.email or person.phone:
        mails.email_asked(person)


def meant(sealed: str) -> tuple[Person, str] | None:
    """Return whose address a link makes which, while it does. One query."""
    number, present, email = (unseal(sealed, PURPOSE, within=A_DAY) or "0 - -").split(" ", 2)
    person = db.session.get(Person, int(number))
    if person is None or person.erased_at or person.merged_into_id or present != _present(person):
        return None
    return person, email


def confirm(sealed: str) -> Person:
    """Reach somebody from now on at the address where they opened a link."""
    found = meant(sealed)
    if found is None:
        raise Refused(_("This link is over, or your address has changed since. Give it again."), code="link-over")
    person, email = found
    person.email = email
    audit.log(person, "edited", by=person)
    return person


def _present(person: Person) -> str:
    return keyed(PURPOSE, person.email)[:16]
