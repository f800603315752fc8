"""The door: a badge is read, a verdict is given, one line is added and never changed."""

from dataclasses import dataclass, field, replace

from sqlalchemy import select

from conference.models import Edition, HalfDay
from core import audit, clock, codes
from core.audit import Actor
from core.db import db, next_number
from core.tokens import BadToken
from registration.models import Badge, BadgeState, Scan, Verdict
from registration.queries.attendance import first_admission
from registration.services.badges import TokenKind, keyring


@dataclass(frozen=True)
class Answer:
    """What the door says: the verdict, whose badge it is if it is one of ours, the earlier admission, and the line."""

    verdict: Verdict
    badge: Badge | None = None
    first: Scan | None = None
    scan: Scan | None = field(default=None, compare=False)


UNWRITTEN = (Verdict.UNKNOWN, Verdict.OTHER_EDITION)


def read(edition: Edition, text: str, half_day: HalfDay, *, gate: str, by: Actor) -> Answer:
    """Read what was scanned or typed at a door and admit its holder once in a half-day."""
    badge = badge_in(text)
    if badge is None:
        return Answer(Verdict.UNKNOWN)
    if badge.registration.edition_id != edition.id:
        return Answer(Verdict.OTHER_EDITION)
    if badge.state is BadgeState.REVOKED:
        return _write(Answer(Verdict.REVOKED, badge), badge, half_day, gate=gate, by=by)
    if first := first_admission(badge, half_day):
        return _write(Answer(Verdict.ALREADY_IN, badge, first), badge, half_day, gate=gate, by=by)
    return _write(Answer(Verdict.ADMITTED, badge), badge, half_day, gate=gate, by=by)


def given(scan: Scan) -> Answer:
    """Return what the door said when it wrote this line."""
    first = first_admission(scan.badge, scan.half_day) if scan.verdict is Verdict.ALREADY_IN else None
    return Answer(scan.verdict, scan.badge, first, scan)


def badge_in(text: str) -> Badge | None:
    """Return the badge a QR or a six-character code stands for; its row is held, two doors read one after the other."""
    typed = text.strip().upper()
    if len(typed) == codes.SPOKEN_LENGTH:
        wanted = Badge.code == typed
    else:
        try:
            claims = keyring().verify(text.strip(), TokenKind.BADGE, at=clock.now())
        except BadToken:
            return None
        wanted = Badge.subject == claims.subject.hex()
    return db.session.scalar(select(Badge).where(wanted).with_for_update(of=Badge))


def _write(answer: Answer, badge: Badge, half_day: HalfDay, *, gate: str, by: Actor) -> Answer:
    device = f"account-{by.actor_id}"
    scan = Scan(
        badge=badge,
        half_day=half_day,
        gate=gate,
        device=device,
        sequence=next_number(f"scans/{device}"),
        verdict=answer.verdict,
        at=clock.now(),
    )
    db.session.add(scan)
    audit.log(scan, "scanned", by=by, code=badge.code, verdict=answer.verdict, gate=gate)
    return replace(answer, scan=scan)
