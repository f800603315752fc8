"""To whom an edition writes: people described by what they are and did, and what a text may say of each of them.

Packages offer `audiences` for an edition. An audience is a question whose answer is persons, and the permission of
whoever may write to them. Its words are the placeholders it adds to those that everybody has.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel.speaklater import LazyString
from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all

from conference.models import (
    Committee,
    CommitteeMember,
    Edition,
    Module,
    Participation,
    ParticipationRole,
    Presentation,
    PresentationAuthor,
    PresentationState,
    Session,
    SessionRole,
)
from conference.permissions import Can
from core import i18n, sections
from core.db import db
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.placeholders import Address
from core.search import fold
from people.models import Person, Role, RoleHeld, User
from people.queries.roles import is_living
from people.recognition import personal_link

Values = Callable[[Edition, Sequence[Person], str], Mapping[int, str]]


@dataclass(frozen=True)
class Word:
    """A placeholder: how either language writes it, what it stands for, and its value for each of some people."""

    fr: str
    en: str
    meaning: LazyString
    values: Values

    def written(self, language: str) -> str:
        """Return the placeholder as one types it."""
        return "{" + (self.en if language == "en" else self.fr) + "}"

    @property
    def names(self) -> frozenset[str]:
        """Return the folded names under which a text may call it."""
        return frozenset((fold(self.fr), fold(self.en)))


@dataclass(frozen=True)
class Audience:
    """People of an edition: a question that gives their numbers, and what one must be allowed in order to write."""

    key: str
    group: str
    label: str
    people: Select[int]
    area: StrEnum
    words: tuple[Word, ...] = ()


def each(value: Callable[[Person], str]) -> Values:
    """Return the values of a word that a person alone decides."""
    return lambda _edition, people, _language: {person.id: value(person) for person in people}


def same(value: Callable[[Edition, str], str]) -> Values:
    """Return the values of a word that is the same for everybody."""
    return lambda edition, people, language: dict.fromkeys([person.id for person in people], value(edition, language))


def _days(edition: Edition, _language: str) -> str:
    return i18n.span(edition.starts_on, edition.ends_on)


EVERYBODYS_WORDS = (
    Word("titre", "title", _l("Dr, Pr, Mme…"), each(lambda person: person.title)),
    Word("prénom", "first name", _l("the first names"), each(lambda person: person.given_names)),
    Word("nom", "surname", _l("the name the person goes by"), each(lambda person: person.surname)),
    Word("nom complet", "full name", _l("title, first names and name"), each(lambda person: person.name)),
    Word("lien", "link", _l("the link to the person’s own page, without a password"), each(
        lambda person: Address(personal_link(person))
    )),
    Word("édition", "edition", _l("the name of the edition"), same(lambda edition, language: edition.name(language))),
    Word("thème", "theme", _l("its theme"), same(lambda edition, _language: edition.theme)),
    Word("ville", "city", _l("its city"), same(lambda edition, _language: edition.city)),
    Word("dates", "days", _l("its days in words"), same(_days)),
    Word("conseil", "council", _l("the name of the council"), same(lambda edition, _language: edition.council.name)),
)  # fmt: skip


def codes_of_presentations(edition: Edition, people: Sequence[Person], _language: str) -> dict[int, str]:
    """Return the codes of what each of some people presents. One query."""
    statement = (
        select(PresentationAuthor.person_id, Presentation.code)
        .join(Presentation, PresentationAuthor.presentation_id == Presentation.id)
        .where(
            Presentation.edition_id == edition.id,
            Presentation.for_everybody(),
            PresentationAuthor.is_presenter,
            PresentationAuthor.person_id.in_([person.id for person in people]),
        )
        .order_by(Presentation.code)
    )
    return listed(db.session.execute(statement))


def listed(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Return « CO-001, CO-014 » for each person, from pairs of a person and one thing of theirs."""
    found: dict[int, list[str]] = {}
    for person_id, thing in pairs:
        found.setdefault(person_id, []).append(thing)
    return {person_id: ", ".join(things) for person_id, things in found.items()}


CODES = Word("communications", "presentations", _l("the codes of what they present"), codes_of_presentations)


