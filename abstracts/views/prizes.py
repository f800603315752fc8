"""Prizes: the committee founds and awards them, jurors judge on a grid, the list of laureates is printed."""

from collections.abc import Iterable
from typing import TypeVar

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from abstracts.exports import TYPES, diplomas_file
from abstracts.forms.prizes import FinalistForm, JurorForm, PrizeForm, mark_form
from abstracts.models import Finalist, Juror, Prize, PrizeKind, PrizeState
from abstracts.permissions import Can
from abstracts.queries.prizes import (
    could_win,
    find_prize,
    is_own,
    judged_by,
    mark_of,
    palmares_of,
    prizes_of,
    results_of,
)
from abstracts.queries.standing import who_may_speak
from abstracts.services import prizes
from abstracts.services.prizes import Terms
from conference.models import Edition, Presentation
from conference.views.shell import edition_here
from core import files, i18n, jobs
from core.access import known, may, requires
from core.db import transaction
from core.errors import NotFound, Refused
from core.forms import EmptyForm, options
from core.i18n import gettext as _
from core.progress import Progress, Stage, asks_for_progress, in_the_queue
from people.models import Person
from people.recognition import current_actor, current_person

Found = TypeVar("Found", Presentation, Person, Finalist, Juror)
blueprint = Blueprint("prizes", __name__, url_prefix="/e/<edition>/committee/prizes")
jury = Blueprint("jury", __name__, url_prefix="/e/<edition>/jury")


@blueprint.get("/")
@requires(Can.SEE_ALL)
def listed(edition: str) -> ResponseReturnValue:
    """List the prizes of an edition with who leads or who won."""
    here = edition_here(edition)
    found = [(prize, results_of(prize)) for prize in prizes_of(here)]
    return render_template(
        "abstracts/prizes/list.html",
        edition=here,
        prizes=found,
        can_decide=may(Can.DECIDE),
        form=EmptyForm(formdata=None),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Can.DECIDE)
def new(edition: str) -> ResponseReturnValue:
    """Found a prize."""
    here, form = edition_here(edition), PrizeForm()
    if form.validate_on_submit():
        with form.effect():
            prize = prizes.found(here, terms(form), by=current_actor())
        if form.had_effect:
            return redirect(url_for(".prize", edition=here.slug, number=prize.id))
    return render_template("abstracts/prizes/new.html", edition=here, form=form), form.status


def terms(form: PrizeForm) -> Terms:
    """Return what a form says of a prize."""
    return Terms(PrizeKind(form.kind.data), form.name_fr.data or "", form.name_en.data or "", form.endowment.data or 0)


@blueprint.get("/<int:number>")
@requires(Can.SEE_ALL)
def prize(edition: str, number: int) -> ResponseReturnValue:
    """Show a prize with its finalists, its jury and how they stand."""
    here = edition_here(edition)
    return page_of(here, find_prize(here, number), None)


def page_of(here: Edition, found: Prize, refused: str | None) -> ResponseReturnValue:
    """Return the page of a prize; a step that was refused is said on it."""
    finalist, juror = FinalistForm(formdata=None), JurorForm(formdata=None)
    finalist.presentation.choices = options((each.id, f"{each.code} · {each.title}") for each in could_win(found))
    sitting = {each.person_id for each in found.jurors}
    people = who_may_speak(here)
    juror.person.choices = options((n, person.list_name) for n, person in people.items() if n not in sitting)
    can_change = may(Can.DECIDE) and found.state is PrizeState.OPEN
    page = render_template(
        "abstracts/prizes/prize.html",
        edition=here,
        prize=found,
        results=results_of(found),
        finalist_form=finalist,
        juror_form=juror,
        form=EmptyForm(formdata=None),
        refused=refused,
        can_change=can_change,
        can_reopen=may(Can.DECIDE) and found.state is PrizeState.AWARDED,
    )
    return page, 409 if refused else 200


@blueprint.post("/<int:number>/change")
@requires(Can.DECIDE)
def change(edition: str, number: int) -> ResponseReturnValue:
    """Name or drop a finalist or a juror, award the prize, or open it again."""
    here = edition_here(edition)
    found = find_prize(here, number)
    try:
        with transaction():
            step(found, request.form.get("step", ""), request.form.get("which", type=int))
    except NotFound:
        raise
    except Refused as refusal:
        return page_of(here, find_prize(here, number), refusal.message)
    return redirect(url_for(".prize", edition=here.slug, number=number))


