"""What the event holds on somebody: where they take part, what they present; and how each of it goes."""

from collections.abc import Iterator

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from conference.models import (
    CalendarAddress,
    Committee,
    CommitteeMember,
    Delivery,
    Edition,
    EditionSpecialty,
    Participation,
    Picture,
    Presentation,
    PresentationAuthor,
    SessionRole,
    Unavailability,
)
from conference.queries.calendars import address_of
from conference.sections.standing import PARTS
from conference.words import PRESENTATIONS
from core import i18n
from core.db import db
from core.i18n import gettext as _
from core.personal import Held, Part, Processing, forget_file
from core.rich_text import plain
from people.models import Person
from people.services.personal import Erasure
from people.words import said_of


def held(person: Person) -> Iterator[Held]:
    """Say in what somebody takes part, in which committees and sessions, what they present, and their portraits."""
    language = i18n.language()
    parts = db.session.execute(
        select(Participation, Edition).join(Edition, Edition.id == Participation.edition_id)
        .where(Participation.person_id == person.id).order_by(Participation.id)
    ).unique().all()  # fmt: skip
    yield Held(
        _("In what you take part"),
        ("participation",),
        [{_("Edition"): edition.name(language), _("As"): said_of(person, PARTS[part.role]),
          **({_("Function"): part.function} if part.function else {})} for part, edition in parts],
        goes=_("The function you held then."),
        stays=_("That somebody took part stays, without a name, so that the numbers of the event remain true."),
    )  # fmt: skip
    yield from _duties(person, language)
    yield from _absences(person, language)
    yield from _talks(person, language)
    address = address_of(person)
    yield Held(
        _("The address of your calendar"),
        ("calendar_address",),
        [{_("Given"): i18n.short_moment(address.made_at, "UTC")}] if address else [],
        goes=_("All of it."),
    )
    pictures = portraits_of(person)
    yield Held(
        _("Portraits"),
        ("picture",),
        [{_("Picture"): f"{each.width} × {each.height}"} for each in pictures],
        goes=_("All of it."),
        files=[(f"portrait-{each.id}.webp", each.file) for each in pictures],
    )


def _duties(person: Person, language: str) -> Iterator[Held]:
    members = db.session.execute(
        select(Committee, Edition).join(CommitteeMember, CommitteeMember.committee_id == Committee.id)
        .join(Edition, Edition.id == Committee.edition_id).where(CommitteeMember.person_id == person.id)
        .order_by(CommitteeMember.id)
    ).unique().all()  # fmt: skip
    sessions = db.session.scalars(
        select(SessionRole).options(joinedload(SessionRole.session)).filter_by(person_id=person.id)
    )
    spoken_for = db.session.scalars(select(EditionSpecialty).filter_by(referent_id=person.id))
    yield Held(
        _("Committees and sessions"),
        ("committee_member", "session_role", "edition_specialty"),
        [
            *({_("Edition"): edition.name(language), _("Committee"): committee.name(language)}
              for committee, edition in members),
            *({_("Edition"): each.edition.name(language), _("Speaks for"): each.specialty.name(language)}
              for each in spoken_for),
            *({_("Session"): role.session.title, _("As"): str(role.duty)} for role in sessions),
        ],
        goes=_("Your name in committees and at the head of sessions."),
        stays=_("Published versions of a programme were given to everybody and stay as they were published."),
    )  # fmt: skip


def _absences(person: Person, language: str) -> Iterator[Held]:
    rows = db.session.scalars(
        select(Unavailability).options(joinedload(Unavailability.edition)).filter_by(person_id=person.id)
    ).unique()
    yield Held(
        _("When you cannot be there"),
        ("unavailability",),
        [{_("Edition"): each.edition.name(language), _("Reason"): each.reason,
          _("Begins"): i18n.short_moment(each.starts_at, each.edition.time_zone),
          _("Ends"): i18n.short_moment(each.ends_at, each.edition.time_zone)} for each in rows],
        goes=_("All of it."),
    )  # fmt: skip


def _talks(person: Person, language: str) -> Iterator[Held]:
    rows = db.session.execute(
        select(PresentationAuthor, Presentation, Edition)
        .join(Presentation, Presentation.id == PresentationAuthor.presentation_id)
        .join(Edition, Edition.id == Presentation.edition_id)
        .where(PresentationAuthor.person_id == person.id).order_by(PresentationAuthor.id)
    ).unique().all()  # fmt: skip
    yield Held(
        _("What you present"),
        ("presentation_author", "delivery", "release", "person"),
        [{_("Edition"): edition.name(language), _("Code"): talk.code, _("Title"): plain(talk.title),
          _("Kind"): str(PRESENTATIONS[talk.kind]), _("Affiliation"): author.affiliation}
         for author, talk, edition in rows],
        stays=_("Authorship is permanent: what was accepted stays published under the names of its authors. "
                "Only the name stays, linked to no address and no account."),
    )  # fmt: skip


def portraits_of(person: Person) -> list[Picture]:
    """Return the portraits of a person. One query."""
    statement = select(Picture).join(Participation, Participation.id == Picture.participation_id)
    return list(db.session.scalars(statement.where(Participation.person_id == person.id)))


def erase(erasure: Erasure) -> None:
    """Take the portraits and functions away; what was accepted passes to the bare name of its author."""
    person = erasure.person
    for picture in portraits_of(person):
        stored = picture.file
        db.session.execute(delete(Picture).where(Picture.id == picture.id))
        forget_file(stored)
    _quiet(update(Participation).where(Participation.person_id == person.id).values(function=""))
    _quiet(update(EditionSpecialty).where(EditionSpecialty.referent_id == person.id).values(referent_id=None))
    _quiet(delete(CalendarAddress).where(CalendarAddress.person_id == person.id))
    _quiet(delete(Unavailability).where(Unavailability.person_id == person.id))
    theirs = select(func.count()).select_from(PresentationAuthor).where(PresentationAuthor.person_id == person.id)
    if db.session.scalar(theirs):
        author = erasure.author().id
        _quiet(update(PresentationAuthor).where(PresentationAuthor.person_id == person.id).values(person_id=author))
        _quiet(update(Delivery).where(Delivery.presenter_id == person.id).values(presenter_id=author))


def _quiet(statement: object) -> None:
    """Change rows by a statement: the log does not repeat what goes."""
    db.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]


def processing() -> Iterator[Processing]:
    """Say why the programme and the committees are kept."""
    yield Processing(
        _("Hold scientific days and workshops, and publish their programme"),
        _("Name, title, structure, function, portrait of patrons, role in the event"),
        _("Authors, speakers, chairs of sessions, members of committees, patrons"),
        _("The council's scientific mission, and taking part"),
        _("The public, for what is published; the committee"),
        _("Permanent for published programmes and authorship"),
    )


PART = Part(held=held, erase=erase, processing=processing)
