"""Keeping what an abstract said each time it was sent."""

from datetime import datetime

from abstracts.models import Abstract, AbstractVersion
from abstracts.queries.versions import versions_of
from core.db import db


def keep_first(abstract: Abstract) -> None:
    """Before an abstract that was sent is changed, keep what was sent, if nothing was kept of it yet."""
    if abstract.submitted_at and not versions_of(abstract):
        keep(abstract, abstract.submitted_at)


def keep(abstract: Abstract, sent_at: datetime) -> None:
    """Keep the text of an abstract as a version, if it says something else than the last one."""
    former = versions_of(abstract) if abstract.submitted_at else []
    text = {
        "title": abstract.title,
        "template": abstract.template,
        "sections": dict(abstract.sections),
        "keywords": list(abstract.keywords),
    }
    if former and all(getattr(former[-1], name) == said for name, said in text.items()):
        return
    db.session.add(AbstractVersion(abstract=abstract, number=len(former) + 1, sent_at=sent_at, **text))
