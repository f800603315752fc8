"""Publishing the programme: a numbered copy, complete and immutable, that public pages and exports read."""

import hashlib
import json

from sqlalchemy import select

from conference.models import Edition, Presentation, PresentationState, Release
from conference.queries.contents import content_of
from conference.queries.engagements import last_told
from conference.queries.programme import latest_release
from conference.queries.published import EMPTY, Told
from conference.services.numbering import note_dropped, number_changes
from conference.services.phases import programme_published
from core import audit, clock, jobs
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext


def publish(edition: Edition, *, by: Actor, seen: str = "") -> Release:
    """Publish the programme as it stands, as the next version; refused when nothing changed since the last.

    `seen` is the fingerprint of what somebody looked at before; what changed since then is not published unseen.
    """
    refuse_silent(edition)
    previous = latest_release(edition)
    number = previous.number + 1 if previous else 1
    content = content_of(edition)
    digest = digest_of(content)
    if previous is not None and previous.digest == digest:
        raise Refused(
            _("Nothing has changed since version %(number)d.", number=previous.number), code="nothing-changed"
        )
    if seen and seen != digest:
        raise Refused(
            _("The programme has changed since you opened this page. Read what is different now, then publish."),
            code="changed-meanwhile",
        )
    before = previous.content if previous else EMPTY
    number_changes(content, before, number)
    note_dropped(content, before, number)
    release = Release(
        edition=edition,
        number=number,
        published_at=clock.now(),
        published_by=by.actor_name,
        content=content,
        digest=digest,
    )
    db.session.add(release)
    programme_published(edition, by=by)
    audit.log(release, "published", by=by, number=number)
    return release


def digest_of(content: Told) -> str:
    """Return the fingerprint of a programme as it stands."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def tell(release: Release, *, by: Actor) -> None:
    """Have those told whose hour, room or role changed since the last version of which people were told; once."""
    if release.told_at is not None:
        raise Refused(_("Of version %(number)d people have been told.", number=release.number), code="told")
    before = last_told(release.edition)
    release.told_at, release.told_since = clock.now(), before.number if before else 0
    db.session.flush()
    jobs.enqueue("conference.jobs:tell_release", key=telling(release), release_id=release.id)
    audit.log(release, "told", by=by, number=release.number, since=release.told_since)


def telling(release: Release) -> str:
    """Return the key of the job that writes to whom a version concerns."""
    return f"tell-{release.batch}"


def is_telling(release: Release) -> bool:
    """Tell whether those whom a version concerns are still being written to. One query."""
    job = jobs.find(telling(release))
    return job is not None and job.is_under_way


def mark_printed(release: Release, *, by: Actor) -> None:
    """Note that a version went to the printer: what changes from now on stands on the sheet of errata."""
    release.printed_at = clock.now()
    audit.log(release, "printed", by=by, number=release.number)


def refuse_silent(edition: Edition) -> None:
    """Refuse to publish what its own authors have not been told."""
    silent = select(Presentation.code).filter_by(
        edition_id=edition.id, state=PresentationState.PROGRAMMED, is_silent=True
    )
    if codes := list(db.session.scalars(silent.order_by(Presentation.code))):
        raise Refused(
            ngettext(
                "%(code)s is on the programme and its authors have not been told: announce the decision first.",
                "%(num)d presentations are on the programme and their authors have not been told:"
                " announce the decisions first.",
                len(codes),
                code=codes[0],
            ),
            code="not-announced",
        )
