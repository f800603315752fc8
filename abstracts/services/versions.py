"""Keeping what an abstract said, and which files came with it, each time it was sent."""

from datetime import datetime

from abstracts.models import Abstract, AbstractState, AbstractVersion, AbstractVersionFile
from abstracts.queries.versions import versions_of
from core.db import db

TEXTS = ("title", "template", "sections", "keywords")


def keep_first(abstract: Abstract) -> None:
    """Before an abstract that was sent is changed, keep what was sent, if nothing was kept of it yet."""
    if abstract.submitted_at and not versions_of(abstract):
        keep(abstract, abstract.submitted_at)


def keep_again(abstract: Abstract, moment: datetime) -> None:
    """Keep what the committee has before it from now on, after an abstract that was sent was changed."""
    if abstract.state is AbstractState.SUBMITTED:
        keep(abstract, moment)


def keep(abstract: Abstract, sent_at: datetime) -> None:
    """Keep an abstract as a version, if it is another than the last one; what is sent in one moment is one version."""
    former = versions_of(abstract) if abstract.submitted_at else []
    if former and _is_kept(abstract, former[-1]):
        return
    text = {name: getattr(abstract, name) for name in TEXTS}
    if former and former[-1].sent_at == sent_at:
        version = former[-1]
        for name, said in text.items():
            setattr(version, name, said)
    else:
        version = AbstractVersion(abstract=abstract, number=len(former) + 1, sent_at=sent_at, **text)
        db.session.add(version)
    _keep_files(abstract, version)


def _is_kept(abstract: Abstract, version: AbstractVersion) -> bool:
    return all(getattr(version, name) == getattr(abstract, name) for name in TEXTS) and (
        [(each.number, each.file) for each in version.files] == [(each.number, each.file) for each in abstract.files]
    )


def _keep_files(abstract: Abstract, version: AbstractVersion) -> None:
    kept = {each.number: each for each in version.files}
    version.files = [kept.get(each.number) or AbstractVersionFile(number=each.number) for each in abstract.files]
    for row, each in zip(version.files, abstract.files, strict=True):
        row.file = each.file
