"""Every message about an abstract: one function, one folder of texts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from abstracts.links import invitation_link, signature_link
from abstracts.models import Abstract, AbstractAuthor, Call, Decision, Invitation, Prize
from abstracts.permissions import Can
from abstracts.queries.calls import chairs_of
from abstracts.queries.lots import REMINDER
from conference.mails import compose, recipient
from conference.models import EditionSpecialty, Presentation
from core import clock, outbox
from core.outbox import Recipient, Text
from core.web import absolute_url
from people.models import Person
from people.recognition import personal_link


def received(abstract: Abstract) -> None:
    """Tell the submitter that the abstract arrived, with its code and the link to come back."""
    _received(abstract, abstract.submitter, f"received-{abstract.id}-{abstract.version}")


def _received(abstract: Abstract, person: Person, key: str) -> None:
    to = recipient(person)
    text = compose("abstracts/mail/received", to.language, abstract=abstract, person=person, link=personal_link(person))
    outbox.post("abstract-received", to, text, scope=abstract.scope, area=Can.SEE_ALL, key=key)


def concerned(abstract: Abstract) -> list[Person]:
    """Return who is told about an abstract: who submitted it, and who presents it."""
    presenters = [author.person for author in abstract.authors if author.is_presenter]
    return list(dict.fromkeys([abstract.submitter, *presenters]))


def signed(abstract: Abstract) -> None:
    """Tell each author but the submitter, once: whoever presents with the receipt, the others what they sign."""
    for author in abstract.authors:
        if author.person_id == abstract.submitter_id:
            continue
        if author.is_presenter:
            _received(abstract, author.person, f"presents-{author.id}")
        elif author.person.email or author.person.phone:
            to, text = recipient(author.person), signed_text(author)
            outbox.post("abstract-signed", to, text, scope=abstract.scope, area=Can.SEE_ALL, key=f"signed-{author.id}")


def signed_text(author: AbstractAuthor) -> Text:
    """Return what tells somebody that they sign an abstract, with a link that opens nothing else."""
    facts = {"abstract": author.abstract, "author": author, "link": signature_link(author.id)}
    return compose("abstracts/mail/signed", author.person.language, **facts)


def disowned(author: AbstractAuthor) -> None:
    """Tell the submitter and the chairs that somebody says they are not the author they are named as."""
    abstract = author.abstract
    desk = absolute_url("chair.abstract", edition=abstract.scope, code=abstract.code)
    told = {abstract.submitter: personal_link(abstract.submitter)}
    told |= dict.fromkeys(chairs_of(abstract.call.edition), desk)
    for person, address in told.items():
        to = recipient(person)
        text = compose("abstracts/mail/disowned", to.language, author=author, person=person, link=address)
        outbox.post("abstract-disowned", to, text, scope=abstract.scope, area=Can.SEE_ALL)


def extended(call: Call, people: Iterable[Person]) -> None:
    """Tell those who have a draft that they have more time."""
    for person in people:
        to = recipient(person)
        text = compose("abstracts/mail/extended", to.language, call=call, person=person, link=personal_link(person))
        outbox.post("call-extended", to, text, scope=call.scope, area=Can.SEE_ALL)


def invited(invitation: Invitation) -> None:
    """Send somebody the link by which they may still submit one abstract."""
    to, text, scope = recipient(invitation.person), invited_text(invitation), invitation.scope
    outbox.post("late-invitation", to, text, scope=scope, area=Can.SEE_ALL, key=f"invitation-{invitation.id}")


def invited_text(invitation: Invitation) -> Text:
    """Return what tells somebody that they may still send an abstract."""
    link = invitation_link(invitation.id, invitation.scope)
    facts = {"invitation": invitation, "call": invitation.call, "link": link}
    return compose("abstracts/mail/invited", invitation.person.language, **facts)


def decided(abstract: Abstract, decision: Decision, presentation: Presentation | None) -> None:
    """Tell the submitter and the presenter what was decided, with the comment to the authors."""
    for person in concerned(abstract):
        to, text = of_decision(decision, presentation, person)
        outbox.post("abstract-decided", to, text, scope=abstract.scope, area=Can.SEE_ALL)


def of_decision(
    decision: Decision, presentation: Presentation | None, person: Person, *, link: str = ""
) -> tuple[Recipient, Text]:
    """Return what somebody is told of a decision; one taken with others begins with the words of its deliberation."""
    to = recipient(person)
    own_words = decision.deliberation.said(decision.outcome, to.language) if decision.deliberation else ""
    text = compose(
        "abstracts/mail/decided",
        to.language,
        abstract=decision.abstract,
        decision=decision,
        presentation=presentation,
        person=person,
        opening=own_words,
        link=link or personal_link(person),
    )
    return to, text


def announced(
    decisions: Iterable[Decision], presentations: Mapping[int, Presentation]
) -> Iterator[tuple[Recipient, Text, str]]:
    """Give the messages of decisions that were taken together, each with the key under which it is sent once."""
    for decision in decisions:
        for person in concerned(decision.abstract):
            presentation = presentations.get(decision.abstract_id)
            yield *of_decision(decision, presentation, person), f"decided-{decision.id}-{person.id}"


def merged(kept: Abstract, gone: Abstract) -> None:
    """Tell both submitters that two abstracts stand as one from now on."""
    for person in dict.fromkeys([kept.submitter, gone.submitter]):
        to = recipient(person)
        link = personal_link(person)
        text = compose("abstracts/mail/merged", to.language, kept=kept, gone=gone, person=person, link=link)
        outbox.post("abstract-merged", to, text, scope=kept.scope, area=Can.SEE_ALL)


def missing_specialty(practised: EditionSpecialty, person: Person, call: Call, *, key: str) -> None:
    """Ask whoever speaks for a specialty to have abstracts sent: nobody has sent one."""
    to = recipient(person)
    text = compose("abstracts/mail/missing-specialty", to.language, practised=practised, person=person, call=call)
    outbox.post("specialty-missing", to, text, scope=call.scope, area=Can.SEE_ALL, key=key)


def withdrawn(abstract: Abstract) -> None:
    """Confirm to the submitter that the abstract was withdrawn."""
    to = recipient(abstract.submitter)
    text = compose("abstracts/mail/withdrawn", to.language, abstract=abstract)
    outbox.post("abstract-withdrawn", to, text, scope=abstract.scope, area=Can.SEE_ALL)


def seated(prize: Prize, person: Person) -> None:
    """Tell somebody that they sit on the jury of a prize, with the link to their page."""
    to = recipient(person)
    text = compose("abstracts/mail/jury", to.language, prize=prize, person=person, link=personal_link(person))
    outbox.post("jury", to, text, scope=prize.scope, area=Can.SEE_ALL, key=f"jury-{prize.id}-{person.id}")


def lot_given(call: Call, reviewer: Person, number: int) -> None:
    """Tell a reviewer how many abstracts they were given to read."""
    to = recipient(reviewer)
    text = compose("abstracts/mail/lot-given", to.language, person=reviewer, number=number, **_desk(call))
    outbox.post("lot-given", to, text, scope=call.scope, area=Can.SEE_ALL)


def review_reminder(call: Call, reviewer: Person, left: int) -> None:
    """Remind a reviewer of how many abstracts they have still to read; once in a day, whoever presses how often."""
    to = recipient(reviewer)
    text = compose("abstracts/mail/review-reminder", to.language, person=reviewer, number=left, **_desk(call))
    key = f"{REMINDER}-{call.id}-{reviewer.id}-{clock.now().date()}"
    outbox.post(REMINDER, to, text, scope=call.scope, area=Can.SEE_ALL, key=key)


def corrected(abstract: Abstract, reviewer: Person) -> None:
    """Tell a reviewer that an abstract has come back with the corrections that were asked for."""
    to, facts = recipient(reviewer), _desk(abstract.call)
    text = compose("abstracts/mail/abstract-corrected", to.language, person=reviewer, code=abstract.code, **facts)
    key = f"corrected-{abstract.id}-{abstract.round}-{reviewer.id}"
    outbox.post("abstract-corrected", to, text, scope=abstract.scope, area=Can.SEE_ALL, key=key)


def _desk(call: Call) -> dict[str, Any]:
    """Return what every message to a reviewer says of the call, and where their lot is."""
    return {"call": call, "link": absolute_url("review.queue", edition=call.edition.slug)}
