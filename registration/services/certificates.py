"""Certificates: issued only from recorded facts, verifiable by anybody, revoked as plainly as issued."""

from typing import Any

from conference.models import Edition, Outcome, Paper, ParticipationRole, Presentation, PresentationKind
from conference.queries.editions import people_in, signatory_of
from core import audit, clock, codes, jobs
from core.audit import Actor
from core.db import db, next_number
from core.errors import Refused
from core.i18n import gettext as _
from core.jobs import Job
from core.states import move
from people.models import Council, Person
from registration import mails
from registration.models import Certificate, CertificateKind, CertificateState
from registration.queries.attendance import half_days_attended
from registration.queries.certificates import delivered_without_certificate, without_paper

KINDS = {
    PresentationKind.ORAL: CertificateKind.ORAL,
    PresentationKind.FLASH: CertificateKind.ORAL,
    PresentationKind.POSTER: CertificateKind.POSTER,
    PresentationKind.KEYNOTE: CertificateKind.KEYNOTE,
}
DELIVERED = (Outcome.DELIVERED, Outcome.REPLACED)


def issue(presentation: Presentation, *, by: Actor) -> Certificate:
    """Attest to whoever presented it that a presentation was delivered, have the paper made, and tell them."""
    certificate = attestation(presentation)
    db.session.add(certificate)
    audit.log(certificate, "issued", by=by, serial=certificate.serial, code=presentation.code)
    have_paper_made(certificate)
    mails.attested(certificate)
    return certificate


def have_paper_made(certificate: Certificate) -> None:
    """Have the worker make the paper of a certificate, once."""
    jobs.enqueue(
        "registration.jobs:render_certificate", key=f"certificate-{certificate.id}", certificate_id=certificate.id
    )


def have_papers_made(edition: Edition) -> None:
    """Have the worker make every paper of an edition's certificates that is missing."""
    for certificate in without_paper(edition):
        have_paper_made(certificate)


def attestation(presentation: Presentation) -> Certificate:
    """Return the next certificate of an edition: for whom, of what, with the title, authors, session and date."""
    delivery = presentation.delivery
    if delivery is None or delivery.outcome not in DELIVERED or delivery.presenter is None:
        raise Refused(_("Only what was delivered can be attested."), code="not-delivered")
    if presentation.kind not in KINDS:
        raise Refused(_("There is no certificate for this kind of presentation."), code="no-such-certificate")
    edition = presentation.edition
    return Certificate(
        edition=edition,
        person=delivery.presenter,
        presentation=presentation,
        kind=KINDS[presentation.kind],
        number=next_number(f"{edition.slug}/certificates"),
        code=codes.unguessable(),
        facts=_facts(presentation, delivery.presenter),
        issued_at=clock.now(),
    )


def _facts(presentation: Presentation, holder: Person) -> dict[str, Any]:
    edition, session = presentation.edition, presentation.session
    attended = half_days_attended(holder, edition)
    begins = session.times().get(presentation.id) if session else None
    presidents = people_in(edition, ParticipationRole.PRESIDENT)
    return {
        "name": holder.formal_name,
        "title": presentation.title,
        "code": presentation.code,
        "authors": [[author.person.short_name, author.is_presenter] for author in presentation.authors],
        "session": session.title if session else "",
        "room": session.room.name if session and session.room else "",
        "at": begins.isoformat() if begins else "",
        "minutes_attended": sum(half_day.minutes for half_day in attended),
        "half_days_attended": len(attended),
        "edition": edition.name("fr"),
        "theme": edition.theme,
        "city": edition.city,
        "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(),
        "council": edition.council.name,
        "signatories": [[president.person.name, president.function] for president in presidents],
        **_signed_for(edition.council),
    }


def _signed_for(council: Council) -> dict[str, Any]:
    """Return who signs for the council now, with which signature; nothing when it named nobody."""
    signatory = signatory_of(council, Paper.CERTIFICATE)
    if signatory is None:
        return {}
    drawn = signatory.file.sha256 if signatory.file else ""
    return {"council_signs": [signatory.name, signatory.function, drawn]}


def attestable(edition: Edition) -> list[Presentation]:
    """Return the presentations that were delivered, can be attested and have no certificate yet. One query."""
    return [talk for talk in delivered_without_certificate(edition) if talk.kind in KINDS]


def issue_all(edition: Edition, *, by: Actor) -> int:
    """Attest every presentation that was delivered and has no certificate yet; return how many."""
    waiting = attestable(edition)
    for presentation in waiting:
        issue(presentation, by=by)
    return len(waiting)


def have_issued(edition: Edition, *, by: Actor) -> Job:
    """Have the worker attest every presentation that waits, one after the other; asked for twice, it is done once."""
    if (present := issuing(edition)) and present.is_under_way:
        return present
    key = f"{_issuing_key(edition)}{next_number(f'{edition.slug}/issuing')}"
    job = jobs.enqueue("registration.jobs:issue_certificates", key=key, edition_id=edition.id, account_id=by.actor_id)
    job.total = len(attestable(edition))
    audit.log(edition, "certificates asked for", by=by, number=job.total)
    return job


def issuing(edition: Edition) -> Job | None:
    """Return the last work that issued, or issues, the certificates of an edition. One query."""
    return jobs.latest(_issuing_key(edition))


def _issuing_key(edition: Edition) -> str:
    return f"issue-{edition.slug}/"


def revoke(certificate: Certificate, *, by: Actor, reason: str) -> None:
    """Take a certificate's worth away; whoever verifies it reads that it was revoked, and why."""
    if not reason.strip():
        raise Refused(_("Say why this certificate is revoked."), code="no-reason")
    move(certificate, CertificateState.REVOKED, ended_at=clock.now(), reason=reason.strip())
    audit.log(certificate, "revoked", by=by, reason=certificate.reason)
