"""People entering the books of a council."""

from sqlalchemy import Select, bindparam, select, text

from core import audit, clock
from core.audit import Actor
from core.db import Moment, db
from core.errors import Refused
from core.i18n import gettext as _
from people.models import Council, CouncilRecord, Person, RegisterState

# One statement: of two requests that bring the same person at the same moment, one finds what the other wrote.
ENTER = text(
    "INSERT INTO council_record (person_id, council_id, section, state, since, sort_name, claimed_number, version)"
    " VALUES (:person, :council, '', :state, :since, :sort_name, '', 1) ON CONFLICT DO NOTHING RETURNING id"
).bindparams(bindparam("since", type_=Moment()))


def join(person: Person, council: Council, *, by: Actor) -> CouncilRecord:
    """Write a person into a council's books, once: from now on the council's people see them.

    Whoever brings somebody to a council calls this: a submission, a registration, a participation, a role, an
    import. Called again, or by two requests at the same moment, it finds what is there.
    """
    db.session.flush()
    refuse_merged(person)
    if present := record_of(person, council):
        return present
    facts = {
        "person": person.id,
        "council": council.id,
        "state": RegisterState.UNKNOWN,
        "since": clock.now(),
        "sort_name": person.sort_name,
    }
    is_new = db.session.scalar(ENTER, facts) is not None
    record = db.session.scalars(_of(person, council)).one()
    if is_new:
        audit.log(record, "joined", by=by)
    return record


def refuse_merged(person: Person) -> None:
    """Hold a person's record as it is until this transaction ends, or refuse when another has taken its place.

    The lock is what a foreign key takes as well: a merge, which needs the record alone, waits for it.
    """
    present = select(Person.merged_into_id).where(Person.id == person.id).with_for_update(read=True, key_share=True)
    if db.session.scalar(present) is not None:
        raise Refused(
            _("The record of %(name)s has just been put together with another. Send the form again.", name=person.name),
            code="merged",
        )


def record_of(person: Person, council: Council) -> CouncilRecord | None:
    """Return what a council's books say of a person, or None when they do not know them. One query."""
    return db.session.scalar(_of(person, council))


def _of(person: Person, council: Council) -> Select[CouncilRecord]:
    return select(CouncilRecord).filter_by(person_id=person.id, council_id=council.id)
