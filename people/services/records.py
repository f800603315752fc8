"""People entering the books of a council."""

from collections.abc import Iterable, Mapping
from typing import Any

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
ENTER_ALL = text(ENTER.text.removesuffix(" RETURNING id")).bindparams(bindparam("since", type_=Moment()))


def join(person: Person, council: Council, *, by: Actor) -> CouncilRecord:
    """Write a person into a council's books, once: from now on the council's people see them.

    Whoever brings somebody to a council calls this: a submission, a registration, a participation, a role, an
    import. Called again, or by two requests at the same moment, it finds what is there.
    """
    db.session.flush()
    refuse_merged(person)
    if present := record_of(person, council):
        return present
    is_new = db.session.scalar(ENTER, _facts(person, council)) is not None
    record = db.session.scalars(_of(person, council)).one()
    if is_new:
        audit.log(record, "joined", by=by)
    return record


def join_all(people: Iterable[Person], council: Council, *, by: Actor) -> None:
    """Write several people into a council's books, as `join` does one. Four queries at most, none for new people."""
    wanted = set(people)
    new = wanted & set(db.session.new)
    _join_new(new, council, by=by)
    if known := wanted - new:
        _join_known({person.id: person for person in known}, council, by=by)


def _join_new(people: Iterable[Person], council: Council, *, by: Actor) -> None:
    """Write people into the books who enter the database along with their record: nobody else has met them yet."""
    ordered = sorted(people, key=lambda person: person.sort_name)
    records = [
        CouncilRecord(person=person, council=council, since=clock.now(), sort_name=person.sort_name)
        for person in ordered
    ]
    db.session.add_all(records)
    audit.log_new(records, "joined", by=by)


def _join_known(wanted: Mapping[int, Person], council: Council, *, by: Actor) -> None:
    of_council = select(CouncilRecord).where(CouncilRecord.council_id == council.id)
    present = of_council.with_only_columns(CouncilRecord.person_id).where(CouncilRecord.person_id.in_(wanted))
    with db.session.no_autoflush:  # the rows that wait concern somebody else
        refuse_merged(*wanted.values())
        absent = sorted(wanted.keys() - set(db.session.scalars(present)))
        if absent:
            db.session.execute(ENTER_ALL, [_facts(wanted[number], council) for number in absent])
            audit.log_new(db.session.scalars(of_council.where(CouncilRecord.person_id.in_(absent))), "joined", by=by)


def _facts(person: Person, council: Council) -> dict[str, Any]:
    return {
        "person": person.id,
        "council": council.id,
        "state": RegisterState.UNKNOWN,
        "since": clock.now(),
        "sort_name": person.sort_name,
    }


def refuse_merged(*people: Person) -> None:
    """Hold people's records as they are until this transaction ends, or refuse when another has taken the place of one.

    The lock is what a foreign key takes as well: a merge, which needs the record alone, waits for it.
    """
    ids = [person.id for person in people]
    held = select(Person.id, Person.merged_into_id).where(Person.id.in_(ids)).order_by(Person.id)
    rows = db.session.execute(held.with_for_update(read=True, key_share=True)).all()
    if gone := {number for number, merged_into in rows if merged_into is not None}:
        name = next(person.name for person in people if person.id in gone)
        raise Refused(
            _("The record of %(name)s has just been put together with another. Send the form again.", name=name),
            code="merged",
        )


def record_of(person: Person, council: Council) -> CouncilRecord | None:
    """Return what a council's books say of a person, or None when they do not know them. One query."""
    return db.session.scalar(_of(person, council))


def _of(person: Person, council: Council) -> Select[CouncilRecord]:
    return select(CouncilRecord).filter_by(person_id=person.id, council_id=council.id)
