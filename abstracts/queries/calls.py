"""What the page of a call asks for: who is told, who is invited, what was sent, calls to copy from."""

from sqlalchemy import exists, select

from abstracts.models import Abstract, AbstractState, Call, Invitation
from conference.models import Edition, Series
from core.db import db, number_of
from core.errors import NotFound
from people.models import Person, Role, RoleHeld, User
from people.queries.roles import is_living

HELD = "call held"


def hold(call: Call, *, alone: bool = False) -> None:
    """Have a call stay as it is, and see it as it is now, until this transaction ends. One query.

    Those who send hold it together; whoever changes it holds it alone.
    """
    db.session.flush()
    number = number_of(call)
    statement = select(Call).where(Call.id == number).with_for_update(read=not alone, of=Call)
    db.session.scalars(statement.execution_options(populate_existing=True)).one()
    db.session.info[HELD] = (db.session().get_transaction(), number)


def is_held(call: Call) -> bool:
    """Tell whether the transaction now open holds a call already."""
    return db.session.info.get(HELD) == (db.session().get_transaction(), call.id)


def chairs_of(edition: Edition) -> list[Person]:
    """Return who chairs the scientific committee of an edition now. One query."""
    statement = (
        select(Person)
        .join(User, User.person_id == Person.id)
        .join(RoleHeld, RoleHeld.user_id == User.id)
        .where(RoleHeld.role == Role.CHAIR, RoleHeld.council_id == edition.council.id, is_living(), User.enabled)
        .where(RoleHeld.edition_id.is_(None) | (RoleHeld.edition_id == edition.id))
    )
    return list(db.session.scalars(statement.distinct().order_by(Person.id)))


def drafters_of(call: Call) -> list[Person]:
    """Return who typed an abstract that was not sent. One query."""
    drafts = select(Abstract.submitter_id).where(Abstract.call_id == call.id, Abstract.state == AbstractState.DRAFT)
    return list(db.session.scalars(select(Person).where(Person.id.in_(drafts)).order_by(Person.id)))


def was_sent_under(call: Call, number: int) -> bool:
    """Tell whether an abstract was sent under the rules of a number. One query."""
    sent = (Abstract.call_id == call.id, Abstract.rules_number == number, Abstract.state != AbstractState.DRAFT)
    return bool(db.session.scalar(select(exists().where(*sent))))


def invitations_of(call: Call) -> list[Invitation]:
    """Return who was let in after the deadline, the latest first. One query."""
    statement = select(Invitation).filter_by(call_id=call.id).order_by(Invitation.id.desc())
    return list(db.session.scalars(statement))


def invitation_of(call: Call, number: int | None) -> Invitation | None:
    """Return an invitation of a call by its number, if there is one. One query."""
    return db.session.scalar(select(Invitation).filter_by(call_id=call.id, id=number or 0))


def find_invitation(call: Call, number: int) -> Invitation:
    """Return an invitation of a call, or raise NotFound. One query."""
    if found := invitation_of(call, number):
        return found
    raise NotFound


def other_calls(edition: Edition) -> list[Call]:
    """Return the calls of the council's other editions, the latest first. One query."""
    statement = (
        select(Call)
        .join(Edition, Edition.id == Call.edition_id)
        .join(Series, Series.id == Edition.series_id)
        .where(Series.council_id == edition.series.council_id, Edition.id != edition.id)
        .order_by(Call.opens_at.desc())
    )
    return list(db.session.scalars(statement))
