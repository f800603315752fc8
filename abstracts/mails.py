"""Every message about an abstract: one function, one folder of texts."""

from abstracts.models import Abstract, Decision
from abstracts.permissions import Can
from conference.mails import compose, recipient
from conference.models import Presentation
from core import outbox
from people.recognition import personal_link


def received(abstract: Abstract) -> None:
    """Tell the submitter that the abstract arrived, with its code and the link to come back."""
    to = recipient(abstract.submitter)
    text = compose("abstracts/mail/received", to.language, abstract=abstract, link=personal_link(abstract.submitter))
    key = f"received-{abstract.id}-{abstract.version}"
    outbox.post("abstract-received", to, text, scope=abstract.scope, area=Can.SEE_ALL, key=key)


def decided(abstract: Abstract, decision: Decision, presentation: Presentation | None) -> None:
    """Tell the submitter and the presenter what was decided, with the comment to the authors."""
    presenters = [author.person for author in abstract.authors if author.is_presenter]
    for person in dict.fromkeys([abstract.submitter, *presenters]):
        to = recipient(person)
        text = compose(
            "abstracts/mail/decided",
            to.language,
            abstract=abstract,
            decision=decision,
            presentation=presentation,
            person=person,
            link=personal_link(person),
        )
        outbox.post("abstract-decided", to, text, scope=abstract.scope, area=Can.SEE_ALL)


def withdrawn(abstract: Abstract) -> None:
    """Confirm to the submitter that the abstract was withdrawn."""
    to = recipient(abstract.submitter)
    text = compose("abstracts/mail/withdrawn", to.language, abstract=abstract)
    outbox.post("abstract-withdrawn", to, text, scope=abstract.scope, area=Can.SEE_ALL)
