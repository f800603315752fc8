"""Authors at work: saving, sending, withdrawing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from abstracts import mails
from abstracts.models import Abstract, AbstractAuthor, AbstractState, Call, Wish
from abstracts.queries.abstracts import count_of_author, presentations_from
from abstracts.services.reviewing import open_round
from conference.services import presentations
from core import audit, clock, i18n
from core.audit import Actor
from core.db import db, next_number
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext
from core.rich_text import bare, clean
from core.states import move
from people.models import Person, Specialty
from people.services import persons
from people.services.persons import Introduction
from people.services.records import join

SECTION = "section-"  # before its key, how a section is called where something is wrong with it


@dataclass(frozen=True)
class AuthorGiven:
    """One author as typed in the form."""

    introduction: Introduction
    is_presenter: bool


@dataclass(frozen=True)
class Content:
    """What the form says of an abstract."""

    title: str
    template: str
    specialty: Specialty
    wish: Wish = Wish.EITHER
    sections: Mapping[str, str] = field(default_factory=dict)
    keywords: Sequence[str] = ()
    on_theme: bool = False
    declares_consent: bool = False
    interests: str = ""
    authors: Sequence[AuthorGiven] = ()


def begin(call: Call, content: Content, *, submitter: Person, by: Actor) -> Abstract:
    """Keep a first draft; it has a code from now on and nobody but its authors sees it."""
    refuse_outside_window(call)
    number = next_number(f"{call.edition.slug}/abstracts")
    abstract = Abstract(
        call=call,
        code=f"R-{number:03d}",
        submitter=submitter,
        created_at=clock.now(),
        state=AbstractState.DRAFT,
        title="",
        template=content.template,
        specialty=content.specialty,
        sections={},
        keywords=[],
    )
    db.session.add(abstract)
    _write(abstract, content, by=by)
    join(submitter, call.edition.council, by=by)
    audit.log(abstract, "begun", by=by, code=abstract.code)
    return abstract


def save(abstract: Abstract, content: Content, *, by: Actor) -> None:
    """Keep what the authors changed; what was sent already must go on keeping every rule of the call."""
    refuse_outside_window(abstract.call)
    if not abstract.is_editable:
        raise Refused(_("This abstract is being evaluated; it can no longer be changed."), code="not-editable")
    _write(abstract, content, by=by)
    if abstract.state is AbstractState.SUBMITTED:
        _refuse_incomplete(abstract)
        _refuse_too_many(abstract)
    audit.log(abstract, "saved", by=by, version=abstract.version)


def _write(abstract: Abstract, content: Content, *, by: Actor) -> None:
    abstract.title = clean(content.title)
    abstract.template = content.template
    abstract.specialty = content.specialty
    abstract.wish = content.wish
    abstract.sections = {key: clean(text) for key, text in content.sections.items()}
    abstract.keywords = list(content.keywords)
    abstract.on_theme = content.on_theme
    abstract.declares_consent = content.declares_consent
    abstract.interests = content.interests
    _write_authors(abstract, content.authors, by=by)


def _write_authors(abstract: Abstract, given: Sequence[AuthorGiven], *, by: Actor) -> None:
    """Bring the list of authors to what was typed: a person already listed under the same name stays that person."""
    listed = {author.person: author for author in abstract.authors}
    authors: dict[Person, AbstractAuthor] = {}
    for place, typed in enumerate(given, start=1):
        who = typed.introduction
        person = _named([*listed, *authors], who) or persons.meet(who, by=by)
        if person in authors:
            raise Refused(_("%(name)s is named twice among the authors.", name=person.name), code="author-twice")
        author = authors[person] = listed.get(person) or AbstractAuthor(person=person)
        author.position, author.is_presenter = place, typed.is_presenter
        author.affiliation = who.structure
    abstract.authors = list(authors.values())
    for person in authors:
        join(person, abstract.call.edition.council, by=by)


def _named(people: Iterable[Person], who: Introduction) -> Person | None:
    """Return the one of these names whose addresses are not others than those typed: namesakes may sign together."""
    for person in people:
        addresses = ((who.email.strip().lower(), person.email), (who.phone, person.phone))
        differ = any(typed and known and typed != known for typed, known in addresses)
        if (person.given_names, person.family_name) == (who.given_names, who.family_name) and not differ:
            return person
    return None


def submit(abstract: Abstract, *, by: Actor) -> None:
    """Send an abstract to the committee, if the call is open and it keeps every rule of the call."""
    refuse_outside_window(abstract.call)
    _refuse_incomplete(abstract)
    _refuse_too_many(abstract)
    is_corrected = abstract.state is AbstractState.TO_CORRECT
    if abstract.state is AbstractState.SUBMITTED:
        abstract.submitted_at = clock.now()
    else:
        move(abstract, AbstractState.SUBMITTED, submitted_at=clock.now())
    audit.log(abstract, "submitted", by=by)
    mails.received(abstract)
    if is_corrected:
        open_round(abstract, by=by)


def refuse_outside_window(call: Call) -> None:
    """Refuse whatever arrives before the call opens or after its last second, by the clock of the place."""
    moment, edition = clock.now(), call.edition
    if moment < call.opens_at:
        when = i18n.moment(call.opens_at, edition.time_zone, edition.clock_place)
        raise Refused(_("The call opens on %(when)s.", when=when), code="call-not-open")
    if moment >= call.closes_at:
        when = i18n.moment(call.deadline, edition.time_zone, edition.clock_place)
        raise Refused(_("The call closed on %(when)s; what was typed is kept.", when=when), code="call-closed")


def incomplete(abstract: Abstract) -> list[str]:
    """Say, one sentence each, what keeps an abstract from being sent."""
    return [sentence for _field, sentence in missing(abstract)]


def missing(abstract: Abstract) -> list[tuple[str, str]]:
    """Say what keeps an abstract from being sent, each time with the field to go to."""
    call = abstract.call
    template = call.template(abstract.template)
    presenters = sum(author.is_presenter for author in abstract.authors)
    checks = [
        ("title", not abstract.title, _("The title is missing.")),
        (
            "title",
            len(bare(abstract.title)) > call.most_title_characters,
            _("The title is longer than %(most)d characters.", most=call.most_title_characters),
        ),
        ("template", template is None, _("Choose a kind of abstract.")),
        (
            "template",
            abstract.words > call.most_words,
            _("The text has %(count)d words; the limit is %(most)d.", count=abstract.words, most=call.most_words),
        ),
        (
            "keywords",
            not call.fewest_keywords <= len(abstract.keywords) <= call.most_keywords,
            _("Give %(few)d to %(many)d keywords.", few=call.fewest_keywords, many=call.most_keywords),
        ),
        ("presenter", not abstract.authors, _("Name at least one author.")),
        (
            "presenter",
            bool(abstract.authors) and presenters != 1,
            _("Say which one of the authors presents."),
        ),
        (
            "declares_consent",
            not abstract.declares_consent,
            _("Confirm the declaration in the name of all authors."),
        ),
    ]
    empty = [
        (f"{SECTION}{section.key}", _("The section “%(name)s” is empty.", name=section.label(i18n.language())))
        for section in (template.sections if template else ())
        if not str(abstract.sections.get(section.key, "")).strip()
    ]
    return [(field, sentence) for field, wrong, sentence in checks if wrong] + empty


def _refuse_incomplete(abstract: Abstract) -> None:
    if missing := incomplete(abstract):
        raise Refused(" ".join(missing), code="incomplete")


def _refuse_too_many(abstract: Abstract) -> None:
    call = abstract.call
    for author in abstract.authors:
        if count_of_author(call, author.person, besides=abstract) >= call.most_per_author:
            raise Refused(
                ngettext(
                    "%(name)s has already sent %(num)d abstract, the most this call accepts from one author.",
                    "%(name)s has already sent %(num)d abstracts, the most this call accepts from one author.",
                    call.most_per_author,
                    name=author.person.name,
                ),
                code="too-many-abstracts",
            )


def withdraw(abstract: Abstract, *, by: Actor) -> None:
    """Take an abstract back, at any stage before it is delivered; its presentations leave the programme."""
    for presentation in presentations_from(abstract):
        presentations.withdraw(presentation, by=by)
    move(abstract, AbstractState.WITHDRAWN)
    abstract.is_silent = False
    audit.log(abstract, "withdrawn", by=by)
    mails.withdrawn(abstract)


def retag(abstract: Abstract, specialty: Specialty, *, by: Actor) -> None:
    """Move an abstract, and what came of it on the programme, to another specialty."""
    old, abstract.specialty = abstract.specialty.code, specialty
    for presentation in presentations_from(abstract):
        presentations.retag(presentation, specialty, by=by)
    audit.log(abstract, "retagged", by=by, old=old, new=specialty.code)
