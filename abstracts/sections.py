"""What abstracts offer to shared pages: what to do now, menus, figures, a person's abstracts, the text of a talk."""

from collections.abc import Iterator

from flask import url_for

from abstracts.models import AbstractState
from abstracts.permissions import Can
from abstracts.queries.abstracts import abstract_of, abstracts_by, call_of, funnel
from abstracts.queries.reviews import lot_of
from abstracts.states import DECIDABLE, IN_EVALUATION
from conference.models import Edition, Module, Phase, Presentation
from conference.sections import link
from core import clock, i18n
from core.access import may
from core.i18n import gettext as _
from core.sections import Block, Figure, Group, Link, Offers
from people.models import Person
from people.recognition import current_person


def nav(edition: Edition) -> Iterator[Link]:
    """Offer the public menu the form, while the call is open."""
    if edition.has(Module.CALL) and (call := call_of(edition)) and call.is_open(clock.now()):
        yield link(_("Submit"), "submit.new", edition)


def now(edition: Edition) -> Iterator[Link]:
    """Offer the edition's home to submit, while the call is open."""
    for entry in nav(edition):
        yield Link(_("Submit a communication"), entry.href)


def phase(edition: Edition) -> Iterator[tuple[Phase, str]]:
    """Offer the line of phases until when one may submit."""
    if edition.has(Module.CALL) and (call := call_of(edition)):
        day = i18n.short_day(clock.at_place(call.closes_at, edition.time_zone).date())
        yield Phase.CALL, _("until %(day)s", day=day)


def rail(edition: Edition) -> Iterator[Group]:
    """Offer the committee's menu the abstracts, and reviewers their lot."""
    items = []
    if may(Can.SEE_ALL):
        items.append(link(_("Abstracts"), "chair.abstracts", edition))
    if may(Can.REVIEW):
        items.append(link(_("My lot"), "review.queue", edition))
    if items:
        yield Group(_("Science"), items)


def figures(edition: Edition) -> Iterator[Figure]:
    """Offer the dashboard the abstracts received."""
    if may(Can.SEE_ALL) and edition.has(Module.CALL):
        counted = funnel(edition)
        received = counted.total([*IN_EVALUATION, AbstractState.WITHDRAWN])
        yield Figure(str(received), _("abstracts received"), url_for("chair.abstracts", edition=edition.slug))


def waiting(edition: Edition) -> Iterator[Link]:
    """Offer the dashboard the abstracts that wait for a decision."""
    if may(Can.SEE_ALL) and edition.has(Module.CALL):
        count = funnel(edition).total(DECIDABLE)
        yield link(_("abstracts wait for a decision"), "chair.abstracts", edition, count)
    person = current_person()
    if may(Can.REVIEW) and person is not None:
        lot = lot_of(person, edition, language=i18n.language())
        unread = sum(item.total is None and item.is_open for item in lot)
        yield link(_("abstracts of your lot are unread"), "review.queue", edition, unread)


def me(person: Person) -> Iterator[Block]:
    """Offer a person's page their abstracts and where each stands."""
    if found := abstracts_by(person):
        yield Block("abstracts/me/_abstracts.html", {"abstracts": found})


def presentation(subject: Presentation) -> Iterator[Block]:
    """Offer a presentation's page the text of the abstract it came of."""
    if abstract := abstract_of(subject):
        template = abstract.call.template(abstract.template)
        yield Block("abstracts/public/_text.html", {"abstract": abstract, "template": template})


OFFERS: Offers = {
    "nav": nav,
    "now": now,
    "phase": phase,
    "rail": rail,
    "figures": figures,
    "waiting": waiting,
    "me": me,
    "presentation": presentation,
}