def audiences(edition: Edition) -> Iterator[Audience]:
    """Offer those who stand on the programme, in the committees, and beside the edition."""
    if edition.has(Module.PROGRAMME):
        yield from _on_the_programme(edition)
    yield from _in_committees(edition)
    yield _taking_part(edition, _("Patrons"), ParticipationRole.PATRON)
    if edition.has(Module.WORKING_GROUPS):
        yield _taking_part(edition, _("Facilitators of the groups"), ParticipationRole.FACILITATOR)
    if edition.has(Module.PARTNERS):
        here = (RoleHeld.edition_id == edition.id) & (RoleHeld.role == Role.PARTNER)
        partners = select(User.person_id).join(RoleHeld, RoleHeld.user_id == User.id).where(here, is_living())
        yield Audience("partners", _("The edition"), _("Partners who have an account"), partners, Can.READ_ALL_MESSAGES)


def _on_the_programme(edition: Edition) -> Iterator[Audience]:
    group = _("The programme")
    speaks = (
        select(PresentationAuthor.person_id)
        .join(Presentation, PresentationAuthor.presentation_id == Presentation.id)
        .where(Presentation.edition_id == edition.id, Presentation.for_everybody(), PresentationAuthor.is_presenter)
    )
    accepted, placed = PresentationState.ACCEPTED, PresentationState.PROGRAMMED
    yield Audience(
        "presenters", group, _("Accepted presenters"),
        speaks.where(Presentation.state.in_([accepted, placed])), Can.SCHEDULE, (CODES,),
    )  # fmt: skip
    yield Audience(
        "presenters-unplaced", group, _("Presenters who have no session yet"),
        speaks.where(Presentation.state == accepted), Can.SCHEDULE, (CODES,),
    )  # fmt: skip
    serving = select(SessionRole.person_id).join(Session, SessionRole.session_id == Session.id)
    yield Audience(
        "session-chairs", group, _("Chairs and rapporteurs of sessions"),
        serving.where(Session.edition_id == edition.id), Can.SCHEDULE,
    )  # fmt: skip


def _taking_part(edition: Edition, label: str, part: ParticipationRole) -> Audience:
    statement = select(Participation.person_id).filter_by(edition_id=edition.id, role=part)
    return Audience(f"part-{part}", _("The edition"), label, statement, Can.READ_ALL_MESSAGES)


def _in_committees(edition: Edition) -> Iterator[Audience]:
    members = select(CommitteeMember.person_id).join(Committee).where(Committee.edition_id == edition.id)
    presiding = members.where(CommitteeMember.is_president)
    yield Audience("committees", _("The edition"), _("Committee members"), members, Can.READ_ALL_MESSAGES)
    yield Audience("committee-heads", _("The edition"), _("Presidents of committees"), presiding, Can.READ_ALL_MESSAGES)


# ── Choosing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def audiences_for(edition: Edition, held: frozenset[str]) -> list[Audience]:
    """Return the people to whom somebody may write in an edition."""
    offered: list[Audience] = sections.gather("audiences", edition)
    return [audience for audience in offered if Can.READ_ALL_MESSAGES in held or audience.area in held]


def chosen(edition: Edition, keys: Sequence[str]) -> list[Audience]:
    """Return the audiences of some keys."""
    return [audience for audience in sections.gather("audiences", edition) if audience.key in keys]


def sizes(audiences: Sequence[Audience]) -> dict[str, int]:
    """Return how many people each audience is. One query."""
    if not audiences:
        return {}
    counted = [
        select(literal(audience.key).label("key"), people.c[0].label("person"))
        for audience in audiences
        for people in [audience.people.subquery()]
    ]
    pairs = union_all(*counted).subquery()
    statement = select(pairs.c.key, func.count(pairs.c.person.distinct())).group_by(pairs.c.key)
    found = {row[0]: row[1] for row in db.session.execute(statement)}
    return {audience.key: found.get(audience.key, 0) for audience in audiences}


def are_in(audiences: Sequence[Audience]) -> ColumnElement[bool]:
    """Return the condition that a person is one of some people."""
    return or_(*(Person.id.in_(audience.people) for audience in audiences))


def words_for(audiences: Sequence[Audience]) -> list[Word]:
    """Return the placeholders that have a value for all of some people."""
    shared = [word for word in (audiences[0].words if audiences else ()) if all(word in a.words for a in audiences)]
    return [*EVERYBODYS_WORDS, *shared]


def values_of(
    words: Sequence[Word], edition: Edition, people: Sequence[Person], language: str
) -> dict[int, dict[str, str]]:
    """Return what each word says of each of some people, under its folded names."""
    values: dict[int, dict[str, str]] = {person.id: {} for person in people}
    for word in words:
        found = word.values(edition, people, language)
        for person_id, known in values.items():
            known.update(dict.fromkeys(word.names, found.get(person_id, "")))
    return values
