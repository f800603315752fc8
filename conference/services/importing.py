"""A programme that comes from elsewhere: weighed before, taken as a whole or not at all; twice the same is once."""

from conference.foreign.shapes import Programme
from conference.models import Edition, ProgrammeImport
from conference.services.taking import Report, Taking
from core import audit, clock, files
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.personal import forget_file


def weigh(edition: Edition, programme: Programme, *, by: Actor) -> Report:
    """Return what taking a programme would do; nothing of it stays."""
    attempt = db.session.begin_nested()
    try:
        return take(edition, programme, by=by)
    finally:
        attempt.rollback()
        db.session.expire_all()


def take(edition: Edition, programme: Programme, *, by: Actor) -> Report:
    """Take a programme into an edition, and say what became of it."""
    return Taking(edition, programme, by).taken()


def receive(edition: Edition, programme: Programme, content: bytes, name: str, *, by: Actor) -> ProgrammeImport:
    """Keep a file that came with what taking it would do; it changes nothing yet."""
    report = weigh(edition, programme, by=by)
    kept = ProgrammeImport(
        edition=edition, name=name[:200], received_at=clock.now(), received_by=by.actor_name, report=report.kept()
    )
    kept.file = files.keep(content, "application/octet-stream")
    db.session.add(kept)
    audit.log(kept, "received", by=by, name=kept.name)
    return kept


def confirm(kept: ProgrammeImport, programme: Programme, *, by: Actor) -> Report:
    """Take a file that was kept; the file itself goes, for it may hold more than was taken."""
    db.session.refresh(kept, with_for_update={"of": ProgrammeImport})
    if kept.taken_at is not None or kept.file is None:
        raise Refused(_("This file has been taken."), code="taken")
    report = take(kept.edition, programme, by=by)
    stored = kept.file
    kept.taken_at, kept.report, kept.file = clock.now(), report.kept(), None
    audit.log(kept, "taken", by=by, sessions=report.sessions, presentations=report.presentations)
    db.session.flush()
    forget_file(stored)
    return report
