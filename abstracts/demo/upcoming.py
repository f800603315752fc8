"""The open call of the eighth edition: a few abstracts at every stage, so that everybody has something to do."""

import io
from datetime import timedelta

from PIL import Image, ImageDraw
from sqlalchemy import select

from abstracts import mails
from abstracts.demo.calls import call
from abstracts.demo.texts import invent_texts
from abstracts.models import Abstract, AbstractState, Call, DecisionOutcome, TieKind
from abstracts.queries.standing import practised_in
from abstracts.services import assigning, deciding, files, referents, reviewing, submission, versions
from abstracts.services.authors import AuthorGiven
from abstracts.services.submission import Content
from conference.demo.upcoming import SLUG
from conference.models import Edition
from core import clock
from core.audit import SYSTEM
from core.db import db
from core.demo import Scene
from core.uploads import PNG, Cleaned
from people.models import Person, Specialty
from people.services.persons import Introduction

CODES = ("GYNO", "PEDI", "CHGE", "SPUB", "ANES", "CARD", "UROL", "INFE", "PSYC", "MINT", "TRAU", "OPHT")
UNDER_REVIEW, DECIDED = 8, 4
DISPUTED, REFERRED = "TRAU", ("NEPH", "DERM", "PNEU")
OPEN_BEFORE, OPEN_AFTER = timedelta(days=30), timedelta(days=30)


def build(scene: Scene) -> None:
    """Bring in the call and its first abstracts, by the services everybody uses."""
    edition: Edition = scene.things["upcoming"]
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    opened = call(edition, today - OPEN_BEFORE, today + OPEN_AFTER)
    opened.most_files = 2
    db.session.add(opened)
    presenters = [scene.things["personas"]["auteur"], *scene.things["crowd"]["specialist"][-len(CODES) :]]
    with clock.stopped(today - timedelta(days=5)):
        sent = [send(scene, opened, code, presenter) for code, presenter in zip(CODES, presenters, strict=False)]
        evaluate(scene, sent)
        prepare_readers(scene, opened, sent)
        contradict(scene, sent[CODES.index(DISPUTED)])
        name_referents(scene, edition)


def send(scene: Scene, opened: Call, code: str, presenter: Person) -> Abstract:
    """Submit one abstract."""
    specialty: Specialty = scene.things["specialties"][code]
    text = invent_texts(scene.rng, code, 1)[0]
    other = scene.rng.choice(scene.things["crowd"]["resident"])
    content = Content(
        title=text.title,
        template=text.template,
        specialty=specialty,
        sections=text.sections,
        keywords=text.keywords,
        on_theme=text.on_theme,
        declared=["consent"],
        authors=[
            AuthorGiven(introduced(presenter), is_presenter=True),
            AuthorGiven(introduced(other), is_presenter=False),
        ],
    )
    abstract = submission.begin(opened, content, submitter=presenter, by=SYSTEM)
    if code == DISPUTED:
        files.add(abstract, Cleaned(figure(), PNG), by=SYSTEM)
    submission.submit(abstract, by=SYSTEM)
    mails.received(abstract)  # on that day, not when the worker starts
    if code == CODES[0]:
        sharpen(abstract)
    abstract.synthetic = True
    return abstract


def figure() -> bytes:
    """Return a figure of an abstract: cases by month, as bars."""
    image = Image.new("L", (480, 270), 255)
    pen = ImageDraw.Draw(image)
    for month, cases in enumerate((9, 12, 8, 14, 21, 34, 47, 52, 38, 24, 15, 11)):
        left = 42 + 34 * month
        pen.rectangle((left, 236 - 4 * cases, left + 22, 236), fill=70)
    pen.line((34, 20, 34, 238, 456, 238), fill=0, width=2)
    drawn = io.BytesIO()
    image.save(drawn, "PNG")
    return drawn.getvalue()


