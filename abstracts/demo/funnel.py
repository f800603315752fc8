"""The call of the seventh edition: who submitted what, how it was read, what was decided."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from random import Random

from abstracts.demo.calls import call
from abstracts.demo.texts import InventedText, invent_texts
from abstracts.models import (
    Abstract,
    AbstractAuthor,
    AbstractPresentation,
    AbstractState,
    Assignment,
    Call,
    Decision,
    DecisionOutcome,
    Deliberation,
    DeliberationState,
    Review,
    Wish,
)
from abstracts.models.usual import GRID
from conference.demo.editions import moment
from conference.models import Edition, PresentationKind
from conference.services import presentations
from conference.services.presentations import Author
from core.audit import SYSTEM
from core.clock import stopped
from core.db import Counter as Numbers
from core.db import db
from core.demo import Scene
from people.models import Person
from people.services.records import join

ACCEPTED = {
    "GYNO": 22, "PEDI": 17, "CHGE": 17, "SPUB": 13, "ANES": 10, "TRAU": 10, "CARD": 9, "UROL": 9, "OPHT": 8,
    "PSYC": 7, "INFE": 7, "ORLC": 6, "RADI": 6, "MINT": 5, "GAST": 5, "ENDO": 4, "NEPH": 4, "NEUR": 3, "DERM": 3,
    "PNEU": 3, "BIOL": 3, "MURG": 3, "ODON": 2, "CHPE": 1, "MFAM": 1,
}  # fmt: skip
REFUSED, WITHDRAWN, DRAFTS = 41, 17, 15
POSTERS = 54
READINGS = 3
MOST_PER_AUTHOR = 3
SHARE_LAST_HOURS, SHARE_AFTER_EXTENSION = 0.45, 0.12
QUALITY, SEVERITY, NOISE = (13.0, 2.5), 1.2, 1.5
VERY_SEVERE, VERY_LENIENT = -3.0, 2.5
TOP = sum(int(row["points"]) for row in GRID)

Planned = tuple[AbstractState, str, InventedText]


def build(scene: Scene) -> None:
    """Bring in the call, the abstracts, their reviews, the decisions, and the presentations that came of them."""
    edition: Edition = scene.things["segou"]
    opened = call(edition, moment(edition, date(2024, 3, 1), 8), moment(edition, date(2024, 5, 16), 0))
    db.session.add(opened)
    authors = Desk(scene)
    written = [write(scene, opened, authors, planned) for planned in plan(scene.rng)]
    number(scene.rng, written)
    db.session.add_all(written)
    for author in dict.fromkeys(author.person for abstract in written for author in abstract.authors):
        join(author, edition.council, by=SYSTEM)
    db.session.add(Numbers(name=f"{edition.slug}/abstracts", value=len(written)))
    evaluated = [abstract for abstract in written if abstract.state is not AbstractState.DRAFT]
    totals = read(scene, evaluated)
    decide(scene, evaluated, totals)


def plan(rng: Random) -> list[Planned]:
    """Return what is written in which specialty and what becomes of it, in a random order."""
    fates = [AbstractState.REFUSED] * REFUSED + [AbstractState.WITHDRAWN] * WITHDRAWN + [AbstractState.DRAFT] * DRAFTS
    others: dict[str, list[AbstractState]] = {}
    for fate, code in zip(
        fates, rng.choices(list(ACCEPTED), weights=list(ACCEPTED.values()), k=len(fates)), strict=True
    ):
        others.setdefault(code, []).append(fate)
    planned = []
    for code, count in ACCEPTED.items():
        states = [AbstractState.ACCEPTED] * count + others.get(code, [])
        planned += [
            (state, code, text) for state, text in zip(states, invent_texts(rng, code, len(states)), strict=True)
        ]
    rng.shuffle(planned)
    return planned


class Desk:
    """Hands out authors: of the specialty first, nobody more than three times, no presenter twice while it lasts."""

    def __init__(self, scene: Scene) -> None:
        crowd = scene.things["crowd"]
        self.rng = scene.rng
        self.people: list[Person] = scene.rng.sample(
            [*crowd["specialist"], *crowd["resident"], *crowd["generalist"]], 480
        )
        self.used: Counter[int] = Counter()

    def team(self, code: str, size: int) -> list[Person]:
        """Return a presenter, then co-authors."""
        free = [person for person in self.people if self.used[id(person)] < MOST_PER_AUTHOR]
        own = [person for person in free if person.specialty and person.specialty.code == code]
        ordered = sorted([*own, *self.rng.sample(free, len(free))], key=lambda person: self.used[id(person)])
        chosen = list(dict.fromkeys(chain(own[: size // 2], ordered)))[:size]
        chosen.sort(key=lambda person: self.used[id(person)])
        self.used.update(id(person) for person in chosen)
        return chosen


def write(scene: Scene, opened: Call, authors: Desk, planned: Planned) -> Abstract:
    """Return one abstract with its authors."""
    state, code, text = planned
    rng = scene.rng
    size = min(6, 2 + sum(rng.random() < 0.4 for _other in range(4)))
    team = authors.team(code, size)
    submitted = None if state is AbstractState.DRAFT else arrival(rng, opened)
    return Abstract(
        call=opened,
        code="",
        template=text.template,
        title=text.title,
        specialty=scene.things["specialties"][code],
        wish=rng.choice(list(Wish)),
        sections=text.sections,
        keywords=text.keywords,
        on_theme=text.on_theme,
        declared=[] if state is AbstractState.DRAFT else ["consent"],
        state=state,
        submitter=team[0],
        created_at=(submitted or opened.closes_at - timedelta(days=3)) - timedelta(hours=2),
        submitted_at=submitted,
        synthetic=True,
        authors=[
            AbstractAuthor(person=person, position=place, is_presenter=place == 1, affiliation=person.affiliation)
            for place, person in enumerate(team, start=1)
        ],
    )


def arrival(rng: Random, opened: Call) -> datetime:
    """Return when an abstract arrived: nearly half in the last two days, some after the extension."""
    extended_from = opened.closes_at - timedelta(days=5)
    draw = rng.random()
    if draw < SHARE_AFTER_EXTENSION:
        return opened.closes_at - timedelta(minutes=rng.randrange(1, 5 * 24 * 60))
    if draw < SHARE_AFTER_EXTENSION + SHARE_LAST_HOURS:
        return extended_from - timedelta(minutes=rng.randrange(1, 48 * 60))
    return extended_from - timedelta(minutes=rng.randrange(48 * 60, 60 * 24 * 60))


def number(rng: Random, written: list[Abstract]) -> None:
    """Give the abstracts their codes in the order in which they were begun."""
    for place, abstract in enumerate(sorted(written, key=lambda abstract: abstract.created_at), start=1):
        abstract.code = f"R-{place:03d}"
    rng.shuffle(written)


def read(scene: Scene, evaluated: list[Abstract]) -> dict[int, float]:
    """Have twelve reviewers read three times each abstract, fifty-nine each; return the mean totals."""
    reviewers: list[Person] = scene.things["crowd"]["reviewer"]
    severity = {reviewer.id: scene.rng.gauss(0, SEVERITY) for reviewer in reviewers}
    severity |= {reviewers[0].id: VERY_SEVERE, reviewers[1].id: VERY_SEVERE, reviewers[2].id: VERY_LENIENT}
    totals = {}
    for place, abstract in enumerate(evaluated):
        lot = [reviewers[(place * READINGS + turn) % len(reviewers)] for turn in range(READINGS)]
        quality = scene.rng.gauss(*QUALITY) + (0 if abstract.state is not AbstractState.REFUSED else -4)
        assigned = abstract.call.closes_at + timedelta(days=1)
        given = [
            round(min(TOP, max(3, quality + severity[reviewer.id] + scene.rng.gauss(0, NOISE)))) for reviewer in lot
        ]
        for reviewer, total in zip(lot, given, strict=True):
            assignment = Assignment(abstract=abstract, reviewer=reviewer, assigned_at=assigned)
            sent = assigned + timedelta(hours=scene.rng.randrange(6, 300))
            db.session.add(review(assignment, total, sent))
        totals[abstract.id] = sum(given) / READINGS
    db.session.flush()
    return totals


def review(assignment: Assignment, total: int, sent_at: datetime) -> Review:
    """Return a reading whose lines of the grid add up to its total."""
    scores = dict(spread(total))
    proposal = (
        DecisionOutcome.ORAL if total >= 12 else DecisionOutcome.POSTER if total >= 10 else DecisionOutcome.REFUSED
    )
    comment = (
        ""
        if proposal is not DecisionOutcome.REFUSED
        else "La méthode ne permet pas de conclure ; préciser la population."
    )
    return Review(
        assignment=assignment, scores=scores, total=total, proposal=proposal, comment=comment, sent_at=sent_at
    )


def spread(total: int) -> Iterator[tuple[str, int]]:
    """Yield the points of each criterion, in proportion to what it gives."""
    left, worth = total, TOP
    for row in GRID:
        points = round(left * int(row["points"]) / worth) if worth else 0
        yield str(row["key"]), min(points, int(row["points"]))
        left, worth = left - min(points, int(row["points"])), worth - int(row["points"])


def decide(scene: Scene, evaluated: list[Abstract], totals: dict[int, float]) -> None:
    """Decide: the better marked are oral, the others posters; each accepted abstract becomes a presentation."""
    accepted = sorted(
        (abstract for abstract in evaluated if abstract.state is AbstractState.ACCEPTED),
        key=lambda abstract: -totals[abstract.id],
    )
    posters = {abstract.id for abstract in accepted[-POSTERS:]}
    order = {code: place for place, code in enumerate(ACCEPTED)}
    accepted.sort(key=lambda abstract: (order[abstract.specialty.code], abstract.code))
    decided = accepted[0].call.closes_at + timedelta(days=16)
    made = []
    together = Deliberation(
        call=accepted[0].call,
        state=DeliberationState.ANNOUNCED,
        words={},
        decided_by="Comité scientifique",
        decided_at=decided,
        announced_at=decided,
    )
    with stopped(decided):
        for abstract in accepted:
            kind = PresentationKind.POSTER if abstract.id in posters else PresentationKind.ORAL
            presentation = presentations.create(
                abstract.call.edition,
                kind,
                title=abstract.title,
                specialty=abstract.specialty,
                authors=[Author(author.person, author.is_presenter, author.affiliation) for author in abstract.authors],
                by=SYSTEM,
            )
            presentation.synthetic = True
            made.append(presentation)
            db.session.add(AbstractPresentation(abstract=abstract, presentation=presentation))
            outcome = DecisionOutcome.POSTER if abstract.id in posters else DecisionOutcome.ORAL
            db.session.add(decision(abstract, outcome, together))
    for abstract in evaluated:
        if abstract.state is AbstractState.REFUSED:
            db.session.add(decision(abstract, DecisionOutcome.REFUSED, together))
    scene.things["presentations"] = made
    db.session.flush()


def decision(abstract: Abstract, outcome: DecisionOutcome, together: Deliberation) -> Decision:
    """Return what the committee decided."""
    comment = "L’échantillon est trop petit pour la conclusion proposée." if outcome is DecisionOutcome.REFUSED else ""
    return Decision(
        abstract=abstract,
        deliberation=together,
        outcome=outcome,
        comment=comment,
        decided_by=together.decided_by,
        decided_at=together.decided_at,
    )
