"""What the worker does for the call: telling those who sign, messages of decisions taken together, laureates."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from abstracts import mails
from abstracts.models import Abstract, AbstractPresentation, AbstractState, Decision, Deliberation
from abstracts.permissions import Can
from abstracts.queries.abstracts import WITH_AUTHORS
from abstracts.queries.books import Order
from abstracts.queries.prizes import palmares_of
from abstracts.services import books, prizes
from abstracts.states import IN_EVALUATION
from conference.models import Edition, Presentation, PresentationState
from conference.services import printing
from core import files, jobs, outbox
from core.db import db, transaction
from core.outbox import Circumstances

TOGETHER = 100  # decisions in one transaction


def tell_authors(abstract_id: int, *, it_arrived: bool) -> None:
    """Tell the submitter that an abstract arrived, and each author once that they sign it.

    Whoever presents gets the receipt as well, the others a few words.
    """
    with transaction():
        abstract = db.session.get(Abstract, abstract_id)
        if abstract is None or abstract.state not in IN_EVALUATION:
            return
        if it_arrived:
            mails.received(abstract)
        mails.signed(abstract)


def announce(deliberation_id: int) -> None:
    """Write the messages of decisions taken together, so many in a transaction, then have them leave.

    Stopped in the middle, it goes on: whoever has their message is passed over. Of what was withdrawn or merged
    meanwhile nobody is told a decision.
    """
    deliberation = db.session.get_one(Deliberation, deliberation_id)
    scope, batch = deliberation.scope, deliberation.batch
    statement = select(Decision.id).join(Abstract).where(
        Decision.deliberation_id == deliberation_id, Abstract.state != AbstractState.WITHDRAWN
    )  # fmt: skip
    ids = list(db.session.scalars(statement.order_by(Decision.id)))
    around = Circumstances(scope=scope, area=Can.SEE_ALL, batch=batch)
    for begins in range(0, len(ids), TOGETHER):
        some = ids[begins : begins + TOGETHER]
        with transaction():
            outbox.post_many("abstract-decided", mails.announced(_decisions(some), _presentations(some)), around)
            jobs.note(done=begins + len(some), total=len(ids))
    with transaction():
        jobs.enqueue("core.outbox:deliver_batch", key=f"deliver-{batch}", batch=batch)


def _decisions(ids: list[int]) -> list[Decision]:
    statement = select(Decision).where(Decision.id.in_(ids)).order_by(Decision.id)
    with_all = (
        joinedload(Decision.abstract).options(WITH_AUTHORS, joinedload(Abstract.submitter)),
        joinedload(Decision.deliberation),
    )
    return list(db.session.scalars(statement.options(*with_all)).unique())


def _presentations(ids: list[int]) -> dict[int, Presentation]:
    statement = (
        select(AbstractPresentation)
        .join(Decision, Decision.abstract_id == AbstractPresentation.abstract_id)
        .where(Decision.id.in_(ids))
    )
    found = db.session.scalars(statement).unique()
    return {
        each.abstract_id: each.presentation
        for each in found
        if each.presentation.state is not PresentationState.WITHDRAWN and each.presentation.poster_id is None
    }


def render_palmares(edition_id: int) -> None:
    """Lay out the list of laureates of an edition, and keep its PDF."""
    # loading the renderer takes a second that letters do not wait for
    from abstracts.documents.palmares import palmares as laid_out  # noqa: PLC0415

    edition = db.session.get_one(Edition, edition_id)
    made_of = prizes.palmares_key(edition)
    content = laid_out(edition)
    with transaction():
        palmares = palmares_of(edition)
        assert palmares is not None  # noqa: S101 - asked for before this was enqueued
        palmares.file, palmares.made_of = files.keep(content, "application/pdf"), made_of


def print_book(edition_id: int, paper: str) -> None:
    """Make one of the papers of the book of abstracts, and keep it; whoever waits is told how far it is."""
    # loading the renderer takes a second that letters do not wait for
    from abstracts.documents import book, word_book  # noqa: PLC0415

    edition = db.session.get_one(Edition, edition_id)
    facts = books.made_of(edition)
    kind, _dash, which = paper.partition("-")
    order, _dash, word = which.partition("-")
    if kind == "chapter":
        content = book.chapter(edition, which)
    elif kind == books.ERRATA:
        content = book.errata_sheet(edition)
    elif word:
        content = word_book.word_book(edition, Order(order))
    else:
        content = book.book(edition, Order(order), _note)
    with transaction():
        printing.keep(edition, paper, facts, content, printing.DOCX if word else printing.PDF)


def _note(done: int, total: int) -> None:
    with transaction():
        jobs.note(done=done, total=total)
