"""Who signs an abstract: brought to what was typed, counted, and those who say that it is not them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from abstracts import mails
from abstracts.models import Abstract, AbstractAuthor, AbstractState
from core import audit, clock
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext
from people.models import CouncilRecord, Person
from people.services import meeting
from people.services.meeting import Met
from people.services.persons import Introduction
from people.services.records import join_all

NOT_COUNTED = (AbstractState.DRAFT, AbstractState.WITHDRAWN)


@dataclass(frozen=True)
class AuthorGiven:
    """One author as typed in the form."""

    introduction: Introduction
    is_presenter: bool


def write_authors(abstract: Abstract, given: Sequence[AuthorGiven], *, by: Actor, met: Sequence[Met] = ()) -> None:
    """Bring the list of authors to what was typed: whoever is listed, was met or is known stays that person."""
    council = abstract.call.edition.council
    listed = {author.person: author for author in abstract.authors}
    typed = [each.introduction for each in given]
    for person, author in listed.items():
        _take_up_address(person, author, typed)
    people = met or meeting.meet_all(council, typed, by=by, listed=[*listed, abstract.submitter])
    authors: dict[Person, AbstractAuthor] = {}
    for place, (known, said) in enumerate(zip(people, given, strict=True), start=1):
        person = known.person
        if person in authors:
            raise Refused(_("%(name)s is named twice among the authors.", name=person.name), code="author-twice")
        author = authors[person] = listed.get(person) or AbstractAuthor(person=person)
        author.position, author.is_presenter = place, said.is_presenter
        author.affiliation = said.introduction.structure
        author.structure = known.structure
    abstract.authors = list(authors.values())
    join_all({*authors, abstract.submitter}, council, by=by)


def _take_up_address(person: Person, author: AbstractAuthor, typed: Iterable[Introduction]) -> None:
    """Give an author of whom nothing else is known the address typed afterwards.

    Somebody known elsewhere is reached as they were: whoever types names must not choose where their links go.
    """
    for who in typed:
        pairs = meeting.addresses_of(person, who)
        is_added = any(said and not known for said, known in pairs)
        is_other = any(said and known and said != known for said, known in pairs)
        if not is_added or is_other or not meeting.has_names(person, who):
            continue
        if not meeting.is_known_besides(person, author, author.abstract):
            (email, known_email), (phone, known_phone) = pairs
            person.email, person.phone = known_email or email, known_phone or phone
        return


def refuse_too_many(abstract: Abstract) -> None:
    """Refuse an abstract by somebody who sent as many to the call as it takes of one author. One query.

    One author spelled three ways is one: by the same names at the same structure, e-mail or phone.
    """
    most, sent = abstract.rules.most_per_author, _sent_beside(abstract)
    for author in abstract.authors:
        if len(set().union(*(codes for person, codes in sent.items() if _is_one(author, person)))) >= most:
            raise Refused(
                ngettext(
                    "%(name)s has already sent %(num)d abstract, the most this call accepts from one author.",
                    "%(name)s has already sent %(num)d abstracts, the most this call accepts from one author.",
                    most,
                    name=author.person.name,
                ),
                code="too-many-abstracts",
            )


def _sent_beside(abstract: Abstract) -> dict[Person, set[int]]:
    """Return who sent which other abstracts to the call, of those who may be its authors."""
    people = [author.person for author in abstract.authors]
    names = {name for person in people for name in meeting.sort_names(person.given_names, person.surname)}
    same_name = select(CouncilRecord.person_id).where(
        CouncilRecord.council_id == abstract.call.edition.council.id, CouncilRecord.sort_name.in_(names)
    )
    statement = (
        select(AbstractAuthor.abstract_id, Person)
        .join(Abstract, Abstract.id == AbstractAuthor.abstract_id)
        .join(Person, Person.id == AbstractAuthor.person_id)
        .where(
            Abstract.call_id == abstract.call.id,
            Abstract.id != (abstract.id or 0),
            Abstract.state.not_in(NOT_COUNTED),
            AbstractAuthor.disowned_at.is_(None),
            Person.id.in_([person.id for person in people if person.id]) | Person.id.in_(same_name),
        )
    )
    sent: dict[Person, set[int]] = defaultdict(set)
    with db.session.no_autoflush:  # others' abstracts: what waits to be written is none of them
        for number, person in db.session.execute(statement):
            sent[person].add(number)
    return sent


def _is_one(author: AbstractAuthor, other: Person) -> bool:
    person = author.person
    who = Introduction(person.given_names, person.surname, email=person.email, phone=person.phone)
    unreached = replace(who, email="", phone="")
    return other is person or bool(
        meeting.is_same(other, who, author.structure or person.structure)
        or (person.structure and meeting.is_same(other, unreached, person.structure))
    )


# ── « Ce n'est pas moi » ────────────────────────────────────────────────────────────────────────────────────────────


def disown(author: AbstractAuthor, *, by: Actor) -> None:
    """Note that somebody says they are not this author; the submitter and the chair are told, nothing changes yet."""
    if author.disowned_at is not None:
        return
    author.disowned_at = clock.now()
    audit.log(author, "disowned", by=by)
    mails.disowned(author)


def own_again(author: AbstractAuthor, *, by: Actor) -> None:
    """Note that it is them after all."""
    if author.disowned_at is not None:
        author.disowned_at = None
        audit.log(author, "owned again", by=by)


def take_off(author: AbstractAuthor, *, by: Actor) -> None:
    """Take a name off that its holder disowned; the others move up. Whoever presents is replaced first."""
    abstract = author.abstract
    if author.disowned_at is None:
        raise Refused(_("This author has not said that it is not them."), code="not-disowned")
    if len(abstract.authors) == 1:
        raise Refused(_("This is the only author: withdraw the abstract instead."), code="only-author")
    if author.is_presenter:
        raise Refused(_("Say first who else presents the communication."), code="presenter")
    audit.log(abstract, "author taken off", by=by, name=author.person.name)
    abstract.authors.remove(author)
    for place, other in enumerate(abstract.authors, start=1):
        other.position = place
