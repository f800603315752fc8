"""Forms that stand on a page only once something is so: it is made so here, and each page is opened by who may."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import Flask
from sqlalchemy import select

from abstracts import links
from abstracts.models import Abstract, AbstractState, Assignment, Call, DecisionOutcome, PrizeKind
from abstracts.services import assigning, authors, calls, deciding, prizes, referents, reviewing
from abstracts.services.prizes import Terms
from conference.demo.personas import DOMAIN
from conference.foreign.reading import programme_in
from conference.models import Edition, EditionSpecialty, ParticipationRole, Presentation, PresentationKind, Session
from conference.queries.plans import plan_of
from conference.services import compositions, importing, releases, rooms
from conference.services.presentations import take_part
from conference.timetable.tasks import Found
from core import clock
from core.audit import SYSTEM
from core.db import db, transaction
from core.outbox import Message
from people.models import Person
from people.services import addresses
from people.services.persons import Introduction
from tests.factories.conference import EditionFactory
from tests.factories.people import PersonFactory
from tests.support.addresses import PAST, UPCOMING
from tests.support.crawling import come_in
from tests.support.visitor import Page, Visitor, local

HERE = f"/e/{UPCOMING}"
FOREIGN = b"jour;debut;fin;salle;titre\n2027-05-07;09:00;09:30;Salle A;Venu d'ailleurs\n"


def pages_of_states(app: Flask) -> Iterator[tuple[Visitor, Page]]:
    """Give each page on which stands what the demonstration does not show, with a visitor who may see it."""
    with app.app_context():
        asked = list(_made_so())
    for login, places in groupby(sorted(asked), key=lambda each: each[0]):
        visitor = Visitor(app)
        if login:
            come_in(visitor, login)
        for _login, address in places:
            yield visitor, visitor.get(address, expect=200)


def _made_so() -> Iterator[tuple[str, str]]:
    """Bring everything into its state; give the login, if one is needed, and the address of each page."""
    call = db.session.scalars(select(Call).join(Edition).where(Edition.slug == UPCOMING)).one()
    with transaction():
        yield from _of_call(call)
        yield from _of_authors(call)
        yield from _of_readers(call)
        yield from _of_decisions(call)
        yield from _of_jury()
        yield from _of_programme(call.edition)
        yield from _of_versions()


def _of_call(call: Call) -> Iterator[tuple[str, str]]:
    late = Introduction("Awa", "Tard-Venue", email="tard@courriel.example")
    calls.invite(call, late, clock.now() + timedelta(days=30), by=SYSTEM)
    yield "chaire", f"{HERE}/committee/call/"
    edition: Any = EditionFactory(
        slug="js-sans-appel", number=99, series=call.edition.series, modules=call.edition.modules
    )
    yield "secretariat", f"/e/{edition.slug}/committee/call/"
    practised = select(EditionSpecialty).filter_by(edition_id=call.edition_id)
    reached = {abstract.specialty_id for abstract in _abstracts(call)}
    missing = [each for each in db.session.scalars(practised) if each.specialty_id not in reached]
    for each in missing[:2]:
        referents.name_referent(each, _persona("participant"), by=SYSTEM)
    yield "chaire", f"{HERE}/committee/science/"


def _of_authors(call: Call) -> Iterator[tuple[str, str]]:
    abstract, *_others = _abstracts(call, AbstractState.UNDER_REVIEW)
    abstract.submitter = _persona("auteur")
    other = abstract.authors[-1]
    authors.disown(other, by=other.person)
    yield "auteur", f"{HERE}/submit/{abstract.code}/receipt"
    yield "", local(links.signature_link(other.id))
    addresses.ask(_persona("auteur"), "autre@courriel.example")
    db.session.flush()
    told = db.session.scalars(select(Message.body).where(Message.to_address == "autre@courriel.example")).one()
    yield "", local(next(word for word in told.split() if word.startswith("http")))


def _of_readers(call: Call) -> Iterator[tuple[str, str]]:
    reader = _persona("evaluateur")
    unread, read = _abstracts(call, AbstractState.UNDER_REVIEW)[-2:]
    given = {each.abstract_id: each for each in db.session.scalars(select(Assignment).filter_by(reviewer_id=reader.id))}
    for abstract in (unread, read):
        if abstract.id not in given:
            given[abstract.id] = assigning.assign(abstract, reader, by=SYSTEM)
    assignment = given[read.id]
    scores = {line["key"]: line["points"] for line in call.grid}
    reviewing.send_review(assignment, scores, proposal=DecisionOutcome.ORAL, by=SYSTEM)
    yield "evaluateur", f"{HERE}/review/{read.code}"
    yield "chaire", f"{HERE}/committee/lots/reviewers/{reader.id}"
    for _newcomer in range(call.readers):
        newcomer: Any = PersonFactory()
        take_part(call.edition, newcomer, ParticipationRole.REVIEWER, by=SYSTEM)
    assigning.arrange(call, blindness=call.blindness, readers=call.readers, most=None, by=SYSTEM)
    everybody = "&".join(f"open={abstract.specialty.code}" for abstract in _abstracts(call))
    yield "chaire", f"{HERE}/committee/lots/?{everybody}"


def _of_decisions(call: Call) -> Iterator[tuple[str, str]]:
    first = _abstracts(call, AbstractState.UNDER_REVIEW)[0]
    choice = {first.id: DecisionOutcome.POSTER}
    done = deciding.decide_together(call, choice, by=SYSTEM, comments={DecisionOutcome.POSTER: "Un travail utile."})
    db.session.flush()
    yield "chaire", f"{HERE}/committee/decisions/{done.id}"
    yield "chaire", f"{HERE}/committee/decisions/together"
    yield "chaire", f"{HERE}/committee/abstracts/{first.code}"


def _of_jury() -> Iterator[tuple[str, str]]:
    orals = select(Presentation).join(Edition).where(Edition.slug == PAST, Presentation.kind == PresentationKind.ORAL)
    talk = db.session.scalars(orals.order_by(Presentation.code)).first()
    assert talk is not None
    prize = prizes.found(talk.edition, Terms(PrizeKind.ORAL, "Prix du jury"), by=SYSTEM)
    finalist = prizes.name_finalist(prize, talk, by=SYSTEM)
    prizes.name_juror(prize, _persona("evaluateur"), by=SYSTEM)
    db.session.flush()
    yield "evaluateur", f"/e/{PAST}/jury/{finalist.id}"


def _of_programme(edition: Edition) -> Iterator[tuple[str, str]]:
    begins = clock.now() + timedelta(days=30)
    rooms.say_absent(edition, _persona("auteur"), begins, begins + timedelta(hours=2), reason="En garde", by=SYSTEM)
    yield "programme", f"{HERE}/committee/hours/"
    yield "auteur", f"{HERE}/my-absences/"
    present = plan_of(edition)
    found = compositions.ask(edition, is_repair=True, seconds=10, by=SYSTEM)
    compositions.begin(found)
    compositions.keep(found, Found(present, cost=0, bound=0))
    compositions.finish(found)
    sought = compositions.ask(edition, is_repair=False, seconds=10, by=SYSTEM)
    kept = importing.receive(
        edition, programme_in(FOREIGN, "ailleurs.csv", edition.time_zone), FOREIGN, "ailleurs.csv", by=SYSTEM
    )
    db.session.flush()
    yield "programme", f"{HERE}/committee/compositions/{found.id}"
    yield "programme", f"{HERE}/committee/compositions/{sought.id}"
    yield "programme", f"{HERE}/committee/programme-import/{kept.id}"


def _of_versions() -> Iterator[tuple[str, str]]:
    served = select(Session).join(Edition).where(Edition.slug == PAST, Session.roles.any())
    session = db.session.scalars(served.order_by(Session.id)).first()
    assert session is not None
    session.title = "Une séance renommée"
    db.session.flush()
    releases.publish(session.edition, by=SYSTEM)
    session.title = "Une séance renommée encore"
    db.session.flush()
    yield "programme", f"/e/{PAST}/committee/timetable/sessions/{session.id}?q=ke"
    yield "programme", f"/e/{PAST}/committee/versions/"
    yield "programme", f"/e/{PAST}/committee/versions/next"


def _persona(login: str) -> Person:
    return db.session.scalars(select(Person).filter_by(email=f"{login}@{DOMAIN}")).one()


def _abstracts(call: Call, state: AbstractState | None = None) -> list[Abstract]:
    statement = select(Abstract).filter_by(call_id=call.id).order_by(Abstract.code)
    return [each for each in db.session.scalars(statement) if state in (None, each.state)]
