"""D04: every kind of clash is found by one function, and a slow, obvious reading of 500 random programmes agrees.

The editor's page, the page that publishes and the address for programs say of the same programme the very same.
"""

from collections import Counter
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
from sqlalchemy import select

from conference.demo.personas import DOMAIN, PASSWORD
from conference.models import PresentationKind, Session, SessionDuty, SessionKind
from conference.queries.editions import find_edition
from conference.queries.plans import plan_of
from conference.timetable.clashes import ClashKind, added, clashes, sentence
from conference.timetable.plan import HOLDS, Block, Blocked, Hall, Item, Rules, Someone, Span
from core import clock
from core.db import db, transaction
from people.models import Person, Role, Scope, User
from people.queries.tokens import scopes_open_to
from people.services import tokens
from tests.support.plans import at, hour, plan
from tests.support.visitor import Visitor, sign_in

SLUG, LOGIN = "js-segou-2024", f"programme@{DOMAIN}"
PROGRAMMES, AT_ONCE = 500, 100
PAUSES = {SessionKind.BREAK, SessionKind.PRAYER}


# ── Random programmes, small and crowded ────────────────────────────────────────────────────────────────────────────


def drawn(seed):
    """Return a crowded little programme in which anything may be wrong."""
    chance = Random(seed)

    def stretch(minutes=(0, 30, 45, 60, 90)):
        begins = at(chance.randrange(2), chance.randrange(8, 12), chance.choice((0, 15, 30)))
        return Span(begins, begins + timedelta(minutes=chance.choice(minutes)))

    people = [Someone(n, f"Dr {n}", away=tuple(stretch() for _ in range(chance.random() < 0.3))) for n in range(1, 13)]
    rooms = [
        Hall(n, f"Salle {n}", chance.choice((0, 60, 200)), frozenset(chance.sample(["micro", "écran"], 1)),
             tuple(stretch() for _ in range(chance.random() < 0.3)))
        for n in range(1, 4)
    ]  # fmt: skip
    items = [
        Item(n, f"CO-{n}", "Titre", chance.choice(list(PresentationKind)), chance.choice((0, 10, 20, 30)),
             presenter=chance.choice([None, *range(1, 13)]), specialty=chance.choice(("", "CARD", "PEDI", "GYNO")),
             rank=chance.choice((None, 1, 2, 3)), is_silent=chance.random() < 0.1)
        for n in range(1, 25)
    ]  # fmt: skip
    waiting = [item.id for item in items]
    chance.shuffle(waiting)
    blocks = [
        Block(
            n, chance.choice(list(SessionKind)), f"Séance {n}", stretch(), chance.choice((None, 1, 2, 3)),
            duties=tuple({(chance.randint(1, 12), chance.choice(list(SessionDuty))) for _ in range(2)}),
            items=tuple(waiting.pop() for _ in range(min(chance.randrange(4), len(waiting)))),
            seats=chance.choice((None, 50, 100)),
            needs=frozenset(chance.sample(["micro", "écran"], chance.randrange(2))),
        )
        for n in range(1, chance.randint(3, 9))
    ]  # fmt: skip
    return plan(
        rooms=rooms, people=people, items=items, blocks=blocks,
        half_days=[hour(0, 8, 240), hour(1, 8, 240)] if chance.random() < 0.8 else [],
        blocked=[Blocked(hour(0, 10, 30), "prière")] if chance.random() < 0.5 else [],
        rules=Rules(buffer_minutes=chance.choice((0, 0, 10, 20))),
    )  # fmt: skip


# ── The obvious reading: each rule by itself, everything compared with everything ───────────────────────────────────


def overlap(one, other):
    return one.starts < other.ends and other.starts < one.ends


def minutes(span):
    return (span.ends - span.starts).total_seconds() / 60


def on_duty(block):
    return {person for person, _duty in block.duties}


def speaking(block, programme):
    spoken = [programme.items[number] for number in block.items]
    return {item.presenter for item in spoken if item.presenter and item.kind != "poster"}


def fields(block, programme):
    spoken = [programme.items[number] for number in block.items]
    return {item.specialty for item in spoken if item.specialty and item.kind != "poster"}


