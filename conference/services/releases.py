"""Publishing the programme: a numbered copy, complete and immutable, that public pages and exports read."""

import hashlib
import json

from sqlalchemy import select

from conference.models import Edition, Presentation, PresentationState, Release
from conference.queries.contents import content_of
from conference.queries.programme import latest_release
from conference.queries.published import EMPTY
from conference.services.numbering import note_dropped, number_changes
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext


def publish(edition: Edition, *, by: Actor) -> Release:
    """Publish the programme as it stands, as the next version; refused when nothing changed since the last."""
    _refuse_silent(edition)
    previous = latest_release(edition)
    number = previous.number + 1 if previous else 1
    content = content_of(edition)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    if previous is not None and previous.digest == digest:
        raise Refused(
            _("Nothing has changed since version %(number)d.", number=previous.number), code="nothing-changed"
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
    audit.log(release, "published", by=by, number=number)
    return release


def _refuse_silent(edition: Edition) -> None:
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
