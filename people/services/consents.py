"""What people agree to besides what the event needs: asked apart, never ticked beforehand, taken back at any moment."""

from collections.abc import Collection

from core import audit, clock
from core.audit import Actor
from core.db import db
from people.models import Consent, Council, Person, Use
from people.queries.personal import agreed_by, consents_of
from people.words import CONSENT_WORDING

REGISTERING, OWN_PAGE, ERASED = "registration", "own page", "erasure"


def say(person: Person, council: Council, agreed: Collection[Use], *, where: str, by: Actor) -> list[Consent]:
    """Write down what a person now agrees to for a council: one row for each use on which that is a change."""
    before = agreed_by(person).get(council.id, set())
    changed = [use for use in Use if (use in agreed) is not (use in before)]
    return _write(person, council, {use: use in agreed for use in changed}, where=where, by=by)


def add(person: Person, council: Council, agreed: Collection[Use], *, where: str, by: Actor) -> list[Consent]:
    """Write down what somebody also agrees to; whoever only typed these names takes nothing back."""
    before = agreed_by(person).get(council.id, set())
    said = {use: True for use in Use if use in agreed and use not in before}
    return _write(person, council, said, where=where, by=by)


def take_all_back(person: Person, *, by: Actor) -> None:
    """Write down that a person agrees to nothing any more, for any council."""
    councils = {each.council_id: each.council for each in consents_of(person)}
    for council in councils.values():
        say(person, council, (), where=ERASED, by=by)


def _write(person: Person, council: Council, said: dict[Use, bool], *, where: str, by: Actor) -> list[Consent]:
    rows = [
        Consent(
            person_id=person.id,
            council=council,
            use=use,
            given=given,
            wording=CONSENT_WORDING,
            at=clock.now(),
            asked_at=where,
        )
        for use, given in said.items()
    ]
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        audit.log(row, "agreed" if row.given else "taken back", by=by, use=row.use, wording=row.wording)
    return rows


def agrees(person: Person, council: Council, use: Use) -> bool:
    """Tell whether a person agrees to one use now. One query."""
    return use in agreed_by(person).get(council.id, set())
