"""What abstracts offer to shared pages: what to do now, menus, figures, a person's abstracts, the text of a talk."""

from collections.abc import Container, Iterator, Sequence

from flask import url_for

from abstracts.audiences import audiences
from abstracts.models import Abstract, AbstractState, PrizeState
from abstracts.permissions import Can
from abstracts.queries.abstracts import abstract_of, abstracts_by, call_of, funnel
from abstracts.queries.deeds import read_by_both, read_by_one_of_other, signed_by_both, written_for
from abstracts.queries.prizes import judged_by, judges_of, mark_of
from abstracts.queries.waiting import Outstanding, open_calls, outstanding_of, undecided_of
from abstracts.states import IN_EVALUATION
from abstracts.words import STATES
from conference.models import Edition, Module, Phase, Presentation
from conference.sections import Pending, here, link
from core import clock, i18n
from core.access import may
from core.i18n import gettext as _
from core.i18n import ngettext
from core.rich_text import plain
from core.sections import Block, Coming, Figure, Group, Link, Offers, Task
from people.models import Council, Person, Role


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
        day = i18n.short_day(clock.at_place(call.deadline, edition.time_zone).date())
        yield Phase.CALL, _("until %(day)s", day=day)


def rail(edition: Edition, held: Container[str]) -> Iterator[Group]:
    """Offer the committee's menu the abstracts, and reviewers their lot."""
    if not edition.has(Module.CALL):
        return
    items = []
    if Can.SEE_ALL in held:
        items.append(link(_("Scientific committee"), "science.screen", edition))
        items.append(link(_("Abstracts"), "chair.abstracts", edition))
        items.append(link(_("Decisions"), "decisions.listed", edition))
        items.append(link(_("Prizes"), "prizes.listed", edition))
        items.append(link(_("Book of abstracts"), "book.page", edition))
    if Can.ASSIGN in held:
        items.append(link(_("Lots and reviewers"), "lots.proposal", edition))
    if Can.SET_UP_CALL in held:
        items.append(link(_("Call"), "call.page", edition))
    if Can.REVIEW in held:
        items.append(link(_("My lot"), "review.queue", edition))
    if items:
        yield Group(_("Science"), items)


def figures(edition: Edition) -> Iterator[Figure]:
    """Offer the dashboard the abstracts received."""
    if may(Can.SEE_ALL) and edition.has(Module.CALL):
        counted = funnel(edition)
        received = counted.total([*IN_EVALUATION, AbstractState.WITHDRAWN])
        yield Figure(str(received), _("abstracts received"), url_for("chair.abstracts", edition=edition.slug))


def pending(editions: Sequence[Edition], person: Person | None) -> Iterator[Pending]:
    """Offer what waits for the chair and for the reviewers; one's own lot to whoever reads."""
    calling = [edition for edition in editions if edition.has(Module.CALL)]
    undecided, outstanding = undecided_of(calling), outstanding_of(calling)
    for edition in calling:
        yield from for_chair(edition, undecided.get(edition.id, (0, 0)))
        lots = outstanding.get(edition.id, [])
        yield from for_reviewers(edition, lots)
        if person is not None:
            yield from own_lot(edition, [lot for lot in lots if lot.reviewer.id == person.id])


def for_chair(edition: Edition, counted: tuple[int, int]) -> Iterator[Pending]:
    """Yield the abstracts that can be decided, and those that nobody has been asked to read."""
    read, unassigned = counted
    address = url_for("chair.abstracts", edition=edition.slug)
    if read:
        label = ngettext("%(num)d abstract to decide", "%(num)d abstracts to decide", read)
        yield Pending(edition, label, f"{address}?state={AbstractState.UNDER_REVIEW}", read, (Role.CHAIR,))
    if unassigned:
        label = ngettext("%(num)d abstract without a reviewer", "%(num)d abstracts without a reviewer", unassigned)
        yield Pending(edition, label, f"{address}?state={AbstractState.SUBMITTED}", unassigned, (Role.CHAIR,))


def for_reviewers(edition: Edition, lots: list[Outstanding]) -> Iterator[Pending]:
    """Yield the reviews still to come, with who owes how many."""
    if lots:
        number = sum(lot.number for lot in lots)
        label = ngettext("%(num)d review still to come", "%(num)d reviews still to come", number)
        address = url_for("chair.abstracts", edition=edition.slug, state=AbstractState.UNDER_REVIEW)
        named = tuple(f"{lot.reviewer.name} ({lot.number})" for lot in lots)
        yield Pending(edition, label, address, number, (), named, since=min(lot.since for lot in lots))


def own_lot(edition: Edition, lots: list[Outstanding]) -> Iterator[Pending]:
    """Yield what a reviewer has still to read."""
    for lot in lots:
        label = ngettext("%(num)d abstract to read", "%(num)d abstracts to read", lot.number)
        yield Pending(edition, label, url_for("review.queue", edition=edition.slug), lot.number, (Role.REVIEWER,))


