"""Who speaks for a specialty before the committee, and who of them is asked to have abstracts sent."""

from abstracts import mails
from abstracts.models import Call
from conference.models import EditionSpecialty
from core import audit, clock
from core.audit import Actor
from core.errors import Refused
from core.i18n import gettext as _
from people.models import Person
from people.services.records import join


def name_referent(practised: EditionSpecialty, person: Person | None, *, by: Actor) -> None:
    """Say who speaks for a specialty in an edition; nobody, to take the name off again."""
    if practised.referent_id == (person.id if person else None):
        return
    practised.referent = person
    if person is not None:
        join(person, practised.edition.council, by=by)
    audit.log(practised, "referent named", by=by, name=person.name if person else "—")


def remind(practised: EditionSpecialty, call: Call, *, by: Actor) -> None:
    """Ask whoever speaks for a specialty to have abstracts sent; once a day at the most, however often one taps."""
    person = practised.referent
    if person is None:
        raise Refused(
            _("Nobody speaks for %(specialty)s yet.", specialty=practised.specialty.name_fr), code="no-referent"
        )
    today = clock.at_place(clock.now(), call.edition.time_zone).date().isoformat()
    audit.log(practised, "reminded", by=by, name=person.name)
    mails.missing_specialty(practised, person, call, key=f"specialty-{practised.id}-{person.id}-{today}")
