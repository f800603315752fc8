"""What conference offers to a council's pages about one person, and to the merging of two records."""

from collections.abc import Iterator

from flask import url_for

from conference.models import Edition, Participation, ParticipationRole, Presentation, PresentationState
from conference.queries.deeds import committees_of, parts_in, presentations_by, signed_by_both
from conference.sections.standing import PARTS
from conference.states import UNPUBLISHED
from core import i18n
from core.i18n import gettext as _
from core.rich_text import plain
from core.sections import Block
from people.models import Council, Person
from people.words import said_of

DEEDS = "people/council/_deeds.html"


def person(who: Person, council: Council) -> Iterator[Block]:
    """Offer a person's page in a council's books where they took part, and what they presented."""
    if parts := parts_in(who, council):
        yield Block(DEEDS, {"title": _("Taking part"), "rows": list(_parts(who, council, parts))}, rank=30)
    if signed := presentations_by(who, council):
        rows = [
            (
                url_for("talks.talk", edition=edition.slug, code=talk.code) if is_public(edition, talk) else "",
                f"{talk.code} · {plain(talk.title)}",
                edition.name(i18n.language()),
            )
            for edition, talk in signed
        ]
        yield Block(DEEDS, {"title": _("On the programme"), "rows": rows}, rank=32)


def is_public(edition: Edition, talk: Presentation) -> bool:
    """Tell whether anybody may read about a presentation."""
    is_prepared = edition.state in UNPUBLISHED
    return talk.state is PresentationState.PROGRAMMED and not is_prepared


def _parts(who: Person, council: Council, parts: list[tuple[Edition, Participation]]) -> Iterator[tuple[str, str, str]]:
    committees = committees_of(who, council)
    for edition in dict.fromkeys(edition for edition, _part in parts):
        held = {part.role: part for each, part in parts if each is edition}
        words = [_said(who, role, held[role].function) for role in ParticipationRole if role in held]
        words += [each.name(i18n.language()) for each in committees if each.edition_id == edition.id]
        yield url_for("public.edition_home", edition=edition.slug), edition.name(i18n.language()), " · ".join(words)


def _said(who: Person, role: ParticipationRole, function: str) -> str:
    word = said_of(who, PARTS[role])
    return f"{word} ({function})" if function else word


def objections(kept: Person, gone: Person) -> Iterator[str]:
    """Object to merging two people who sign one presentation together."""
    if codes := signed_by_both(kept, gone):
        yield _("They sign one presentation together: %(codes)s.", codes=", ".join(codes))
