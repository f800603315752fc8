"""The editor of the timetable: a day drawn, gestures received one by one, what others do shown as it happens."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import partial, wraps
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.http import quote_etag

from conference.forms.timetable import StepForm
from conference.models import Edition
from conference.permissions import Can
from conference.queries.editions import practised_specialties
from conference.queries.plans import plan_of
from conference.queries.programme import find_presentation, find_session, last_published
from conference.queries.rooms import find_room
from conference.queries.steps import Mark, latest_steps, mark_of, said, to_redo, to_undo
from conference.services import sessions, steps, timetable
from conference.services.sessions import Reach
from conference.timetable.feasibility import feasibility, of_day, verdict
from conference.timetable.plan import Plan
from conference.views.boards import Board, matching
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import may, requires
from core.db import transaction
from core.errors import NotFound, Refused
from core.i18n import gettext as _
from core.sections import Link
from people.recognition import current_actor

blueprint = Blueprint("timetable", __name__, url_prefix="/e/<edition>/committee/timetable")
PART = "X-Board"  # says that whoever asks wants the board alone, without the frame of a page
SHOWN_STEPS = 8
Gesture = Callable[..., Plan | None]
View = Callable[..., ResponseReturnValue]


@blueprint.get("/")
@requires(Can.SCHEDULE)
def board(edition: str) -> ResponseReturnValue:
    """Show the timetable of a day, what waits, what is wrong; the same without its frame for a page that is open.

    An open page asks every few seconds: as long as nothing changed, the answer is short and nothing is read.
    """
    here = edition_here(edition)
    if PART not in request.headers:
        return render_template("conference/committee/timetable.html", **drawn(here, mark_of(here)))
    mark = mark_of(here)
    if request.if_none_match.contains_weak(tag_of(here, mark)):
        answer = Response(status=304)
    else:
        answer = make_response(render_template("conference/committee/_board.html", **drawn(here, mark)))
    answer.set_etag(tag_of(here, mark), weak=True)
    return answer


def tag_of(edition: Edition, mark: Mark) -> str:
    """Return what tells one drawing of a board from another."""
    return f"{mark}-{asked_day(edition)}-{i18n.language()}-{current_app.config['BUILD']}"


def asked_day(edition: Edition) -> date:
    """Return the day that the address asks for: today while the days are on, else the first."""
    wished = request.values.get("day", "")
    usual = clock.at_place(clock.now(), edition.time_zone).date()
    return next(
        (day for day in edition.days if day.isoformat() == wished),
        usual if usual in edition.days else edition.starts_on,
    )


def drawn(edition: Edition, mark: Mark, plan: Plan | None = None) -> dict[str, object]:
    """Return what the editor's template prints: the timetable as it is, or was, at a mark taken before it is read."""
    specialties = {each.code: each.name(i18n.language()) for each in practised_specialties(edition)}
    shown = Board(edition, plan or plan_of(edition), asked_day(edition), specialties)
    query, specialty = request.values.get("q", "").strip()[:80], request.values.get("specialty", "")[:8]
    me, release, account = current_actor(), last_published(edition), feasibility(shown.plan)
    undoing, redoing = to_undo(edition, me), to_redo(edition, me)
    return {
        "edition": edition,
        "tag": quote_etag(tag_of(edition, mark), weak=True),
        "board": shown,
        "of_day": i18n.capitalize_first(of_day(shown.day, account.of_days().get(shown.day, []))),
        "seen": mark.last_step,
        "days": list(day_tabs(shown)),
        "waiting": {kind: matching(cards, query, specialty) for kind, cards in shown.waiting.items()},
        "query": query,
        "specialty": specialty,
        "specialties": sorted(specialties.items(), key=lambda pair: pair[1]),
        "undoing": said(undoing, edition.time_zone) if undoing else "",
        "redoing": said(redoing, edition.time_zone) if redoing else "",
        "steps": [(step, said(step, edition.time_zone)) for step in latest_steps(edition, SHOWN_STEPS)],
        "me": me.actor_id,
        "next_version": (release.number if release else 0) + 1,
        "can_publish": may(Can.PUBLISH),
        "compose_href": url_for("compositions.listed", edition=edition.slug),
        "feasibility": account,
        "sentence": verdict(account),
    }


def day_tabs(shown: Board) -> list[Link]:
    """Return the days of the edition with how many presentations each holds."""
    return [
        Link(
            i18n.capitalize_first(i18n.day(day)),
            url_for(".board", edition=shown.edition.slug, day=day),
            shown.load(day),
            current=day == shown.day,
        )
        for day in shown.edition.days
    ]


# ── Gestures ────────────────────────────────────────────────────────────────────────────────────────────────────────


