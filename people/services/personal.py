"""What people holds on somebody: their names, account, books, messages, drafts; and how each of it goes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update

from core import clock, i18n
from core.audit import Actor
from core.db import Base, db
from core.drafts import KEPT_FOR, Draft
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.jobs import Job, JobState
from core.outbox import TO_LEAVE, Message, MessageState, SuppressedAddress
from core.personal import Facts, Held, Part, Processing, Rule, delete_with_all, texts_of
from core.repeats import ReceivedForm
from core.search import fold
from core.typography import phone
from people.models import (
    AccountKey,
    CouncilRecord,
    Distinct,
    LikelyPair,
    Merge,
    Person,
    PersonWord,
    Post,
    RecoveryCode,
    RegisterDoubt,
    RegisterEntry,
    RegisterState,
    SecondFactor,
    SignIn,
    Token,
    User,
)
from people.queries.personal import (
    account_numbers,
    books_with,
    consents_of,
    lines_about,
    messages_to,
    requests_by,
    rows_of,
)
from people.queries.roles import roles_of
from people.services.passwords import CLOSED
from people.words import CONSENTS, ERASURES, REGISTER, ROLES, SCOPES, SEXES, USES, said_of

UTC = "UTC"
A_YEAR = timedelta(days=365)
LAST_LETTER = "erasure-done"
MOST_SHOWN = 200
# Columns of a message that say nothing of anybody; every other text of it goes.
PLAIN_OF_MESSAGE = ("scope", "kind", "language", "area", "batch", "key")


# ── What is held ────────────────────────────────────────────────────────────────────────────────────────────────────


def day(moment: datetime) -> str:
    """Return the day and the hour of a moment, in words."""
    return i18n.short_moment(moment, UTC)


def held(person: Person) -> Iterator[Held]:
    """Say who somebody is to us, how they sign in, which councils know them, what was written to them and done."""
    yield from _who(person)
    yield from _register(person)
    yield from _account(person)
    yield from _said(person)
    yield from _written(person)


def _who(person: Person) -> Iterator[Held]:
    facts = {
        _("Title"): person.title,
        _("First names"): person.given_names,
        _("Surname (at birth)"): person.family_name,
        _("Name in use"): person.used_name,
        _("Known as (“dit”)"): person.known_as,
        _("Sex"): str(SEXES.get(person.sex, "")),
        _("E-mail"): person.email,
        _("Phone"): phone(person.phone) if person.phone else "",
        _("Order number"): person.order_number,
        _("Function"): person.function,
        _("Structure"): person.structure.name if person.structure else "",
        _("Specialty"): person.specialty.name(i18n.language()) if person.specialty else "",
        _("Language"): i18n.NAMES[person.language],
    }
    yield Held(
        _("Who you are and how you are reached"),
        ("person", "person_word"),
        [_said_only(facts)],
        goes=_("Names become “%(name)s”, everything else is emptied.", name=pseudonym(person)),
    )
    posts = db.session.scalars(select(Post).filter_by(person_id=person.id).order_by(Post.id))
    yield Held(
        _("Functions and titles"),
        ("post",),
        [_said_only({_("Function"): f"{post.title} {post.function}".strip(),
                     _("Structure"): post.structure.name if post.structure else "",
                     _("Since"): i18n.short_day(post.since) if post.since else "",
                     _("Until"): i18n.short_day(post.until) if post.until else ""}) for post in posts],
        goes=_("All of it."),
    )  # fmt: skip
    yield Held(
        _("Books of the councils"),
        ("council_record", "person_merge", "distinct_pair", "likely_pair"),
        [_said_only({_("Council"): record.council.name, _("Since"): day(record.since),
                     _("Register of the Order"): str(REGISTER[record.state]), _("Section"): record.section})
         for record in books_with(person)],
        goes=_("What the register says. The line stays without a name, so that the council's numbers remain true."),
    )  # fmt: skip


def _register(person: Person) -> Iterator[Held]:
    entries = db.session.scalars(select(RegisterEntry).filter_by(person_id=person.id).order_by(RegisterEntry.id))
    yield Held(
        _("Register of the Order"),
        ("register_entry", "register_doubt", "register_import", "register_row"),
        [
            _said_only(
                {
                    _("Council"): entry.council.name,
                    _("Name"): entry.list_name,
                    _("Order number"): entry.order_number,
                    _("Section"): entry.section,
                    _("Specialty"): entry.specialty,
                    _("Structure"): entry.structure,
                    _("Phone"): entry.phone,
                    _("E-mail"): entry.email,
                }
            )
            for entry in entries
        ],
        goes=_("What links the register to your record here."),
        stays=_("The law has the Order keep its register. It is corrected at the council, and leaves with membership."),
    )


def _account(person: Person) -> Iterator[Held]:
    numbers = account_numbers(person)
    accounts = db.session.scalars(select(User).where(User.id.in_(numbers)))
    signs = db.session.scalars(select(SignIn).where(SignIn.user_id.in_(numbers)).order_by(SignIn.id.desc()))
    yield Held(
        _("Account"),
        ("user_account", "second_factor", "recovery_code", "account_key"),
        [{_("Opened"): day(user.created_at)} for user in accounts],
        goes=_("It is closed for good: no password, link or code opens it any more."),
    )
    yield Held(
        _("Where you signed in"),
        ("sign_in",),
        [_said_only({_("Browser"): each.browser, _("Since"): day(each.began_at), _("Last seen"): day(each.seen_at)})
         for each in signs],
        goes=_("All of it, and every browser is signed out."),
    )  # fmt: skip
    made = db.session.scalars(select(Token).where(Token.user_id.in_(numbers)).order_by(Token.id.desc()))
    yield Held(
        _("Tokens of your programs"),
        ("token",),
        [_said_of_token(each) for each in made],
        goes=_("All of it, and no program reads in your name any more."),
    )
    yield Held(
        _("Roles"),
        ("role_held",),
        [{_("Role"): said_of(person, ROLES[each.role]), _("Council"): each.council.name,
          _("Since"): day(each.since)} for each in roles_of(person)],
        stays=_("Who held which role stays in the council's books, without a name."),
    )  # fmt: skip


def _said_of_token(token: Token) -> Facts:
    return _said_only(
        {
            _("Name"): token.name,
            _("What the program may read"): "; ".join(str(SCOPES[scope]) for scope in token.scopes),
            _("Made"): day(token.made_at),
            _("Last day"): i18n.short_day(token.last_day),
            _("Last used"): day(token.used_at) if token.used_at else "",
        }
    )


def _said(person: Person) -> Iterator[Held]:
    yield Held(
        _("What you agreed to"),
        ("consent",),
        [{_("Use"): str(USES[each.use]), _("Answer"): _("yes") if each.given else _("no"),
          _("Council"): each.council.name, _("When"): day(each.at), _("Wording"): each.wording,
          _("Sentence"): str(CONSENTS[each.use])} for each in consents_of(person)],
        stays=_("Every agreement is taken back. That it was given and taken back stays, without a name, as proof."),
    )  # fmt: skip
    yield Held(
        _("What you asked to be erased"),
        ("erasure_request",),
        [_said_only({_("Council"): each.council.name, _("Asked"): day(each.asked_at),
                     _("Answer"): str(ERASURES[each.state]), _("Reason"): each.reason})
         for each in requests_by(person)],
        stays=_("The request and its answer stay, without a name, as proof."),
    )  # fmt: skip


def _written(person: Person) -> Iterator[Held]:
    yield Held(
        _("Messages written to you"),
        ("message", "suppressed_address"),
        [_said_only({_("When"): day(each.created_at), _("To"): each.to_address, _("Subject"): each.subject,
                     _("Text"): each.body, _("SMS"): each.sms}) for each in messages_to(person)],
        goes=_("Names, addresses and texts. The letter that tells you of the erasure goes a week after it."),
        stays=_("Letters to other people in which your name stands keep it until they are a year old."),
    )  # fmt: skip
    yield Held(
        _("Forms you have begun"),
        ("draft", "received_form", "job"),
        [{_("Form"): each.form, _("When"): day(each.kept_at), _("Text"): _flat(each.fields)}
         for each in _drafts(person)],
        goes=_("All of it."),
    )  # fmt: skip
    lines = lines_about(person, rows_of(person))
    yield Held(
        _("What the log says you did, or of what is yours"),
        ("audit_entry",),
        [{_("When"): day(each.at), _("Who"): each.actor_name, _("What"): each.action,
          _("About"): f"{each.object_kind} {each.object_id}",
          _("Details"): _flat({**each.facts, **(each.changes or {})})}
         for each in lines],
        stays=_("The log is sealed against any change: it shows who did what, decisions and payments with them. "
                "Your name stays in its lines, and only those who answer for the council read them."),
    )  # fmt: skip


def _said_only(facts: Facts) -> Facts:
    return {label: words for label, words in facts.items() if words}


def _flat(fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False) if fields else ""


def _drafts(person: Person) -> list[Draft]:
    """Return the drafts begun under somebody's account, and those in which they can be recognised. Two queries."""
    owners = {f"account-{number}" for number in account_numbers(person)}
    names = {fold(person.given_names), fold(person.family_name)}
    found = []
    for draft in db.session.scalars(select(Draft).order_by(Draft.id)):
        typed = {fold(text) for texts in draft.fields.values() for text in texts if text}
        reached = {person.email, person.phone.removeprefix("+")} - {""}
        is_reached = any(each in text.replace(" ", "") for text in typed for each in reached)
        if draft.owner in owners or names <= typed or is_reached:
            found.append(draft)
    return found