def step(found: Prize, what: str, which: int | None) -> None:
    """Take one step of a prize."""
    by = current_actor()
    if what == "award":
        prizes.award(found, by=by)
    elif what == "reopen":
        prizes.reopen(found, by=by)
    elif what == "finalist":
        prizes.name_finalist(found, one(could_win(found), request.form.get("presentation", type=int)), by=by)
    elif what == "juror":
        prizes.name_juror(
            found, one(who_may_speak(found.edition).values(), request.form.get("person", type=int)), by=by
        )
    elif what == "drop-finalist":
        prizes.drop_finalist(one(found.finalists, which), by=by)
    elif what == "drop-juror":
        prizes.drop_juror(one(found.jurors, which), by=by)
    else:
        raise NotFound


def one(rows: Iterable[Found], number: int | None) -> Found:
    """Return the row of this number, or raise NotFound."""
    for row in rows:
        if row.id == number:
            return row
    raise NotFound


# ── The list of laureates ───────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/palmares.pdf", methods=["GET", "POST"])
@requires(Can.SEE_ALL)
def palmares(edition: str) -> ResponseReturnValue:
    """Give the list of laureates as a PDF, or say how far it is; asked for by a form, have the worker lay it out."""
    here = edition_here(edition)
    present, key = palmares_of(here), prizes.palmares_key(here)
    is_made = present is not None and present.file is not None and present.made_of == key
    if request.method == "POST":
        if not is_made:
            with transaction():
                prizes.have_palmares_made(here)
        return redirect(request.path)
    progress = Progress(Stage.DONE, _("It is ready."), 1, 1) if is_made else in_the_queue(jobs.find(key))
    if asks_for_progress():
        return progress.told()
    if present and present.file and is_made:
        return files.as_attachment(present.file, f"palmares-{here.slug}.pdf")
    return render_template("abstracts/prizes/waiting.html", edition=here, progress=progress, form=EmptyForm()), 202


@blueprint.get("/diplomas.csv")
@requires(Can.SEE_ALL)
def diplomas(edition: str) -> ResponseReturnValue:
    """Give what the diplomas say, one laureate a line."""
    here = edition_here(edition)
    answer = Response(diplomas_file(prizes_of(here)), content_type=TYPES["csv"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{here.slug}-diplomas.csv"'
    return answer


# ── The jury ────────────────────────────────────────────────────────────────────────────────────────────────────────


@jury.get("/")
@known
def desk(edition: str) -> ResponseReturnValue:
    """Show a juror the prizes they judge, with what they have given."""
    here = edition_here(edition)
    seats = [seat_in(prize) for prize in judged_by(judge(), here)]
    if not seats:
        raise NotFound
    rows = [
        (seat.prize, [(finalist, mark_of(finalist, seat), is_own(seat.person, finalist.presentation))
                      for finalist in seat.prize.finalists])
        for seat in seats
    ]  # fmt: skip
    return render_template("abstracts/prizes/desk.html", edition=here, prizes=rows)


@jury.route("/<int:number>", methods=["GET", "POST"])
@known
def mark(edition: str, number: int) -> ResponseReturnValue:
    """Show a juror one finalist beside the grid, and keep what they give."""
    here = edition_here(edition)
    seat, finalist = seat_before(here, number)
    given = mark_of(finalist, seat)
    asked = mark_form(seat.prize, i18n.language())
    form = asked(data={**(given.scores if given else {}), "version": given.version if given else 0})
    if form.validate_on_submit():
        scores = {line.key: form[line.key].data for line in seat.prize.criteria()}
        with form.effect():
            prizes.give(seat, finalist, scores, by=current_actor())
        if form.had_effect:
            flash(_("Your points for %(code)s are kept.", code=finalist.presentation.code))
            return redirect(url_for(".desk", edition=here.slug))
    page = render_template(
        "abstracts/prizes/mark.html",
        edition=here,
        prize=seat.prize,
        finalist=finalist,
        form=form,
        lines=[form[line.key] for line in seat.prize.criteria()],
        is_own=is_own(seat.person, finalist.presentation),
        is_open=seat.prize.state is PrizeState.OPEN,
    )
    return page, form.status


def judge() -> Person:
    """Return the person who judges."""
    person = current_person()
    if person is None:
        raise NotFound
    return person


def seat_in(prize: Prize) -> Juror:
    """Return the seat somebody has on a jury."""
    person = judge()
    return next(juror for juror in prize.jurors if juror.person_id == person.id)


def seat_before(here: Edition, number: int) -> tuple[Juror, Finalist]:
    """Return a juror's seat and the finalist before them; a finalist of another jury is not found."""
    for prize in judged_by(judge(), here):
        for finalist in prize.finalists:
            if finalist.id == number:
                return seat_in(prize), finalist
    raise NotFound
