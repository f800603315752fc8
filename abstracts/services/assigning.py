"""The chair at work: who may read what, lots dealt out, readings taken back, late readers reminded."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from abstracts import mails
from abstracts.matching import Lots, Pair, deal
from abstracts.models import (
    Abstract,
    AbstractState,
    Assignment,
    Blindness,
    Call,
    Conflict,
    Remark,
    ReviewerProfile,
    Tie,
    TieKind,
)
from abstracts.queries.conflicts import Clash, clashes
from abstracts.queries.lots import Dealing, Progress, dealing_of, profile_of
from abstracts.services.reviewing import refuse_closed
from abstracts.states import DECIDABLE, Ground
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move
from people.models import Person, Specialty
from people.services.records import join

BETWEEN_REMINDERS = timedelta(days=2)


# ── Lots ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def give(dealing: Dealing, lots: Lots, *, by: Actor) -> int:
    """Give out the lots that were looked at, all of them, and tell each reviewer; refuse when anything has changed."""
    call, task = dealing.call, dealing.task
    refuse_other(dealing, dealing_of(call, open_to_all=task.open_to_all, seed=task.seed).fingerprint)
    if not lots.is_complete:
        raise Refused(_("These lots do not give every abstract its readers."), code="lots-incomplete")
    given: dict[int, int] = defaultdict(int)
    for pair in lots.pairs:
        _give(dealing, pair)
        given[pair.reader] += 1
    for key, number in given.items():
        join(dealing.reviewers[key], call.edition.council, by=by)
        mails.lot_given(call, dealing.reviewers[key], number)
    audit.log(call, "dealt out", by=by, readings=len(lots.pairs), reviewers=len(given))
    return len(lots.pairs)


def refuse_other(dealing: Dealing, fingerprint: str) -> None:
    """Refuse a proposal that is no longer the one that was looked at."""
    if dealing.fingerprint != fingerprint:
        raise Refused(
            _("Abstracts, reviewers or conflicts have changed meanwhile. Look at the new proposal."),
            code="lots-changed",
        )


def _give(dealing: Dealing, pair: Pair) -> None:
    abstract = dealing.abstracts[pair.paper]
    db.session.add(_assignment(abstract, dealing.reviewers[pair.reader]))


def _assignment(abstract: Abstract, reviewer: Person) -> Assignment:
    if abstract.state is AbstractState.SUBMITTED:
        move(abstract, AbstractState.UNDER_REVIEW)
    return Assignment(abstract=abstract, reviewer=reviewer, assigned_at=clock.now(), round=abstract.round)


def assign(abstract: Abstract, reviewer: Person, *, by: Actor) -> Assignment:
    """Give an abstract to a reviewer, unless something speaks against it that the chair has not lifted."""
    if abstract.state not in DECIDABLE:
        raise Refused(_("This abstract is not being evaluated."), code="not-in-review")
    if (clash := clash_of(abstract, reviewer)) and not clash.is_lifted:
        raise Refused(refusal(clash), code=f"conflict-{clash.grounds[0]}")
    assignment = _assignment(abstract, reviewer)
    db.session.add(assignment)
    join(reviewer, abstract.call.edition.council, by=by)
    audit.log(assignment, "assigned", by=by, reviewer=reviewer.name)
    return assignment


def clash_of(abstract: Abstract, reviewer: Person) -> Clash | None:
    """Return why a reviewer must not read an abstract, if anything speaks against it."""
    return clashes([abstract], [reviewer]).get((abstract.id, reviewer.id))


def refusal(clash: Clash) -> str:
    """Say why somebody is not given an abstract."""
    name = clash.reviewer.name
    sentences = {
        Ground.AUTHOR: _("%(name)s is an author of this abstract.", name=name),
        Ground.STRUCTURE: _("%(name)s works in the same structure as an author.", name=name),
        Ground.CO_AUTHOR: _("%(name)s has signed with an author, here or in the last editions.", name=name),
        Ground.SAID: _("A conflict of interest of %(name)s with this abstract was declared.", name=name),
    }
    return sentences.get(clash.grounds[0], _("%(name)s is bound to an author.", name=name))


def take_back(assignment: Assignment, *, reason: str, by: Actor) -> None:
    """Take a reading from a reviewer, with all they wrote of it; somebody else may have it."""
    refuse_closed(assignment)
    if not reason.strip():
        raise Refused(_("Say why: the reason stays in the log."), code="reason-needed")
    abstract, name = assignment.abstract, assignment.reviewer.name
    db.session.execute(delete(Remark).where(Remark.assignment_id == assignment.id))
    for review in assignment.reviews:
        db.session.delete(review)
    db.session.delete(assignment)
    db.session.flush()
    audit.log(abstract, "reading taken back", by=by, reviewer=name, reason=reason.strip())


def pass_on(assignment: Assignment, *, reason: str, by: Actor) -> Assignment | None:
    """Take a reading from a reviewer and give it to the best of the others; to nobody when nobody else may read it."""
    abstract, former = assignment.abstract, assignment.reviewer
    take_back(assignment, reason=reason, by=by)
    if (successor := successor_of(abstract, former)) is None:
        return None
    mails.lot_given(abstract.call, successor, 1)
    return assign(abstract, successor, by=by)


def successor_of(abstract: Abstract, former: Person) -> Person | None:
    """Return who would best read an abstract in somebody's place."""
    dealing = dealing_of(abstract.call, open_to_all={abstract.specialty.code})
    papers = [replace(paper, needs=1) for paper in dealing.task.papers if paper.key == abstract.id]
    readers = [reader for reader in dealing.task.readers if reader.key != former.id]
    lots = deal(replace(dealing.task, papers=papers, readers=readers))
    return dealing.reviewers[lots.pairs[0].reader] if lots.pairs else None


