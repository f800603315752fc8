"""Who was there: badges, scans at two doors over four half-days, and the attestations of what was delivered."""

from itertools import count
from random import Random

from conference.models import Delivery, Edition, Outcome, Presentation
from conference.models.programme import COMMUNICATIONS
from conference.queries.editions import half_days_of
from core.clock import stopped
from core.codes import ALPHABET, SPOKEN_LENGTH
from core.db import db
from core.demo import Scene
from registration.models import Badge, Registration, Scan, Verdict
from registration.services import certificates
from registration.services.badges import claims_of, keyring

PRESENCE = (0.78, 0.71, 0.74, 0.52)
GATES = ("A", "B")


def build(scene: Scene) -> None:
    """Bring in the badges, what the doors saw, and the certificates issued on the evening of the last day."""
    badges = [badge(scene.rng, registration) for registration in scene.things["registrations"]]
    db.session.add_all(badges)
    db.session.flush()
    edition: Edition = scene.things["segou"]
    sequences = {gate: count(1) for gate in GATES}
    for half_day, share in zip(half_days_of(edition), PRESENCE, strict=True):
        for present in scene.rng.sample(badges, round(share * len(badges))):
            gate = scene.rng.choice(GATES)
            late = scene.rng.randrange(int((half_day.ends_at - half_day.starts_at).total_seconds() // 2))
            db.session.add(
                Scan(
                    badge=present,
                    half_day=half_day,
                    gate=gate,
                    device=f"demo-{gate}",
                    sequence=next(sequences[gate]),
                    verdict=Verdict.ADMITTED,
                    at=half_day.starts_at + (half_day.ends_at - half_day.starts_at) * late / (4 * 3600),
                )
            )
    db.session.flush()
    attest(edition)


def badge(rng: Random, registration: Registration) -> Badge:
    """Return the badge of a registration."""
    subject = rng.randbytes(16)
    return Badge(
        registration=registration,
        subject=subject.hex(),
        code="".join(rng.choices(ALPHABET, k=SPOKEN_LENGTH)),
        token=keyring().sign(claims_of(registration, subject)),
        made_at=registration.confirmed_at,
    )


def attest(edition: Edition) -> None:
    """Issue the attestation of every communication that was presented; their papers are made when asked for."""
    evening = max(half_day.ends_at for half_day in half_days_of(edition))
    delivered = (
        db.session.query(Presentation)
        .join(Delivery)
        .filter(
            Presentation.edition_id == edition.id,
            Presentation.kind.in_(COMMUNICATIONS),
            Delivery.outcome != Outcome.ABSENT,
        )
        .order_by(Presentation.code)
    )
    with stopped(evening):
        for presentation in delivered:
            db.session.add(certificates.attestation(presentation))