def obvious(programme):
    """Return what is wrong, each as the kind and what tells it from others."""
    wrong = set()
    for block in programme.blocks:
        wrong |= of_its_hour(block, programme) | of_its_room(block, programme) | of_what_it_holds(block, programme)
        for person in on_duty(block) | speaking(block, programme):
            if [away for away in programme.people[person].away if overlap(away, block.span)]:
                wrong.add(("person-away", block.id, person))
    for one, other in combinations(programme.blocks, 2):
        wrong |= of_two(one, other, programme)
    return wrong


def of_its_hour(block, programme):
    """Return what is wrong because of when a session takes place."""
    if block.kind in PAUSES:
        return set()
    inside = [half for half in programme.half_days if half.starts <= block.span.starts and block.span.ends <= half.ends]
    wrong = {("blocked-hour", block.id) for each in programme.blocked if overlap(each.span, block.span)}
    if programme.half_days and not inside:
        wrong.add(("outside-half-days", block.id))
    return wrong


def of_its_room(block, programme):
    """Return what is wrong because of where a session takes place."""
    wrong = set()
    for room in (each for each in programme.rooms if each.id == block.room):
        wrong |= {("room-closed", block.id) for closed in room.closed if overlap(closed, block.span)}
        if block.seats and room.capacity and block.seats > room.capacity:
            wrong.add(("room-too-small", block.id))
        if [need for need in block.needs if need not in room.equipment]:
            wrong.add(("equipment-missing", block.id))
    return wrong


def of_what_it_holds(block, programme):
    """Return what is wrong with the presentations of a session."""
    held = [programme.items[number] for number in block.items]
    wrong = {("wrong-kind", block.id, item.id) for item in held if item.kind not in HOLDS.get(block.kind, ())}
    wrong |= {("not-announced", block.id, item.id) for item in held if item.is_silent}
    if sum(item.minutes for item in held) > minutes(block.span):
        wrong.add(("session-full", block.id))
    ranks = [item.rank for item in held if item.rank]
    if ranks != sorted(ranks):
        wrong.add(("out-of-order", block.id))
    return wrong


def of_two(one, other, programme):
    """Return what is wrong because two sessions take place."""
    wrong, pair = set(), frozenset({one.id, other.id})
    here, there = (on_duty(each) | speaking(each, programme) for each in (one, other))
    if overlap(one.span, other.span):
        if one.room == other.room or not one.room or not other.room:
            wrong.add(("room-taken", pair))
        for person in here & there:
            on_duties = (person in on_duty(one)) + (person in on_duty(other))
            wrong.add(("chair-presents-elsewhere" if on_duties == 1 else "person-in-two-rooms", pair, person))
        if one.room != other.room:
            common = fields(one, programme) & fields(other, programme)
            wrong |= {("specialty-in-parallel", pair, specialty) for specialty in common}
    elif one.room and other.room and one.room != other.room:
        gaps = (other.span.starts - one.span.ends, one.span.starts - other.span.ends)
        walk = max(gaps)
        if walk < timedelta(minutes=programme.rules.buffer_minutes):
            wrong |= {("too-close", pair, person) for person in here & there}
    return wrong


PAIRED = {"room-taken", "person-in-two-rooms", "chair-presents-elsewhere", "specialty-in-parallel", "too-close"}
BY_ITEM, BY_PERSON = {"wrong-kind", "not-announced"}, {"person-away", *PAIRED} - {"room-taken", "specialty-in-parallel"}


def told(clash):
    """Return a clash as the obvious reading names it."""
    kind = clash.kind.value
    said = (kind, frozenset(clash.blocks) if kind in PAIRED else clash.blocks[0])
    if kind in BY_ITEM:
        return (*said, *clash.items)
    if kind in BY_PERSON:
        return (*said, *clash.people)
    return (*said, *clash.lacking) if kind == "specialty-in-parallel" else said


