"""What the call holds on somebody: abstracts they sign, readings they wrote; and how each of it goes."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, or_, select, update
from sqlalchemy.orm import joinedload

from abstracts.models import (
    Abstract,
    AbstractAuthor,
    AbstractState,
    AbstractVersion,
    Assignment,
    Call,
    Conflict,
    Juror,
    Review,
    ReviewerProfile,
    Tie,
)
from abstracts.queries.versions import versions_of
from abstracts.services import files
from abstracts.words import STATES
from conference.models import Edition
from core import i18n
from core.db import db
from core.files import StoredFile
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.personal import Held, Part, Processing, Rule, delete_with_all
from core.rich_text import plain
from people.models import Person
from people.services.personal import A_YEAR, Erasure

AWAITED = (AbstractState.SUBMITTED, AbstractState.UNDER_REVIEW, AbstractState.TO_CORRECT)
NOT_TAKEN = (AbstractState.DRAFT, AbstractState.REFUSED, AbstractState.WITHDRAWN)
GONE = "—"
DOSSIER = "ML loi 2013-015, SN loi 2008-12"


def held(person: Person) -> Iterator[Held]:
    """Say which abstracts somebody signs or sent, what they read and judged for a committee, and what binds them."""
    yield _signed(person)
    yield _read(person)
    yield _judged(person)
    yield Held(
        _("Whose work you do not judge, and what you take on"),
        ("reviewer_profile", "tie", "conflict"),
        [*map(_profile, _of(ReviewerProfile, person)), *map(_conflict, _of(Conflict, person)), *_ties(person)],
        goes=_("All of it, and what you said of others."),
    )


def _signed(person: Person) -> Held:
    language, mine = i18n.language(), abstracts_with(person)
    return Held(
        _("Your abstracts"),
        (
            *("abstract", "abstract_author", "abstract_file", "abstract_version_file"),
            *("call_version", "decision", "deliberation", "frozen_book", "invitation"),
        ),
        [
            {
                _("Edition"): abstract.call.edition.name(language),
                _("Code"): abstract.code,
                _("Title"): plain(abstract.title),
                _("State"): str(STATES[abstract.told_state]),
                _("Specialty"): abstract.specialty.name(language),
                _("Keywords"): ", ".join(map(str, abstract.keywords)),
                _("Text"): "\n".join(plain(str(text)) for text in abstract.sections.values()),
                _("Interests declared"): abstract.interests,
                _("Affiliation"): ", ".join(own.affiliation for own in abstract.authors if own.person_id == person.id),
            }
            for abstract in mine
        ],
        files=[file for abstract in mine for file in _files(abstract)],
        goes=_("Your name on what was not accepted, and the text and the files of what you signed alone."),
        stays=_("What was accepted is published: authorship is permanent, under the name alone."),
    )


def _files(abstract: Abstract) -> Iterator[tuple[str, StoredFile]]:
    """Give the files of an abstract, and those that a version had and that were replaced or taken away since."""
    present = {each.file for each in abstract.files}
    yield from ((each.name, each.file) for each in abstract.files)
    for version in versions_of(abstract):
        former = [each for each in version.files if each.file not in present]
        yield from ((f"{version.number}-{each.name}", each.file) for each in former)


def _read(person: Person) -> Held:
    language = i18n.language()
    return Held(
        _("What you read for a committee"),
        ("assignment", "review"),
        [
            {
                _("Edition"): each.abstract.call.edition.name(language),
                _("Code"): each.abstract.code,
                _("Points"): ", ".join(str(review.total) for review in each.reviews),
                _("Comment"): "\n".join(review.comment for review in each.reviews if review.comment),
                _("Note"): "\n".join(review.note for review in each.reviews if review.note),
            }
            for each in _readings(person)
        ],
        goes=_("Your name beside the readings."),
        stays=_("Points and comments stay, without a name, until a year after the event."),
    )


def _judged(person: Person) -> Held:
    language = i18n.language()
    return Held(
        _("Prizes for which you are a juror"),
        ("juror", "mark", "prize"),
        [
            {_("Edition"): juror.prize.edition.name(language), _("Prize"): juror.prize.name(language)}
            for juror in _of(Juror, person)
        ],
        goes=_("Your name on the jury."),
        stays=_("Marks stay, without a name: the list of laureates follows from them."),
    )


def _of(table: Any, person: Person) -> list[Any]:
    return list(db.session.scalars(select(table).filter_by(person_id=person.id).order_by(table.id)))


def _profile(profile: ReviewerProfile) -> dict[str, str]:
    language = i18n.language()
    return {
        _("Edition"): profile.call.edition.name(language),
        _("Specialties"): ", ".join(specialty.name(language) for specialty in profile.specialties),
        _("Most readings"): "" if profile.most_readings is None else str(profile.most_readings),
    }


def _conflict(conflict: Conflict) -> dict[str, str]:
    return {_("Code"): conflict.abstract.code, _("Reason"): conflict.reason, _("Said by"): conflict.said_by}


def _ties(person: Person) -> list[dict[str, str]]:
    statement = select(Tie).where(or_(Tie.person_id == person.id, Tie.other_id == person.id)).order_by(Tie.id)
    return [
        {_("Between"): f"{tie.person.name}, {tie.other.name}", _("Said by"): tie.said_by}
        for tie in db.session.scalars(statement)
    ]


def abstracts_with(person: Person) -> list[Abstract]:
    """Return the abstracts a person signs or sent. Two queries."""
    signed = select(AbstractAuthor.abstract_id).where(AbstractAuthor.person_id == person.id)
    theirs = or_(Abstract.submitter_id == person.id, Abstract.id.in_(signed))
    return list(db.session.scalars(select(Abstract).where(theirs).order_by(Abstract.id)))


def _readings(person: Person) -> list[Assignment]:
    statement = select(Assignment).options(joinedload(Assignment.abstract), joinedload(Assignment.review))
    return list(db.session.scalars(statement.filter_by(reviewer_id=person.id).order_by(Assignment.id)))


def objections(person: Person) -> Iterator[str]:
    """Object while an abstract of somebody is before the committee."""
    for abstract in abstracts_with(person):
        if abstract.state in AWAITED:
            yield _(
                "The abstract %(code)s is before the committee: it is decided or withdrawn first.", code=abstract.code
            )


def erase(erasure: Erasure) -> None:
    """Let what was accepted pass to the bare name of its author; take the name off the rest, and texts signed alone."""
    person = erasure.person
    _quiet(delete(Tie).where(or_(Tie.person_id == person.id, Tie.other_id == person.id)))
    for table in (Conflict, ReviewerProfile):
        delete_with_all(_table(table), [row.id for row in _of(table, person)])
    for abstract in abstracts_with(person):
        alone = {author.person_id for author in abstract.authors} <= {person.id}
        mine = AbstractAuthor.abstract_id == abstract.id, AbstractAuthor.person_id == person.id
        if abstract.state is AbstractState.ACCEPTED:
            _quiet(update(AbstractAuthor).where(*mine).values(person_id=erasure.author().id))
            continue
        _quiet(update(AbstractAuthor).where(*mine).values(affiliation=""))
        if alone:
            empty: dict[str, Any] = {"title": GONE, "sections": {}, "keywords": [], "interests": ""}
            _quiet(update(Abstract).where(Abstract.id == abstract.id).values(empty))
            files.forget([abstract.id])
            _quiet(delete(AbstractVersion).where(AbstractVersion.abstract_id == abstract.id))


def _quiet(statement: object) -> None:
    """Change rows by a statement: the log does not repeat what goes."""
    db.session.execute(statement.execution_options(synchronize_session=False))  # type: ignore[attr-defined]


def processing() -> Iterator[Processing]:
    """Say why abstracts and readings are kept."""
    yield Processing(
        _("Receive, read and decide communications"),
        _("Names and structures of the authors, text without any patient's identity, points and comments"),
        _("Authors, reviewers"),
        _("The submission itself"),
        _("The scientific committee; reviewers without the authors' names; the public for what is accepted"),
        _("Accepted: permanent; refused, withdrawn, and readings: one year after the event"),
    )


def _ended_before(moment: datetime) -> Any:
    edition = select(Call.id).join(Edition, Edition.id == Call.edition_id).where(Edition.ends_on <= moment.date())
    return Abstract.call_id.in_(edition) & Abstract.synthetic.is_(False)


def _not_taken(moment: datetime) -> list[int]:
    return list(db.session.scalars(select(Abstract.id).where(_ended_before(moment), Abstract.state.in_(NOT_TAKEN))))


def _readings_over(moment: datetime) -> list[int]:
    statement = select(Review.id).join(Assignment, Assignment.id == Review.assignment_id)
    return list(db.session.scalars(statement.join(Abstract, Abstract.id == Assignment.abstract_id)
                                   .where(_ended_before(moment))))  # fmt: skip


def _drop_abstracts(numbers: Sequence[int]) -> None:
    files.forget(numbers)
    delete_with_all(_table(Abstract), numbers)


def _table(row: Any) -> Table:
    table: Table = row.__table__
    return table


def _delete(row: Any) -> Any:
    def drop(numbers: Sequence[int]) -> None:
        delete_with_all(_table(row), numbers)

    return drop


RULES = (
    Rule("abstracts not accepted", _l("Abstracts refused, withdrawn or never sent, after the event"), A_YEAR, DOSSIER,
         _not_taken, _drop_abstracts),
    Rule("reviews", _l("Points and comments of the reviewers, after the event"), timedelta(days=365), DOSSIER,
         _readings_over, _delete(Review)),
)  # fmt: skip
PART = Part(held=held, objections=objections, erase=erase, processing=processing, rules=RULES)
