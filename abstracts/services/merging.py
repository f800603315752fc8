"""Two abstracts that are one work: one presentation, the authors of both."""

from abstracts import mails
from abstracts.models import Abstract, AbstractAuthor, AbstractState
from abstracts.queries.abstracts import presentations_from
from conference.models import Presentation, PresentationState
from conference.services import presentations
from conference.services.presentations import Author
from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move

NOT_MERGED = (AbstractState.DRAFT, AbstractState.REFUSED, AbstractState.WITHDRAWN)


def merge(kept: Abstract, gone: Abstract, *, by: Actor) -> None:
    """Let one abstract stand for two: it takes over the authors of the other, whose presentation leaves the programme.

    Both submitters are told. The text that goes stays readable for the committee.
    """
    for abstract in sorted((kept, gone), key=lambda abstract: abstract.id):
        db.session.refresh(abstract, with_for_update={"of": Abstract})
    _refuse_unlike(kept, gone)
    stays, leaves = _standing(kept), _standing(gone)
    if leaves and not stays:
        raise Refused(
            _("%(gone)s is accepted and %(kept)s is not: merge %(kept)s into %(gone)s.", gone=gone.code,
              kept=kept.code),
            code="merge-the-other-way",
        )  # fmt: skip
    for presentation in leaves:
        presentations.withdraw(presentation, by=by)
    newcomers = _newcomers(kept, gone)
    for presentation in stays:
        presentations.add_authors(
            presentation, [Author(each.person, is_presenter=False, affiliation=each.affiliation) for each in newcomers]
        )
    move(gone, AbstractState.WITHDRAWN)
    gone.merged_into, gone.is_silent = kept, False
    audit.log(gone, "merged into", by=by, code=kept.code)
    audit.log(kept, "merged with", by=by, code=gone.code)
    mails.merged(kept, gone)


def _refuse_unlike(kept: Abstract, gone: Abstract) -> None:
    if kept.id == gone.id or kept.call_id != gone.call_id:
        raise Refused(_("Choose another abstract of the same call."), code="not-two")
    for abstract in (kept, gone):
        if abstract.state in NOT_MERGED:
            raise Refused(
                _("%(code)s is not before the committee; it cannot be merged.", code=abstract.code), code="not-merged"
            )


def _standing(abstract: Abstract) -> list[Presentation]:
    return [each for each in presentations_from(abstract) if each.state is not PresentationState.WITHDRAWN]


def _newcomers(kept: Abstract, gone: Abstract) -> list[AbstractAuthor]:
    """Write the authors of the abstract that goes behind those of the one that stays; nobody twice."""
    known = {author.person_id for author in kept.authors}
    last = max((author.position for author in kept.authors), default=0)
    joining = [author for author in gone.authors if author.person_id not in known]
    added = [
        AbstractAuthor(person=author.person, position=place, is_presenter=False, affiliation=author.affiliation)
        for place, author in enumerate(joining, start=last + 1)
    ]
    kept.authors = [*kept.authors, *added]
    return added