@pytest.mark.parametrize("first", range(0, PROGRAMMES, AT_ONCE))
def test_d04_five_hundred_random_programmes_are_judged_as_an_obvious_reading_does(first):
    seen = set()
    for seed in range(first, first + AT_ONCE):
        programme = drawn(seed)
        found = {told(clash) for clash in clashes(programme)}
        assert found == obvious(programme), f"seed {seed}"
        seen |= {each[0] for each in found}

    assert seen == {kind.value for kind in ClashKind}, "a kind of clash was never drawn"


def test_d04_a_change_is_refused_for_what_it_brings_and_not_for_what_was_wrong_before():
    talk = Item(1, "CO-1", "T", PresentationKind.ORAL, 10, presenter=1)
    other = Item(2, "CO-2", "T", PresentationKind.ORAL, 10, presenter=1)
    first = Block(1, SessionKind.FREE_PAPERS, "I", hour(0, 9), room=1, items=(1,))
    second = Block(2, SessionKind.FREE_PAPERS, "II", hour(0, 9), room=2)
    programme = {"rooms": [Hall(1, "A"), Hall(2, "B")], "people": [Someone(1, "Dr Diarra")], "items": [talk, other]}

    before = plan(blocks=[first, second], **programme)
    after = plan(blocks=[first, Block(2, second.kind, "II", second.span, room=2, items=(2,))], **programme)

    assert [clash.kind for clash in added(before, after)] == [ClashKind.PERSON_TWICE]
    assert added(after, after) == []


# ── The same everywhere ─────────────────────────────────────────────────────────────────────────────────────────────


def disturb(seed):
    """Have the sessions of the past edition change places with each other."""
    of_edition = select(Session).filter_by(edition_id=find_edition(SLUG).id).order_by(Session.id)
    sessions = db.session.scalars(of_edition).unique().all()
    places = [(each.room, each.starts_at) for each in sessions]
    Random(seed).shuffle(places)
    with transaction():
        for session, (room, starts) in zip(sessions, places, strict=True):
            minutes = session.minutes
            session.room, session.starts_at, session.ends_at = room, starts, starts + timedelta(minutes=minutes)


def counted(texts):
    """Return sentences without regard to order, their spaces plain."""
    return Counter(" ".join(text.split()) for text in texts)


def test_d04_editor_publication_and_programs_say_the_same_clashes_of_the_same_programme(demo_app):
    visitor, program = Visitor(demo_app), demo_app.test_client()
    sign_in(visitor, LOGIN, PASSWORD)
    with demo_app.app_context(), transaction():
        holder = db.session.scalars(select(User).join(Person).where(Person.email == LOGIN)).one()
        tokens.make(
            holder, "bal_clashes", name="Le tableau", scopes=[Scope.PROGRAMME], ends_at=clock.now() + timedelta(days=1),
            password=PASSWORD, is_trusted=True, is_confirmed=False,
        )  # fmt: skip

    for seed in range(3):
        with demo_app.app_context():
            disturb(seed)
        with demo_app.test_request_context("/?lang=fr"):
            programme = plan_of(find_edition(SLUG))
            found = counted(sentence(clash, programme) for clash in clashes(programme))
        board = visitor.get(f"/e/{SLUG}/committee/timetable/?lang=fr", expect=200)
        release = visitor.get(f"/e/{SLUG}/committee/versions/next", expect=200)
        told = program.get(
            f"/api/v1/editions/{SLUG}/clashes?lang=fr", headers={"Authorization": "Bearer bal_clashes"}
        ).json

        assert found.total() > 10
        assert counted(link.text_content() for link in board.all(".board-clashes li a")) == found
        assert counted(line.text_content() for line in release.all("#clashes li")) == found
        assert counted(each["sentence"] for each in told["items"]) == found
        assert Counter(each["kind"] for each in told["items"]) == Counter(each.kind for each in clashes(programme))


def test_d04_a_program_reads_clashes_by_a_token_made_for_them_alone(demo_app):
    with demo_app.app_context():
        offered = [scopes_open_to({role}) for role in (Role.SCHEDULER, Role.TREASURER, Role.SECRETARY_GENERAL)]

    assert demo_app.test_client().get(f"/api/v1/editions/{SLUG}/clashes").status_code == 401
    assert offered == [[Scope.PROGRAMME], [], list(Scope)]
