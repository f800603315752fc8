"""What programs may read of events: the editions and their published programmes; by a token, what clashes in one."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from conference.models import Edition, Module, PresentationKind, Release, SessionKind
from conference.permissions import Can
from conference.queries.editions import find_edition
from conference.queries.plans import plan_of
from conference.queries.programme import latest_release
from conference.queries.published import release_numbers
from conference.schemas import (
    ClashesShown,
    ClashShown,
    Editions,
    EditionsAsked,
    EditionShown,
    ProgrammeShown,
    RoomShown,
    SessionShown,
    TalkShown,
)
from conference.timetable.clashes import Clash, sentence
from conference.timetable.clashes import clashes as found_in
from conference.timetable.plan import Plan
from core import i18n
from core.access import public, requires
from core.api import answers, place_in
from core.errors import NotFound
from core.web import absolute_url, for_programs, paged
from people.queries.people import find_council

blueprint = for_programs("conference_api")


@blueprint.get("/editions")
@public
@answers
def editions(asked: EditionsAsked) -> Editions:
    """List the editions, the latest first, or those of one council."""
    statement = select(Edition).order_by(Edition.starts_on.desc(), Edition.id)
    if asked.council:
        statement = statement.where(Edition.series.has(council_id=find_council(asked.council).id))
    page = paged(statement)
    releases = release_numbers(edition.id for edition in page)
    return Editions(**place_in(page, asked), items=[shown(each, releases.get(each.id)) for each in page])


@blueprint.get("/editions/<edition>")
@public
@answers
def edition(edition: str) -> EditionShown:
    """Say what an edition is, where and when, and which version of its programme is published."""
    here = find_edition(edition)
    return shown(here, release_numbers([here.id]).get(here.id))


def shown(edition: Edition, release: int | None) -> EditionShown:
    """Return what everybody may read of an edition."""
    return EditionShown(
        slug=edition.slug,
        name=edition.name(i18n.language()),
        council=edition.council.slug,
        kind=edition.kind,
        number=edition.number,
        theme=edition.theme,
        city=edition.city,
        venue=edition.venue,
        starts_on=edition.starts_on,
        ends_on=edition.ends_on,
        time_zone=edition.time_zone,
        phase=edition.state,
        modules=[Module(each) for each in edition.modules],
        page=absolute_url("public.edition_home", edition=edition.slug),
        release=release if edition.has(Module.PROGRAMME) else None,
    )


@blueprint.get("/editions/<edition>/programme")
@public
@answers
def programme(edition: str) -> ProgrammeShown:
    """Return the programme of an edition as last published; before the first time there is none."""
    here = find_edition(edition)
    release = latest_release(here)
    if release is None:
        raise NotFound
    return told(here, release)


def told(edition: Edition, release: Release) -> ProgrammeShown:
    """Return a published programme in the shape that programs read, whatever the shape in which it is kept."""
    return ProgrammeShown(
        edition=edition.slug,
        release=release.number,
        published_at=release.published_at,
        rooms=[RoomShown(room["id"], room["name"], room["capacity"] or None) for room in release.content["rooms"]],
        sessions=[session_of(session) for session in release.content["sessions"]],
    )


def session_of(session: dict[str, Any]) -> SessionShown:
    """Return one published session."""
    return SessionShown(
        id=session["id"],
        kind=SessionKind(session["kind"]),
        title=session["title"],
        room=session["room"],
        starts=datetime.fromisoformat(session["starts"]),
        ends=datetime.fromisoformat(session["ends"]),
        chairs=session["chairs"],
        talks=[talk_of(talk) for talk in session["talks"]],
    )


def talk_of(talk: dict[str, Any]) -> TalkShown:
    """Return one published presentation."""
    return TalkShown(
        code=talk["code"],
        kind=PresentationKind(talk["kind"]),
        title=talk["title"],
        starts=datetime.fromisoformat(talk["at"]),
        minutes=talk["minutes"],
        specialty=talk["specialty"],
        authors=talk["authors"],
        presenter=talk["authors"][talk["presenter"]] if talk["presenter"] is not None else "",
    )


@blueprint.get("/editions/<edition>/clashes")
@requires(Can.SCHEDULE)
@answers
def clashes(edition: str) -> ClashesShown:
    """Say what is wrong with the programme of an edition in the making, as its editor shows it."""
    here = find_edition(edition)
    plan = plan_of(here)
    return ClashesShown(here.slug, [clash_in(plan, clash) for clash in found_in(plan)])


def clash_in(plan: Plan, clash: Clash) -> ClashShown:
    """Return one thing that is wrong."""
    return ClashShown(
        kind=clash.kind,
        is_hard=clash.is_hard,
        sentence=sentence(clash, plan),
        starts=clash.span.starts,
        ends=clash.span.ends,
        room=clash.room,
        sessions=list(clash.blocks),
        presentations=[plan.items[number].code for number in clash.items],
    )
