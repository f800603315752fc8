"""Presentations entering, changing and leaving an edition; who takes part because of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from conference.models import (
    Edition,
    Outcome,
    Participation,
    ParticipationRole,
    Presentation,
    PresentationAuthor,
    PresentationKind,
    PresentationState,
)
from conference.models.programme import CODE_LETTERS
from core import audit
from core.audit import Actor
from core.db import db, next_number
from core.errors import Refused
from core.i18n import gettext as _
from core.states import move
from people.models import Person, Specialty
from people.services.records import join

MINUTES = {
    PresentationKind.POSTER: 0,
    PresentationKind.FLASH: 3,
    PresentationKind.KEYNOTE: 30,
    PresentationKind.SYMPOSIUM_TALK: 20,
}
USUAL_MINUTES = 10


@dataclass(frozen=True)
class Author:
    """One author as handed over with a presentation."""

    person: Person
    is_presenter: bool
    affiliation: str = ""


def create(
    edition: Edition,
    kind: PresentationKind,
    *,
    title: str,
    authors: Sequence[Author],
    by: Actor,
    specialty: Specialty | None = None,
    minutes: int | None = None,
    is_silent: bool = False,
) -> Presentation:
    """Give an edition a presentation with a code of its own; its presenter takes part from now on.

    A silent one its authors have not been told of: until it is announced the committee alone sees it.
    """
    letters = CODE_LETTERS[kind]
    number = next_number(f"{edition.slug}/{letters}")
    presentation = Presentation(
        edition=edition,
        code=f"{letters}-{number:03d}",
        kind=kind,
        title=title,
        specialty=specialty,
        minutes=MINUTES.get(kind, USUAL_MINUTES) if minutes is None else minutes,
        is_silent=is_silent,
        authors=[
            PresentationAuthor(
                person=author.person, position=place, is_presenter=author.is_presenter, affiliation=author.affiliation
            )
            for place, author in enumerate(authors, start=1)
        ],
    )
    db.session.add(presentation)
    audit.log(presentation, "created", by=by, code=presentation.code, title=title)
    for author in authors:
        join(author.person, edition.council, by=by)
    if not is_silent:
        announce(presentation, by=by)
    return presentation


def announce(presentation: Presentation, *, by: Actor) -> None:
    """Let everybody know of a presentation; whoever presents it takes part from now on."""
    presentation.is_silent = False
    if presentation.presenter is not None:
        take_part(presentation.edition, presentation.presenter, ParticipationRole.PRESENTER, by=by)


def add_authors(presentation: Presentation, authors: Sequence[Author]) -> None:
    """Write further authors behind those a presentation has."""
    last = max((author.position for author in presentation.authors), default=0)
    presentation.authors = [
        *presentation.authors,
        *(
            PresentationAuthor(person=each.person, position=place, is_presenter=False, affiliation=each.affiliation)
            for place, each in enumerate(authors, start=last + 1)
        ),
    ]


def take_part(
    edition: Edition, person: Person, role: ParticipationRole, *, by: Actor, function: str = ""
) -> Participation:
    """Write down that somebody takes part in an edition in a role, once; its council knows them from now on."""
    join(person, edition.council, by=by)
    same = {"edition_id": edition.id, "person_id": person.id, "role": role}
    if present := db.session.scalar(select(Participation).filter_by(**same)):
        return present
    participation = Participation(edition_id=edition.id, person=person, role=role, function=function)
    db.session.add(participation)
    return participation


def retag(presentation: Presentation, specialty: Specialty, *, by: Actor) -> None:
    """Move a presentation to another specialty."""
    old = presentation.specialty
    presentation.specialty = specialty
    audit.log(presentation, "retagged", by=by, old=old.code if old else "", new=specialty.code)


def withdraw(presentation: Presentation, *, by: Actor) -> None:
    """Take a presentation off the programme for good; its code is not given out again."""
    if presentation.delivery is not None and presentation.delivery.outcome is not Outcome.ABSENT:
        raise Refused(_("This presentation has been delivered; it can no longer be withdrawn."), code="delivered")
    move(presentation, PresentationState.WITHDRAWN, session=None)
    audit.log(presentation, "withdrawn", by=by)
