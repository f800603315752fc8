"""Figures and papers joined to an abstract while it can be changed; what is kept of each is clean, and named by us."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from abstracts.models import MOST_FILES, Abstract, AbstractFile, AbstractVersion, AbstractVersionFile
from abstracts.queries.calls import hold, is_held
from abstracts.services import versions
from abstracts.services.submission import refuse_outside
from core import audit, clock, files
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.files import StoredFile
from core.i18n import gettext as _
from core.i18n import ngettext
from core.personal import forget_file
from core.uploads import Cleaned


def add(abstract: Abstract, cleaned: Cleaned, *, by: Actor, at: datetime | None = None) -> AbstractFile:
    """Join a file to an abstract, as many as the call allows."""
    _hold(abstract, at)
    taken, most = {each.number for each in abstract.files}, abstract.rules.most_files
    if not most:
        raise Refused(_("This call takes no files."), code="no-files")
    if len(taken) >= most:
        raise Refused(
            ngettext(
                "This call takes %(num)d file with an abstract: take it away first.",
                "This call takes %(num)d files with an abstract: take one away first.",
                most,
            ),
            code="too-many-files",
        )
    joined = AbstractFile(
        abstract=abstract,
        number=next(number for number in range(1, MOST_FILES + 1) if number not in taken),
        file=files.keep(cleaned.content, cleaned.content_type),
        added_at=at or clock.now(),
    )
    db.session.add(joined)
    versions.keep_again(abstract, at or clock.now())
    audit.log(abstract, "file added", by=by, name=joined.name)
    return joined


def take_away(abstract: Abstract, number: int, *, by: Actor, at: datetime | None = None) -> None:
    """Take a file of an abstract away; one that is gone already stays gone.

    It goes from the store too, unless it was sent once: then the version that was sent keeps it.
    """
    _hold(abstract, at)
    found = next((each for each in abstract.files if each.number == number), None)
    if found is None:
        return
    name, stored = found.name, found.file
    db.session.delete(found)
    db.session.flush()
    db.session.expire(abstract, ["files"])
    versions.keep_again(abstract, at or clock.now())
    db.session.flush()
    forget_file(stored)
    audit.log(abstract, "file taken away", by=by, name=name)


def _hold(abstract: Abstract, at: datetime | None) -> None:
    """Have an abstract stay as it is, and refuse where its authors cannot change it any more."""
    if not is_held(abstract.call):
        hold(abstract.call)
    db.session.flush()
    db.session.refresh(abstract, with_for_update={"of": Abstract})
    refuse_outside(abstract.call, abstract.open_until, at)
    if not abstract.is_editable:
        raise Refused(_("This abstract is being evaluated; it can no longer be changed."), code="not-editable")
    db.session.expire(abstract, ["files"])
    versions.keep_first(abstract)


def forget(abstract_ids: Iterable[int]) -> None:
    """Take all files of some abstracts away, with those of their versions, from the store too.

    The log does not repeat what goes.
    """
    numbers = list(abstract_ids)
    sent = select(AbstractVersion.id).where(AbstractVersion.abstract_id.in_(numbers))
    stored = [
        *_dropped(AbstractFile, AbstractFile.abstract_id.in_(numbers)),
        *_dropped(AbstractVersionFile, AbstractVersionFile.version_id.in_(sent)),
    ]
    for each in dict.fromkeys(stored):
        forget_file(each)


def _dropped(table: type[AbstractFile] | type[AbstractVersionFile], theirs: ColumnElement[bool]) -> list[StoredFile]:
    """Take rows away that name files, and return the files."""
    stored = list(db.session.scalars(select(StoredFile).join(table, table.file_id == StoredFile.id).where(theirs)))
    db.session.execute(delete(table).where(theirs).execution_options(synchronize_session=False))
    return stored