# ── How it goes ─────────────────────────────────────────────────────────────────────────────────────────────────────


def pseudonym(person: Person) -> str:
    """Return what stands where an erased person's name stood."""
    return f"Personne effacée n° {person.id}"


@dataclass
class Erasure:
    """One erasure under way: of whom, by whom, and the bare name under which what they signed stays published."""

    person: Person
    by: Actor
    _author: list[Person] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return what stands where the name stood."""
        return pseudonym(self.person)

    def author(self) -> Person:
        """Return a record with the name alone: no address, no account, found by nobody; made when first needed."""
        if not self._author:
            person = self.person
            bare = Person(
                title=person.title,
                given_names=person.given_names,
                family_name=person.family_name,
                used_name=person.used_name,
                known_as=person.known_as,
                sex=person.sex,
                synthetic=person.synthetic,
                erased_at=clock.now(),
            )
            db.session.add(bare)
            db.session.flush()
            db.session.execute(delete(PersonWord).where(PersonWord.person_id == bare.id))
            self._author.append(bare)
        return self._author[0]


def objections(person: Person) -> Iterator[str]:
    """Object while somebody still acts for a council."""
    for role in roles_of(person):
        yield _(
            "The role “%(role)s” at %(council)s is taken back first.",
            role=said_of(person, ROLES[role.role]),
            council=role.council.name,
        )


def erase(erasure: Erasure) -> None:
    """Take away what says who somebody is; by statements, so that the log does not repeat what goes."""
    person = erasure.person
    _erase_messages(person, erasure.name)
    for draft in _drafts(person):
        db.session.delete(draft)
    _erase_account(account_numbers(person))
    _erase_traces(person)
    _erase_names(person, erasure.name)


def _erase_messages(person: Person, name: str) -> None:
    db.session.flush()
    letters = [message.id for message in messages_to(person) if message.kind != LAST_LETTER]
    empty_messages(letters, name=name)
    addresses = [address for address in (person.email, person.phone) if address]
    db.session.execute(delete(SuppressedAddress).where(SuppressedAddress.address.in_(addresses)))
    told = or_(*(Job.error.contains(address, autoescape=True) for address in addresses)) if addresses else None
    if told is not None:
        db.session.execute(_quietly(update(Job).where(told).values(error="")))


def empty_messages(numbers: Sequence[int], *, name: str = "") -> None:
    """Take the addresses and texts out of messages; what had not left never will."""
    table = Base.metadata.tables["message"]
    emptied: dict[str, Any] = dict.fromkeys(texts_of(table, but=PLAIN_OF_MESSAGE), "")
    dropped = update(Message).where(Message.id.in_(numbers), Message.state.in_(TO_LEAVE))
    db.session.execute(_quietly(dropped.values(state=MessageState.DROPPED)))
    rest = update(Message).where(Message.id.in_(numbers))
    db.session.execute(_quietly(rest.values({**emptied, "to_name": name, "key": None})))


def _erase_account(numbers: list[int]) -> None:
    for row in (SignIn, SecondFactor, RecoveryCode, AccountKey, Token):
        db.session.execute(delete(row).where(row.user_id.in_(numbers)))
    closed = update(User).where(User.id.in_(numbers)).values(enabled=False, password_hash=CLOSED)
    db.session.execute(_quietly(closed))
    owners = [f"account-{number}" for number in numbers]
    db.session.execute(delete(ReceivedForm).where(ReceivedForm.sender.in_(owners)))


def _erase_traces(person: Person) -> None:
    """Take away what else says the names: posts, the books' words, what putting two records together wrote down."""
    db.session.execute(delete(Post).where(Post.person_id == person.id))
    for pair in (Distinct, LikelyPair):
        db.session.execute(delete(pair).where(or_(pair.one_id == person.id, pair.other_id == person.id)))
    merges = or_(Merge.kept_id == person.id, Merge.gone_id == person.id)
    db.session.execute(delete(RegisterDoubt).where(RegisterDoubt.person_id == person.id))
    freed = update(RegisterEntry).where(RegisterEntry.person_id == person.id)
    db.session.execute(_quietly(freed.values(person_id=None)))
    db.session.execute(_quietly(update(Merge).where(merges).values(moved=[], dropped=[], changed=[])))