# ── Conflicts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def rule_on(abstract: Abstract, reviewer: Person, *, holds: bool, reason: str, by: Actor) -> Conflict:
    """Say that a reviewer must not read an abstract, or that they may after all, and why; an author never may."""
    clash = clash_of(abstract, reviewer)
    if not reason.strip():
        raise Refused(_("Say why: the reason stays in the log."), code="reason-needed")
    if not holds and clash is not None and not clash.may_be_lifted:
        raise Refused(refusal(clash), code="reviewer-is-author")
    conflict = (clash.said if clash else None) or Conflict(abstract=abstract, person=reviewer)
    conflict.holds, conflict.reason = holds, reason.strip()
    conflict.said_by, conflict.said_at = by.actor_name, clock.now()
    db.session.add(conflict)
    audit.log(conflict, "ruled", by=by, holds=holds)
    return conflict


def declare(assignment: Assignment, *, reason: str, by: Actor) -> Assignment | None:
    """Take a reviewer at their word that they must not judge an abstract: it goes to another, who is returned."""
    rule_on(assignment.abstract, assignment.reviewer, holds=True, reason=reason, by=by)
    db.session.flush()
    return pass_on(assignment, reason=_("Conflict of interest declared"), by=by)


# ── Reviewers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def describe(
    call: Call, person: Person, specialties: Collection[Specialty], most: int | None, *, by: Actor
) -> ReviewerProfile:
    """Write down in which specialties somebody reads for a call, and how much at most."""
    profile = profile_of(call, person) or ReviewerProfile(call=call, person=person)
    profile.specialties, profile.most_readings = list(specialties), most
    db.session.add(profile)
    audit.log(profile, "described", by=by)
    return profile


def tie(person: Person, other: Person, kind: TieKind, *, by: Actor) -> Tie:
    """Write down that two people are bound, so that neither judges the other's work."""
    if person is other:
        raise Refused(_("Name somebody else."), code="same-person")
    said = db.session.scalar(select(Tie).filter_by(person_id=person.id, other_id=other.id))
    said = said or Tie(person=person, other=other)
    said.kind, said.said_by, said.said_at = kind, by.actor_name, clock.now()
    db.session.add(said)
    audit.log(said, "tied", by=by)
    return said


def arrange(call: Call, *, blindness: Blindness, readers: int, most: int | None, by: Actor) -> None:
    """Say how a call is read; who is hidden from whom stays as it was promised once somebody has begun to read."""
    has_begun = db.session.scalar(
        select(Assignment.id).join(Assignment.abstract).where(Abstract.call_id == call.id).limit(1)
    )
    if has_begun and blindness is not call.blindness:
        raise Refused(
            _("Abstracts are being read already: who is hidden from whom can no longer change."), code="promised"
        )
    call.blindness, call.readers, call.most_readings = blindness, readers, most
    audit.log(call, "reading arranged", by=by)


def remind(call: Call, late: Iterable[Progress], *, by: Actor) -> int:
    """Remind reviewers of what they have still to read, nobody twice within two days; return how many were reminded."""
    moment = clock.now()
    due = [each for each in late if each.left and not is_recent(each.reminded_at, moment)]
    for each in due:
        mails.review_reminder(call, each.reviewer, each.left)
    if due:
        audit.log(call, "reviewers reminded", by=by, reviewers=len(due))
    return len(due)


def is_recent(reminded_at: datetime | None, moment: datetime) -> bool:
    """Tell whether a reminder is so recent that another would only annoy."""
    return reminded_at is not None and moment - reminded_at < BETWEEN_REMINDERS
