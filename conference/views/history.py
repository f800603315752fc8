"""What was done, in words: the journal of an edition and of a council, and the history of one thing."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, select

from conference.permissions import Can
from conference.views.shell import edition_here
from core import history
from core.access import held, requires
from core.audit import AuditEntry
from core.db import Base
from core.errors import NotFound
from core.forms import read_day
from core.web import paged
from people.models import Council, CouncilRecord
from people.queries.people import told_in
from people.views.council import council_here

blueprint = Blueprint("history", __name__)


@blueprint.get("/e/<edition>/committee/history")
@requires(Can.READ_HISTORY)
def of_edition(edition: str) -> ResponseReturnValue:
    """List everything that was done in an edition, by whoever the reader asks for, to what and on which day."""
    here = edition_here(edition)
    return journal("conference/committee/history.html", AuditEntry.scope == here.slug, here.time_zone)


@blueprint.get("/council/<council>/history")
@requires(Can.READ_HISTORY)
def of_council(council: str) -> ResponseReturnValue:
    """List everything that was done in a council as a whole, and to the people in its books."""
    here = council_here(council)
    return journal("conference/council/history.html", in_council(here), here.time_zone, council=here)


@blueprint.get("/council/<council>/history/<kind>/<int:number>")
@requires(Can.READ_HISTORY)
def of_one_in_council(council: str, kind: str, number: int) -> ResponseReturnValue:
    """Show what was done to one thing of a council as a whole: a role, an entry of its books."""
    here = council_here(council)
    row = history.find(kind, number, here.slug)
    return one("conference/council/one_history.html", row, time_zone=here.time_zone)


def in_council(council: Council) -> ColumnElement[bool]:
    """Return the condition that a line is about a council itself, its books and roles, or a person in its books."""
    people = select(CouncilRecord.person_id).filter_by(council_id=council.id)
    of_people = (AuditEntry.object_kind == "person") & AuditEntry.object_id.in_(people)
    return (AuditEntry.scope == council.slug) | of_people


@blueprint.get("/e/<edition>/committee/history/<kind>/<int:number>")
@requires(Can.SEE_COMMITTEE)
def of_one(edition: str, kind: str, number: int) -> ResponseReturnValue:
    """Show what was done to one thing of an edition, to those who may see the thing."""
    here = edition_here(edition)
    row = history.find(kind, number, here.slug)
    return one("conference/committee/one_history.html", row, time_zone=here.time_zone)


def journal(template: str, where: ColumnElement[bool], time_zone: str, *, council: Council | None = None) -> str:
    """Return a page of a journal. Six queries, and one for each table that its lines are about or point at."""
    everything = select(AuditEntry).where(where, history.legible(held()))
    page = paged(history.newest_first(asked_for(everything, time_zone)))
    lines = history.lines_of(page.items, time_zone)
    return render_template(
        template,
        page=page,
        lines=told_in(council, lines) if council else lines,
        kinds=history.kinds_in(everything),
        asked=request.args,
        time_zone=time_zone,
    )


def asked_for(statement: Select[AuditEntry], time_zone: str) -> Select[AuditEntry]:
    """Return the lines that the address asks for."""
    if who := request.args.get("who", "").strip():
        statement = statement.where(AuditEntry.actor_name.in_(history.actors_in(statement, who)))
    if kind := request.args.get("kind", ""):
        statement = statement.where(AuditEntry.object_kind == kind)
    if day := day_asked():
        statement = statement.where(history.on_day(day, time_zone))
    return statement


def day_asked() -> date | None:
    """Return the day the address asks for, if it is one."""
    return read_day(request.args.get("day", ""))


def one(template: str, row: Base | None, *, time_zone: str) -> str:
    """Return the page of one thing's history; to who may not see the thing, as if it were not there."""
    if row is None or not history.is_legible(row.__tablename__, held()):
        raise NotFound
    found = history.history_of(row, time_zone=time_zone)
    return render_template(template, found=found, kind=history.said_kind(row.__tablename__), name=history.name_of(row))
