"""Authors at work: saving, sending, withdrawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import update

from abstracts import mails
from abstracts.models import Abstract, AbstractState, Call, Invitation, Wish
from abstracts.queries.abstracts import presentations_from
from abstracts.queries.calls import hold, is_held
from abstracts.services import versions
from abstracts.services.authors import AuthorGiven, refuse_too_many, write_authors
from abstracts.services.completeness import lacks_of
from abstracts.services.reviewing import open_round
from conference.services import presentations
from core import audit, clock, i18n, jobs
from core.audit import Actor
from core.db import db, next_number
from core.errors import Refused
from core.i18n import gettext as _
from core.rich_text import clean
from core.states import move
from people.models import Person, Specialty
from people.services.meeting import Met, meet_all
from people.services.persons import Introduction

SECOND = timedelta(seconds=1)


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
    theme: str = ""
    declared: Sequence[str] = ()
    answers: Mapping[str, object] = field(default_factory=dict)
    interests: str = ""
    authors: Sequence[AuthorGiven] = ()


def begin(
    call: Call,
    content: Content,
    *,
    submitter: Person | Introduction,
    by: Actor | None = None,
    invitation: Invitation | None = None,
    at: datetime | None = None,
) -> Abstract:
    """Keep a first draft; it has a code from now on and nobody but its authors and who typed it sees it.

    Whoever is only introduced is met along with the authors, and acts unless somebody else does. `at` is when the
    request arrived: who waited for the others is not late.
    """
    hold(call)
    refuse_outside(call, invitation.until if invitation else call.closes_at, at)
    met: Sequence[Met] = ()
    if isinstance(submitter, Introduction):
        first, *met = meet_all(
            call.edition.council, [submitter, *(each.introduction for each in content.authors)], by=by
        )
        submitter = first.person
    by = by or submitter
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
        authors=[],
        invitation=None,
    )
    db.session.add(abstract)
    _write(abstract, content, by=by, met=met)
    if invitation is not None:
        _use(invitation, abstract, at)
    audit.log_new([abstract], "begun", by=by, code=abstract.code)
    return abstract


def _use(invitation: Invitation, abstract: Abstract, at: datetime | None) -> None:
    """Take an invitation for one abstract; of two who take it at the same moment, one is told that it was used."""
    db.session.flush()
    free = (Invitation.abstract_id.is_(None), Invitation.ended_at.is_(None), Invitation.until > (at or clock.now()))
    taken = update(Invitation).where(Invitation.id == invitation.id, *free).values(abstract_id=abstract.id)
    if db.session.execute(taken.execution_options(synchronize_session=False)).rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(_("This invitation was used already, or is over."), code="invitation-over")
    db.session.refresh(invitation)
    db.session.refresh(abstract, ["invitation"])


def save(abstract: Abstract, content: Content, *, by: Actor, at: datetime | None = None) -> None:
    """Keep what the authors changed; what was sent already must go on keeping every rule of the call."""
    hold(abstract.call)
    refuse_outside(abstract.call, abstract.open_until, at)
    if not abstract.is_editable:
        raise Refused(_("This abstract is being evaluated; it can no longer be changed."), code="not-editable")
    versions.keep_first(abstract)
    _write(abstract, content, by=by)
    if abstract.state is AbstractState.SUBMITTED:
        _refuse_incomplete(abstract)
        refuse_too_many(abstract)
        versions.keep_again(abstract, at or clock.now())
        _tell(abstract)
    audit.log(abstract, "saved", by=by, version=abstract.version)


def _write(abstract: Abstract, content: Content, *, by: Actor, met: Sequence[Met] = ()) -> None:
    abstract.title = clean(content.title)
    abstract.template = content.template
    abstract.specialty = content.specialty
    abstract.wish = content.wish
    abstract.sections = {key: clean(text) for key, text in content.sections.items()}
    abstract.keywords = list(content.keywords)
    abstract.on_theme = content.on_theme
    abstract.theme = content.theme
    abstract.declared = list(content.declared)
    abstract.answers = dict(content.answers)
    abstract.interests = content.interests
    write_authors(abstract, content.authors, by=by, met=met)


def submit(abstract: Abstract, *, by: Actor, at: datetime | None = None) -> None:
    """Send an abstract to the committee, if the call is open and it keeps every rule of the call.

    It was begun or saved in this transaction, or is sent as it stands: the call holds still either way. Refused, it
    is as it was: nothing is changed before every rule was asked.
    """
    if not is_held(abstract.call):
        hold(abstract.call)
    refuse_outside(abstract.call, abstract.open_until, at)
    _refuse_incomplete(abstract)
    refuse_too_many(abstract)
    if abstract.state is AbstractState.DRAFT:
        abstract.rules_number = abstract.call.number
    is_corrected = abstract.state is AbstractState.TO_CORRECT
    moment = at or clock.now()
    versions.keep(abstract, moment)
    if abstract.state is AbstractState.SUBMITTED:
        abstract.submitted_at = moment
    else:
        move(abstract, AbstractState.SUBMITTED, submitted_at=moment)
    audit.log(abstract, "submitted", by=by)
    if is_corrected:
        open_round(abstract, by=by)
    _tell(abstract, it_arrived=True)


def _tell(abstract: Abstract, *, it_arrived: bool = False) -> None:
    """Have the submitter told that it arrived, and those who sign that they do; whoever sends waits for neither."""
    jobs.enqueue("abstracts.jobs:tell_authors", abstract_id=abstract.id, it_arrived=it_arrived)


def refuse_outside(call: Call, until: datetime, at: datetime | None = None) -> None:
    """Refuse whatever arrives before the call opens, or from the moment until which it was open to somebody."""
    moment, edition = at or clock.now(), call.edition
    if moment < call.opens_at:
        when = i18n.moment(call.opens_at, edition.time_zone, edition.clock_place)
        raise Refused(_("The call opens on %(when)s.", when=when), code="call-not-open")
    if moment >= until:
        when = i18n.moment(until - SECOND, edition.time_zone, edition.clock_place)
        raise Refused(_("The call closed on %(when)s; what was typed is kept.", when=when), code="call-closed")


def _refuse_incomplete(abstract: Abstract) -> None:
    if lacks := lacks_of(abstract):
        raise Refused(" ".join(dict.fromkeys(lack.sentence for lack in lacks)), code="incomplete")


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