def tasks(person: Person) -> Iterator[Task]:
    """Offer an author the abstracts to finish or to correct, and a juror the finalists to judge."""
    for abstract in abstracts_by(person):
        call = abstract.call
        if call.edition.has(Module.CALL) and abstract.is_open(clock.now()) and (label := owed(abstract)):
            href = url_for("submit.edit", edition=call.edition.slug, code=abstract.code)
            yield Task(label, href, call.edition.name(i18n.language()), until(abstract), abstract.deadline)
    yield from to_judge(person)


def to_judge(person: Person) -> Iterator[Task]:
    """Offer a juror the finalists they have still to judge."""
    for prize in judged_by(person):
        seat = next(juror for juror in prize.jurors if juror.person_id == person.id)
        left = [each for each in prize.finalists if seat in judges_of(each, prize.jurors) and not mark_of(each, seat)]
        if left and prize.state is PrizeState.OPEN:
            href = url_for("jury.desk", edition=prize.edition.slug)
            label = ngettext("%(num)d finalist to judge: %(prize)s", "%(num)d finalists to judge: %(prize)s", len(left),
                             prize=prize.name(i18n.language()))  # fmt: skip
            yield Task(label, href, prize.edition.name(i18n.language()))


def owed(abstract: Abstract) -> str:
    """Return what an author has still to do with an abstract, or nothing."""
    if abstract.told_state is AbstractState.DRAFT:
        return _("Finish and send your abstract %(code)s", code=abstract.code)
    if abstract.told_state is AbstractState.TO_CORRECT:
        return _("Correct your abstract %(code)s as the committee asks", code=abstract.code)
    return ""


def until(abstract: Abstract) -> str:
    """Return until when an author may act."""
    edition = abstract.call.edition
    return _(
        "until %(when)s",
        when=i18n.moment(abstract.deadline, edition.time_zone, edition.clock_place),
    )


def coming(person: Person) -> Iterator[Coming]:
    """Offer the end of each open call: to its chair the list, to authors the form; others are busy elsewhere."""
    me = here(person)
    leading = {standing.edition.id for standing in me.in_role(Role.CHAIR)}
    is_author = not any(standing.roles for standing in me.standings)
    for call in open_calls():
        edition = call.edition
        if not edition.has(Module.CALL) or not (is_author or edition.id in leading):
            continue
        when = i18n.moment(call.deadline, edition.time_zone, edition.clock_place)
        href = url_for("chair.abstracts" if edition.id in leading else "submit.new", edition=edition.slug)
        yield Coming(_("The call for communications closes"), call.deadline, when, href, edition.name(i18n.language()))


def me(person: Person) -> Iterator[Block]:
    """Offer a person's page their abstracts and where each stands."""
    if found := abstracts_by(person):
        now = [abstract for abstract in found if not abstract.call.edition.is_over]
        past = [abstract for abstract in found if abstract.call.edition.is_over]
        yield Block("abstracts/me/_abstracts.html", {"now": now, "past": past}, rank=30 if now else 72)


def presentation(subject: Presentation) -> Iterator[Block]:
    """Offer a presentation's page the text of the abstract it came of."""
    if abstract := abstract_of(subject):
        template = abstract.kind
        yield Block("abstracts/public/_text.html", {"abstract": abstract, "template": template})


def person(who: Person, council: Council) -> Iterator[Block]:
    """Offer a person's page in a council's books the abstracts they sign, and where each stands."""
    if written := written_for(who, council):
        rows = [
            (
                url_for("chair.abstract", edition=abstract.call.edition.slug, code=abstract.code)
                if may(Can.SEE_ALL) and abstract.state is not AbstractState.DRAFT
                else "",
                f"{abstract.code} · {plain(abstract.title) or _('Without a title')}",
                f"{abstract.call.edition.name(i18n.language())} · {STATES[abstract.state]}",
            )
            for abstract in written
        ]
        yield Block("people/council/_deeds.html", {"title": _("Abstracts"), "rows": rows}, rank=34)


def objections(kept: Person, gone: Person) -> Iterator[str]:
    """Object to merging two people who sign one abstract, read one abstract, or of whom one reads the other's."""
    if codes := signed_by_both(kept, gone):
        yield _("They sign one abstract together: %(codes)s.", codes=", ".join(codes))
    if codes := read_by_one_of_other(kept, gone):
        yield _("One of them reads an abstract of the other: %(codes)s.", codes=", ".join(codes))
    if codes := read_by_both(kept, gone):
        yield _("Both read the same abstract: %(codes)s.", codes=", ".join(codes))


NEEDS = dict.fromkeys(
    (
        *("book", "submit", "versions", "files"),
        *("call", "rules", "review", "chair", "lots", "decisions", "science", "prizes", "jury"),
    ),
    Module.CALL,
)
OFFERS: Offers = {
    "audiences": audiences,
    "nav": nav,
    "now": now,
    "phase": phase,
    "rail": rail,
    "figures": figures,
    "pending": pending,
    "tasks": tasks,
    "coming": coming,
    "me": me,
    "presentation": presentation,
    "person": person,
    "merge-objections": objections,
}
