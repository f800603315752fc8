"""Boards for posters: a number each, given one by one or all at once, never the same twice."""

from collections.abc import Mapping

from sqlalchemy import update

from conference.models import Edition, Presentation, PresentationState
from conference.queries.posters import posters_of
from core import audit
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _


def give_boards(edition: Edition, boards: Mapping[str, int | None], *, by: Actor) -> None:
    """Give posters their boards, by their codes; refused as a whole when two would hang on one."""
    posters = posters_of(edition)
    wanted = {poster.code: boards.get(poster.code, poster.board) for poster in posters}
    _refuse_shared(wanted)
    _hang(edition, posters, wanted, by=by)


def number_boards(edition: Edition, *, by: Actor) -> int:
    """Give all boards their numbers anew, by specialty and code, from 1 on; return how many there are."""
    ordered = sorted(
        posters_of(edition), key=lambda each: (each.specialty.name_fr if each.specialty else "", each.code)
    )
    _hang(edition, ordered, {poster.code: place for place, poster in enumerate(ordered, start=1)}, by=by)
    return len(ordered)


def _refuse_shared(wanted: Mapping[str, int | None]) -> None:
    held: dict[int, str] = {}
    for code, board in wanted.items():
        if board is not None and board in held:
            raise Refused(
                _("Board %(number)d would hold two posters, %(one)s and %(other)s: give one of them another.",
                  number=board, one=held[board], other=code),
                code="board-taken",
            )  # fmt: skip
        if board is not None:
            held[board] = code


def _hang(edition: Edition, posters: list[Presentation], wanted: Mapping[str, int | None], *, by: Actor) -> None:
    """Change the boards that change: all of them come down first, because no two may share one even for a moment."""
    changed = [poster for poster in posters if poster.board != wanted[poster.code]]
    if not changed:
        return
    theirs = Presentation.id.in_([poster.id for poster in changed])
    gone = (Presentation.edition_id == edition.id) & (Presentation.state == PresentationState.WITHDRAWN)
    down = update(Presentation).where(theirs | gone).values(board=None)
    db.session.execute(down.execution_options(synchronize_session=False))
    for poster in changed:
        poster.board = wanted[poster.code]
    audit.log(edition, "boards numbered", by=by, count=len(changed))