def answered(edition: str, gesture: Gesture) -> ResponseReturnValue:
    """Do one thing, and show the board as it stands then: alone to an open page, else by leading back to it.

    Refused, an open page gets the sentence with the board as it is now: what one wanted and what somebody did are
    both there to be seen.
    """
    here, form = edition_here(edition), StepForm()
    plan, mark, refusal = None, None, ""
    if not form.validate_on_submit():
        refusal = _("This gesture could not be understood; nothing was changed.")
    else:
        try:
            with transaction():
                plan = gesture(here, form)
                mark = mark_of(here)
        except NotFound:
            raise
        except Refused as refused:
            if PART not in request.headers:
                raise
            refusal = refused.message
    if PART not in request.headers:
        return led_back(here, form)
    page = render_template(
        "conference/committee/_board.html", refusal=refusal, **drawn(here, mark or mark_of(here), plan)
    )
    answer = make_response(page, 409 if refusal else 200)
    if not refusal:
        answer.headers["Content-Location"] = url_for(".board", edition=here.slug, day=asked_day(here))
    return answer


def led_back(here: Edition, form: StepForm) -> ResponseReturnValue:
    """Lead back to the page a plain form was sent from: the session's, or the board."""
    if request.form.get("back") == "session" and form.session.data:
        return redirect(url_for("sessions.show", edition=here.slug, number=form.session.data))
    flash(_("Done. Publish the programme to show it."))
    return redirect(url_for(".board", edition=here.slug, day=asked_day(here)))


def gesture(rule: str) -> Callable[[Gesture], View]:
    """Receive a gesture of whoever may schedule: the function below does it, the answer is the board afterwards."""

    def receive(do: Gesture) -> View:
        @blueprint.post(rule)
        @requires(Can.SCHEDULE)
        @wraps(do)
        def received(edition: str, **what: Any) -> ResponseReturnValue:
            return answered(edition, partial(do, **what))

        return received

    return receive


@gesture("/talks/<code>/move")
def move_talk(here: Edition, form: StepForm, code: str) -> Plan | None:
    """Put a presentation into a session: at its end, or before another one."""
    talk = find_presentation(here, code)
    before = find_presentation(here, form.before.data) if form.before.data else None
    target = find_session(here, form.session.data or 0)
    return timetable.place(talk, target, before=before, by=current_actor(), seen=form.seen.data)


@gesture("/talks/<code>/unplace")
def unplace_talk(here: Edition, form: StepForm, code: str) -> Plan | None:
    """Take a presentation out of its session."""
    return timetable.unplace(find_presentation(here, code), by=current_actor(), seen=form.seen.data)


@gesture("/talks/<code>/pin")
def pin_talk(here: Edition, form: StepForm, code: str) -> Plan | None:
    """Pin a presentation where it is, or let it go."""
    return timetable.pin(find_presentation(here, code), by=current_actor(), seen=form.seen.data)


@gesture("/sessions/<int:number>/pin")
def pin_session(here: Edition, form: StepForm, number: int) -> Plan | None:
    """Pin a session where it is, or let it go."""
    return timetable.pin(find_session(here, number), by=current_actor(), seen=form.seen.data)


@gesture("/sessions/<int:number>/move")
def move_session(here: Edition, form: StepForm, number: int) -> Plan | None:
    """Have a session begin in another room or at another hour."""
    room = find_room(here, form.room.data) if form.room.data else None
    found = find_session(here, number)
    return sessions.move_session(found, read_moment(form), room, by=current_actor(), seen=form.seen.data)


def read_moment(form: StepForm) -> datetime:
    """Return the moment of a gesture; one without its time zone is nobody's."""
    moment = None
    with suppress(ValueError):
        moment = datetime.fromisoformat(form.at.data or "")
    if moment is None or moment.tzinfo is None:
        raise Refused(_("This gesture could not be understood; nothing was changed."), code="no-moment")
    return moment


@gesture("/sessions/<int:number>/shift")
def shift_session(here: Edition, form: StepForm, number: int) -> Plan | None:
    """Shift a session by some minutes, alone, with its room or with its day."""
    found = find_session(here, number)
    reach = Reach(form.reach.data) if form.reach.data in set(Reach) else Reach.SESSION
    return sessions.shift(found, form.minutes.data or 0, reach=reach, by=current_actor(), seen=form.seen.data)


@gesture("/undo")
def undo(here: Edition, _form: StepForm) -> Plan | None:
    """Take back the last thing whoever is here did to the timetable."""
    return steps.undo(here, by=current_actor())


@gesture("/redo")
def redo(here: Edition, _form: StepForm) -> Plan | None:
    """Do again what whoever is here undid last."""
    return steps.redo(here, by=current_actor())