def _erase_names(person: Person, name: str) -> None:
    """Empty the record, and those that were put together with it."""
    numbers = [person.id, *db.session.scalars(select(Person.id).filter_by(merged_into_id=person.id))]
    texts = dict.fromkeys(texts_of(Base.metadata.tables["person"], but=["language"]), "")
    record = {**texts, "family_name": name, "search": fold(name), "structure_id": None, "specialty_id": None,
              "erased_at": clock.now()}  # fmt: skip
    db.session.execute(_quietly(update(Person).where(Person.id.in_(numbers)).values(record)))
    db.session.execute(delete(PersonWord).where(PersonWord.person_id.in_(numbers)))
    emptied = update(CouncilRecord).where(CouncilRecord.person_id.in_(numbers))
    books = texts_of(Base.metadata.tables["council_record"])
    values = {**dict.fromkeys(books, ""), "state": RegisterState.UNKNOWN, "sort_name": fold(name)}
    db.session.execute(_quietly(emptied.values(values)))


def _quietly(statement: Any) -> Any:
    """Return a statement that leaves the rows in memory alone: they are read again afterwards."""
    return statement.execution_options(synchronize_session=False)


# ── Why it is kept, and how long ────────────────────────────────────────────────────────────────────────────────────


def processing() -> Iterator[Processing]:
    """Say why the councils keep people and accounts, and write to them."""
    yield Processing(
        _("Keep the council's books of people, and their accounts"),
        _("Names, title, function, structure, specialty, Order number, phone, e-mail, password as a fingerprint"),
        _("Physicians, authors, participants, members of committees, staff of the council"),
        _("The council's mission, and the request of whoever signs in"),
        _("Administrators, secretariat and presidency of the council"),
        _("Until erasure is asked for; what proves a sign-in, one year"),
    )
    yield Processing(
        _("Write to people about what concerns them"),
        _("Name, e-mail or phone, texts of the messages"),
        _("Authors, reviewers, participants, staff of the council"),
        _("What they asked for: submission, registration, account"),
        _("Secretariat and presidency; the provider of e-mail or SMS for the sending"),
        _("One year after they were written"),
    )
    yield Processing(
        _("Directory, photographs, contact by partners, WhatsApp"),
        _("Name, structure, specialty, pictures, phone"),
        _("Whoever agreed to it, use by use"),
        _("Consent, taken back at any moment"),
        _("The public, or the partners, as the sentence agreed to says"),
        _("Until it is taken back"),
    )
    yield Processing(
        _("Show afterwards who did what"),
        _("Name of whoever acted, what was changed, moment"),
        _("Everybody who acts in the application"),
        _("Security, and proof of decisions and payments"),
        _("Administrators and presidency of the council"),
        _("Sealed: as long as what it proves"),
    )


