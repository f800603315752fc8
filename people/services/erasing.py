"""Asking for erasure, and answering within thirty days: carried out by somebody who read what it takes, or refused."""

from sqlalchemy import select, update

from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.personal import parts
from core.states import move
from people import mails
from people.models import Council, ErasureRequest, ErasureState, Person
from people.queries.personal import books_with
from people.services import consents
from people.services.personal import Erasure


def ask(person: Person, council: Council, *, by: Actor) -> ErasureRequest:
    """Ask a council that knows a person to erase what is held on them; the person is told until when it answers."""
    if council.id not in {record.council_id for record in books_with(person)}:
        raise Refused(_("This council has nothing in its books about you."), code="unknown-here")
    waiting = select(ErasureRequest).filter_by(person_id=person.id, state=ErasureState.WAITING)
    if db.session.scalar(waiting) is not None:
        raise Refused(_("You have asked already, and the answer is awaited."), code="asked-already")
    request = ErasureRequest(person=person, council=council, asked_at=clock.now())
    db.session.add(request)
    audit.log(request, "asked", by=by)
    mails.erasure_asked(request)
    return request


def refuse(request: ErasureRequest, reason: str, *, by: Actor) -> None:
    """Refuse to erase, and say why to whoever asked."""
    _answer(request, ErasureState.REFUSED, by=by)
    request.reason = reason
    audit.log(request, "refused", by=by, reason=reason)
    mails.erasure_refused(request)


def objections(person: Person) -> list[str]:
    """Say, one sentence each, what must be settled before anything can be erased."""
    return [sentence for part in parts() for sentence in part.objections(person)]


def carry_out(request: ErasureRequest, *, by: Actor) -> None:
    """Erase what is held on a person: every package does its part; what stays is what their page said stays.

    The values that go are written to no log: the line says that it was done, by whom, for which request.
    """
    person = request.person
    if found := objections(person):
        raise Refused(" ".join(found), code="not-yet")
    _answer(request, ErasureState.CARRIED_OUT, by=by)
    consents.take_all_back(person, by=by)
    audit.log(request, "carried out", by=by)
    mails.erasure_done(request)
    erasure = Erasure(person, by)
    for part in reversed(parts()):
        part.erase(erasure)
    db.session.flush()
    db.session.expire_all()


def _answer(request: ErasureRequest, state: ErasureState, *, by: Actor) -> None:
    """Take a request off the list, once: of two who answer at the same moment, one is told so."""
    mine = ErasureRequest.id == request.id, ErasureRequest.state == ErasureState.WAITING
    taken = db.session.execute(
        update(ErasureRequest)
        .where(*mine)
        .values(answered_by=by.actor_name)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise Refused(_("This request has been answered meanwhile."), code="answered")
    db.session.refresh(request)
    move(request, state, answered_at=clock.now())
