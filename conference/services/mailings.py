"""Writing to many: a text with placeholders, people described by what they did, one message for each of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import update

from conference.models import Edition, Mailing, MailingState
from conference.queries.messages import people_of, people_reached
from conference.sections.audiences import Word, are_in, audiences_for, chosen, values_of, words_for
from core import audit, clock, jobs, outbox
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.jobs import Job
from core.outbox import TO_LEAVE, Channel, Circumstances, Message, MessageState, Recipient, Text
from core.placeholders import fill, names_in
from core.search import fold
from core.states import move
from core.typography import gsm_text, plain_line
from people.mails import recipient
from people.models import Person


@dataclass(frozen=True)
class Plan:
    """What somebody wants to write, to whom, and by which road."""

    audiences: Sequence[str]
    texts: dict[str, str]
    by_sms: bool = False
    plain_sms: bool = True
    reply_to: str = ""


def write(edition: Edition, plan: Plan, *, by: Actor, held: Collection[str]) -> Mailing:
    """Begin a message to many: a text that nobody gets before it is confirmed."""
    mailing = Mailing(edition=edition, written_by=by.actor_name, written_at=clock.now(), leaves_at=None)
    _take_over(mailing, plan, held)
    db.session.add(mailing)
    audit.log(mailing, "written", by=by, audiences=list(plan.audiences))
    return mailing


def rewrite(mailing: Mailing, plan: Plan, *, by: Actor, held: Collection[str]) -> None:
    """Change a message to many that has not been confirmed."""
    _must_be_draft(mailing)
    _take_over(mailing, plan, held)
    audit.log(mailing, "rewritten", by=by)


def _take_over(mailing: Mailing, plan: Plan, held: Collection[str]) -> None:
    to = [each for each in audiences_for(mailing.edition, frozenset(held)) if each.key in plan.audiences]
    if not to:
        raise Refused(_("Say to whom you write: choose at least one group of people."), code="nobody")
    refuse_unknown(plan.texts, words_for(to))
    mailing.audiences, mailing.area = [each.key for each in to], str(to[0].area)
    mailing.by_sms, mailing.plain_sms, mailing.reply_to = plan.by_sms, plan.plain_sms, plan.reply_to.strip()
    for name, text in plan.texts.items():
        setattr(mailing, name, text)


def refuse_unknown(texts: dict[str, str], words: Sequence[Word]) -> None:
    """Refuse a text that calls for a placeholder nobody can fill in, naming it."""
    known = frozenset().union(*(word.names for word in words))
    unknown = [name for text in texts.values() for name in names_in(text) if fold(name) not in known]
    if unknown:
        raise Refused(
            _(
                "“{%(word)s}” is not known for these people and would stand there as it is. Known are: %(all)s",
                word=unknown[0],
                all=", ".join(word.written("fr") for word in words),
            ),
            code="unknown-placeholder",
            word=unknown[0],
        )


def _must_be_draft(mailing: Mailing) -> None:
    if mailing.state is not MailingState.DRAFT:
        raise Refused(_("This message has been confirmed: its text stands."), code="confirmed")


# ── Looking before it leaves ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Reach:
    """How many people a message would reach by which road, and whom it would not."""

    ids: tuple[int, ...]
    by_channel: dict[Channel, int]
    unreachable: tuple[int, ...]
    held_back: int

    @property
    def total(self) -> int:
        """Return how many people are meant."""
        return len(self.ids)


def reach_of(mailing: Mailing) -> Reach:
    """Return whom a message to many would reach now. Two queries, besides those of the packages' lists."""
    to = chosen(mailing.edition, mailing.audiences)
    people = people_reached(are_in(to)) if to else []
    roads: dict[int, Channel] = {}
    used: list[str] = []
    for number, email, phone in people:
        roads[number] = outbox.channel_for(Recipient("", email, phone), by_sms=mailing.by_sms)
        used += {Channel.EMAIL: [email], Channel.SMS: [phone], Channel.NONE: []}[roads[number]]
    dead = outbox.suppressed(used)
    return Reach(
        ids=tuple(roads),
        by_channel={channel: list(roads.values()).count(channel) for channel in Channel},
        unreachable=tuple(number for number, channel in roads.items() if channel is Channel.NONE),
        held_back=sum(address.lower() in dead for address in used),
    )


