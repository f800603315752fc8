"""Calls set up and changed by the chair, without code; and who is let in after the deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from abstracts import mails
from abstracts.models import Call, CallVersion, Invitation
from abstracts.models.rules import KEPT, Labelled, plain_rows
from abstracts.models.usual import GRID, TEMPLATES
from abstracts.queries.abstracts import call_of
from abstracts.queries.calls import drafters_of, hold, was_sent_under
from conference.models import Edition
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.search import fold
from people.services import persons
from people.services.persons import Introduction
from people.services.records import join

LONGEST_KEY = 40


@dataclass(frozen=True)
class Window:
    """From when until when abstracts are received, and until when corrections are."""

    opens_at: datetime
    closes_at: datetime
    corrections_until: datetime | None = None


def prepare(edition: Edition, window: Window, *, by: Actor, like: Call | None = None) -> Call:
    """Set up the call of an edition, with the rules of another call or with the usual ones."""
    if call_of(edition) is not None:
        raise Refused(_("This edition has its call already."), code="call-there")
    rules = like.kept_rules() if like else {"templates": TEMPLATES, "grid": GRID}
    call = Call(edition=edition, **rules)
    db.session.add(call)
    _set_window(call, window)
    audit.log(call, "prepared", by=by)
    return call


def set_window(call: Call, window: Window, *, by: Actor) -> None:
    """Change when abstracts are received; nobody is told, extending says who is."""
    _set_window(call, window)
    audit.log(call, "window set", by=by)


def _set_window(call: Call, window: Window) -> None:
    if window.closes_at <= window.opens_at:
        raise Refused(_("A call closes after it opens."), code="call-window")
    call.opens_at, call.closes_at = window.opens_at, window.closes_at
    call.corrections_until = window.corrections_until


def change(call: Call, *, by: Actor, **rules: Any) -> None:
    """Change what a call asks; abstracts sent before keep the rules they were sent under."""
    hold(call, alone=True)
    before = call.kept_rules()
    changed = {name: value for name, value in rules.items() if name in KEPT and value != before[name]}
    if not changed:
        return
    if not changed.get("templates", True):
        raise Refused(_("A call has one kind of text at least."), code="no-template")
    if was_sent_under(call, call.number):
        kept = CallVersion(call=call, number=call.number, rules=before, until=clock.now(), changed_by=by.actor_name)
        db.session.add(kept)
        call.number += 1
    for name, value in changed.items():
        setattr(call, name, value)
    audit.log(call, "rules changed", by=by, number=call.number)


def put(things: Sequence[Labelled], one: Labelled) -> list[dict[str, Any]]:
    """Return what a call names with one thing put in the place of that with its key, or at the end."""
    if any(each.key == one.key for each in things):
        return plain_rows(one if each.key == one.key else each for each in things)
    return plain_rows([*things, one])


def without(things: Sequence[Labelled], key: str) -> list[dict[str, Any]]:
    """Return what a call names, one thing left out."""
    return plain_rows(each for each in things if each.key != key)


def key_for(label: str, taken: Sequence[str]) -> str:
    """Return the key of something newly named: its words, and a number where they are taken."""
    words = "-".join(fold(label).split())[: LONGEST_KEY - 4].strip("-") or "x"
    wanted, number = words, 2
    while wanted in taken:
        wanted, number = f"{words}-{number}", number + 1
    return wanted


def copy_templates(call: Call, other: Call, *, by: Actor) -> None:
    """Take over the kinds of text of another call of the council, beside those that are there."""
    present = call.rules.templates
    keys, labels = [each.key for each in present], {each.label_fr for each in present}
    taken = list(call.templates)
    for template in plain_rows(other.rules.templates):
        if template["label_fr"] not in labels:
            key = key_for(template["key"], keys)
            keys.append(key)
            taken.append({**template, "key": key})
    change(call, by=by, templates=taken)


# ── More time ───────────────────────────────────────────────────────────────────────────────────────────────────────


def extend(call: Call, closes_at: datetime, *, by: Actor) -> int:
    """Give more time, or open the call again when it has closed; tell those who have a draft, and return how many."""
    if closes_at <= max(call.closes_at, clock.now()):
        raise Refused(_("Choose a moment that is later than the present deadline, and still to come."), code="no-later")
    was_open = clock.now() < call.closes_at
    call.closes_at = closes_at
    people = drafters_of(call)
    if was_open:
        audit.log(call, "extended", by=by, told=len(people))
    else:
        audit.log(call, "reopened", by=by, told=len(people))
    mails.extended(call, people)
    return len(people)


def invite(call: Call, introduction: Introduction, until: datetime, *, by: Actor) -> Invitation:
    """Let one person send one abstract until a moment; they alone are told."""
    if until <= clock.now():
        raise Refused(_("Choose a moment still to come."), code="no-later")
    person = persons.meet(introduction, by=by)
    join(person, call.edition.council, by=by)
    invitation = Invitation(call=call, person=person, until=until, invited_at=clock.now())
    db.session.add(invitation)
    audit.log(invitation, "invited", by=by, name=person.name)
    mails.invited(invitation)
    return invitation


def end_invitation(invitation: Invitation, *, by: Actor) -> None:
    """Let nobody in by this link any more; what was begun by it can no longer be sent."""
    if invitation.ended_at is None:
        invitation.ended_at = clock.now()
        audit.log(invitation, "ended", by=by)