def sharpen(abstract: Abstract) -> None:
    """Send an abstract a second time, its last part in other words: two versions to compare."""
    key = list(abstract.sections)[-1]
    said = f"{abstract.sections[key]} Ces résultats appellent une étude <i>multicentrique</i>."
    abstract.sections = {**abstract.sections, key: said}
    versions.keep(abstract, clock.now())


def introduced(person: Person) -> Introduction:
    """Return how a known person introduces themselves."""
    return Introduction(
        given_names=person.given_names,
        family_name=person.family_name,
        email=person.email,
        phone=person.phone,
        structure=person.structure.name if person.structure else "",
    )


def evaluate(scene: Scene, sent: list[Abstract]) -> None:
    """Give most of them to readers, and decide the first few."""
    persona: Person = scene.things["personas"]["evaluateur"]
    others: list[Person] = scene.things["crowd"]["reviewer"][:5]
    for place, abstract in enumerate(sent[: UNDER_REVIEW + DECIDED]):
        for reviewer in (persona, others[place % 5]):
            assignment = assigning.assign(abstract, reviewer, by=SYSTEM)
            if reviewer is not persona or place < DECIDED:
                points = {"originality": 3, "relevance": 2, "methods": 4, "results": 3, "clarity": 2, "ethics": 1}
                reviewing.send_review(assignment, points, proposal=DecisionOutcome.ORAL, by=SYSTEM)
    for place, abstract in enumerate(sent[:DECIDED]):
        outcome = DecisionOutcome.POSTER if place == DECIDED - 1 else DecisionOutcome.ORAL
        deciding.decide(abstract, outcome, by=SYSTEM)
        assert abstract.state is AbstractState.ACCEPTED  # noqa: S101 - what the demonstration promises


def contradict(scene: Scene, abstract: Abstract) -> None:
    """Have a second reader see an abstract quite otherwise than the first."""
    reader: Person = scene.things["crowd"]["reviewer"][4]
    points = {"originality": 1, "relevance": 1, "methods": 1, "results": 1, "clarity": 1, "ethics": 0}
    reviewing.send_review(
        assigning.assign(abstract, reader, by=SYSTEM),
        points,
        proposal=DecisionOutcome.REFUSED,
        comment="Préciser la population, la période et la façon dont les dossiers ont été choisis.",
        by=SYSTEM,
    )


def name_referents(scene: Scene, edition: Edition) -> None:
    """Have somebody speak for some of the specialties that have sent nothing yet."""
    practised = {each.specialty.code: each for each in practised_in(edition)}
    for code, person in zip(REFERRED, scene.things["crowd"]["specialist"], strict=False):
        referents.name_referent(practised[code], person, by=SYSTEM)


def prepare_readers(scene: Scene, opened: Call, sent: list[Abstract]) -> None:
    """Have the reviewers say what they take on, and the chair judge a conflict: unequal, as they are."""
    persona: Person = scene.things["personas"]["evaluateur"]
    others: list[Person] = scene.things["crowd"]["reviewer"][:5]
    fields = scene.things["specialties"]
    assigning.describe(opened, persona, [fields[code] for code in ("CARD", "MINT", "UROL")], 14, by=SYSTEM)
    assigning.describe(opened, others[0], [fields[code] for code in ("PEDI", "GYNO")], 4, by=SYSTEM)
    last = sent[-1]
    assigning.tie(others[1], last.authors[0].person, TieKind.THESIS, by=others[1])
    assigning.rule_on(last, others[2], holds=True, reason="Ont ouvert un cabinet ensemble.", by=SYSTEM)
    assigning.rule_on(
        sent[-2], others[3], holds=False, reason="Seul spécialiste du pays ; s’engage à juger seul.", by=SYSTEM
    )


def renew(behind: timedelta) -> None:
    """Move the call so that it is open again."""
    statement = select(Call).join(Edition).where(Edition.slug == SLUG)
    opened = db.session.scalars(statement).one()
    opened.opens_at, opened.closes_at = opened.opens_at + behind, opened.closes_at + behind