def preview(mailing: Mailing, person: Person) -> Text:
    """Return a message to many as one person would read it."""
    (_to, text, _key) = next(compose(mailing, words_used(mailing), [person]))
    return text


def words_used(mailing: Mailing) -> list[Word]:
    """Return the placeholders that a message calls for."""
    called = {fold(name) for text in mailing.texts().values() for name in names_in(text)}
    return [word for word in words_for(chosen(mailing.edition, mailing.audiences)) if word.names & called]


def compose(mailing: Mailing, words: Sequence[Word], people: Sequence[Person]) -> Iterator[tuple[Recipient, Text, str]]:
    """Yield the message of each person in their language, and the key under which they get it once."""
    for language in sorted({person.language for person in people}):
        readers = [person for person in people if person.language == language]
        with force_locale(language):
            values = values_of(words, mailing.edition, readers, language)
        for person in readers:
            yield recipient(person), _said(mailing, values[person.id], language), f"{mailing.batch}-{person.id}"


def _said(mailing: Mailing, values: dict[str, str], language: str) -> Text:
    subject, body, sms = (fill(mailing.said(part, language), values) for part in ("subject", "body", "sms"))
    sms = plain_line(sms)
    return Text(plain_line(subject), f"{body.strip()}\n", gsm_text(sms) if mailing.plain_sms else sms)


# ── Leaving ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def confirm(mailing: Mailing, *, leaves_at: datetime | None, by: Actor) -> None:
    """Have one message prepared for each of them, to leave at once or at an hour to come."""
    if leaves_at is not None and leaves_at <= clock.now():
        raise Refused(_("This hour is past already: choose a later one, or let it leave now."), code="too-late")
    if not (people := reach_of(mailing)).total:
        raise Refused(_("Nobody is in these groups now: there is nobody to write to."), code="nobody")
    move(mailing, MailingState.PREPARING, leaves_at=leaves_at)
    jobs.enqueue("conference.jobs:prepare_mailing", key=mailing.job_key, mailing_id=mailing.id)
    audit.log(mailing, "confirmed", by=by, people=people.total, leaves_at=leaves_at and leaves_at.isoformat())


def prepare(mailing: Mailing, words: Sequence[Word], ids: Sequence[int]) -> None:
    """Leave the messages of some of the people in the outbox, each once whatever happened before."""
    around = Circumstances(
        scope=mailing.scope,
        area=mailing.area,
        batch=mailing.batch,
        leaves_at=mailing.leaves_at,
        reply_to=mailing.reply_to,
        by_sms=mailing.by_sms,
    )
    outbox.post_many("mailing", compose(mailing, words, people_of(ids)), around)


def begin_leaving(mailing: Mailing) -> None:
    """Have the messages leave, now that each of them is written."""
    move(mailing, MailingState.PREPARED)
    jobs.enqueue("core.outbox:deliver_batch", key=f"deliver-{mailing.batch}", at=mailing.leaves_at, batch=mailing.batch)


def stop(mailing: Mailing, *, by: Actor) -> int:
    """Keep back what has not left of a message to many; return how many messages that are."""
    move(mailing, MailingState.STOPPED)
    kept_back = db.session.execute(
        update(Message)
        .where(Message.batch == mailing.batch, Message.state.in_(TO_LEAVE))
        .values(state=MessageState.DROPPED)
        .execution_options(synchronize_session=False)
    )
    number = int(kept_back.rowcount)  # type: ignore[attr-defined]
    audit.log(mailing, "stopped", by=by, kept_back=number)
    return number


def preparing(mailing: Mailing) -> Job | None:
    """Return the job that prepares the messages, if it was asked for. One query."""
    return jobs.find(mailing.job_key)