def _older(row: Any, column: Any, *conditions: ColumnElement[bool]) -> Any:
    def find(moment: datetime) -> list[int]:
        return list(db.session.scalars(select(row.id).where(column <= moment, *conditions)))

    return find


def _deleting(row: type[Base]) -> Any:
    def drop(numbers: Sequence[int]) -> None:
        table = row.__table__
        assert isinstance(table, Table)  # noqa: S101 - every row of ours has a table
        delete_with_all(table, numbers)

    return drop


HAS_TEXT = func.length(Message.body) + func.length(Message.sms) + func.length(Message.to_address) > 0
MALI_SENEGAL = "ML loi 2013-015, SN loi 2008-12"
RULES = (
    Rule("received forms", _l("Proof that a form has arrived once"), timedelta(hours=72), "Balanzan",
         _older(ReceivedForm, ReceivedForm.at), _deleting(ReceivedForm)),
    Rule("drafts", _l("Forms begun and not sent"), KEPT_FOR, "Balanzan",
         _older(Draft, Draft.kept_at), _deleting(Draft)),
    Rule("sign-ins", _l("Where and when somebody signed in"), A_YEAR, MALI_SENEGAL,
         _older(SignIn, SignIn.seen_at), _deleting(SignIn)),
    Rule("keys of accounts", _l("Links and codes that opened an account once"), A_YEAR, MALI_SENEGAL,
         _older(AccountKey, AccountKey.made_at), _deleting(AccountKey)),
    Rule("tokens", _l("Tokens of programs, once ended"), A_YEAR, MALI_SENEGAL,
         _older(Token, Token.ends_at), _deleting(Token)),
    Rule("messages", _l("Addresses and texts of messages"), A_YEAR, MALI_SENEGAL,
         _older(Message, Message.created_at, HAS_TEXT), empty_messages),
    Rule("letters of erasure", _l("The letter that tells of an erasure"), timedelta(days=7), "Balanzan",
         _older(Message, Message.created_at, Message.kind == LAST_LETTER, HAS_TEXT), empty_messages),
    Rule("jobs", _l("Work done by the machine"), A_YEAR, "Balanzan",
         _older(Job, Job.created_at, Job.state == JobState.DONE), _deleting(Job)),
)  # fmt: skip
PART = Part(held=held, objections=objections, erase=erase, processing=processing, rules=RULES)
