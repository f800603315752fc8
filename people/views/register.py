"""The register of the Order: its members, whom the council knows of them, its files, and what is doubtful."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from core import jobs
from core.access import may, requires
from core.db import db, transaction
from core.errors import NotFound, Refused
from core.forms import EmptyForm, options
from core.i18n import gettext as _
from core.jobs import JobState
from core.progress import Progress, Stage, asks_for_progress
from core.sections import Link
from core.sheets import Line, read
from core.web import paged
from people.exports import refused_file
from people.forms import DecisionForm, RegisterColumnsForm, RegisterFileForm, RegisterStateForm, RegisterWriteForm
from people.models import (
    Council,
    Decision,
    FileKind,
    Known,
    Outcome,
    RegisterImport,
    RegisterState,
)
from people.permissions import Can
from people.queries.people import find_record
from people.queries.register import (
    Standing,
    doubts_of,
    find_doubt,
    find_import,
    imports_of,
    known_in_state,
    members_of,
    rows_of,
    standing_of,
)
from people.recognition import current_actor
from people.register_lines import HEAD, Column, has_heading
from people.services import register
from people.services.register import BY_HAND
from people.states import ImportState
from people.views.council import council_here
from people.words import COLUMNS, FILE_KINDS, OUTCOME_LISTS, REGISTER

MEMBERS, GONE, LEFT_OUT = "members", "gone", "left-out"
SAMPLES = 3
MEGABYTE = 1024 * 1024
UNDER_WAY = (ImportState.CHECKING, ImportState.WRITING)
blueprint = Blueprint("order_register", __name__, url_prefix="/council/<council>/register")


@blueprint.get("")
@requires(Can.SEE_REGISTER)
def page(council: str) -> ResponseReturnValue:
    """Show what the register says, list by list, and the files it came from."""
    here = council_here(council)
    return register_page(here, RegisterFileForm(formdata=None))


def register_page(here: Council, form: RegisterFileForm) -> ResponseReturnValue:
    """Return the page of a council's register, with the form for a new file."""
    standing = standing_of(here)
    which, query = request.args.get("list", MEMBERS), request.args.get("q", "").strip()[:200]
    if which not in (MEMBERS, GONE, *RegisterState):
        raise NotFound
    shown = render_template(
        "people/council/register.html",
        council=here,
        standing=standing,
        which=which,
        query=query,
        page=paged(listed(here, which, query)),
        tabs=list(tabs(here, standing, which)),
        imports=imports_of(here),
        form=form,
        state_form=state_form(),
        may_keep=may(Can.KEEP_REGISTER),
    )
    return shown, form.status


def listed(here: Council, which: str, query: str) -> Select[Any]:
    """Return the statement of one of the lists."""
    if which in (MEMBERS, GONE):
        return members_of(here, query, missing=which == GONE)
    return known_in_state(here, RegisterState(which), query)


def tabs(here: Council, standing: Standing, which: str) -> Iterator[Link]:
    """Give the lists of the register, each with how many it holds."""
    counts = {MEMBERS: (_("In the register"), standing.members)}
    counts |= {state: (str(REGISTER[state]).capitalize(), standing.known.get(state, 0)) for state in RegisterState}
    counts |= {GONE: (_("No longer in it"), standing.missing)}
    for name, (label, count) in counts.items():
        href = url_for(".page", council=here.slug, list=None if name == MEMBERS else name)
        yield Link(label, href, count, current=name == which)


def state_form() -> RegisterStateForm:
    """Return the form that says by hand what is known of somebody."""
    form = RegisterStateForm(formdata=None) if request.method == "GET" else RegisterStateForm()
    form.state.choices = options((state.value, REGISTER[state]) for state in BY_HAND)
    return form


@blueprint.post("/people/<int:person_id>")
@requires(Can.KEEP_REGISTER)
def say(council: str, person_id: int) -> ResponseReturnValue:
    """Say by hand what no file says of a person."""
    here = council_here(council)
    record = find_record(here, person_id)
    form = state_form()
    form.insist(_("Choose what is known of this person."), code="no-state")
    with transaction():
        register.say(record, RegisterState(form.state.data), by=current_actor())
    flash(_("%(name)s: %(state)s.", name=record.person.name, state=REGISTER[record.state]))
    return redirect(url_for(".page", council=here.slug, list=record.state.value))


# ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.post("/files")
@requires(Can.KEEP_REGISTER)
def receive(council: str) -> ResponseReturnValue:
    """Keep a file and lead to the page on which its columns are confirmed."""
    here = council_here(council)
    form = RegisterFileForm()
    if form.validate_on_submit():
        sent = form.file.data
        sent.seek(0)  # tried again after a busy database, it is read again from its beginning
        content, name = sent.read(), sent.filename or ""
        with form.effect():
            found = register.receive(here, content, name, by=current_actor())
        if form.had_effect:
            return redirect(url_for(".file", council=here.slug, number=found.id))
    return register_page(here, form)


@blueprint.get("/files/<int:number>")
@requires(Can.SEE_REGISTER)
def file(council: str, number: int) -> ResponseReturnValue:
    """Show a file: its columns, how far its check is, what it would do, or what it did."""
    here = council_here(council)
    found = find_import(here, number)
    if asks_for_progress():
        return progress_of(found).told()
    return file_page(here, found, columns_form(found, formdata=None))


def file_page(here: Council, found: RegisterImport, form: RegisterColumnsForm) -> ResponseReturnValue:
    """Return the page of a file, in whichever state it is."""
    which = request.args.get("which", "")
    if not which and found.counts.get(Outcome.REFUSED):
        which = Outcome.REFUSED
    is_open = may(Can.KEEP_REGISTER) and found.state in (ImportState.DESCRIBED, ImportState.CHECKED)
    shown = render_template(
        "people/council/register_file.html",
        council=here,
        file=found,
        form=form,
        samples=samples_of(found) if is_open else [],
        progress=progress_of(found) if found.state in UNDER_WAY else None,
        which=which,
        page=paged(rows_of(found, which)),
        tabs=list(line_tabs(here, found, which)),
        write_form=RegisterWriteForm(formdata=None),
        empty_form=EmptyForm(formdata=None),
        may_keep=may(Can.KEEP_REGISTER),
    )
    return shown, form.status


def columns_form(found: RegisterImport, **values: Any) -> RegisterColumnsForm:
    """Return the form that says what each column holds, as it is settled so far."""
    column_at = {place: name for name, place in found.mapping.items()}
    places = [column_at.get(place, "") for place in range(len(found.columns))]
    form = RegisterColumnsForm(data={"kind": found.kind.value, "places": places}, **values)
    form.kind.choices = options((kind.value, words) for kind, words in FILE_KINDS.items())
    for field in form.places:
        field.choices = options([("", _("Not read")), *((column.value, words) for column, words in COLUMNS.items())])
    return form


def samples_of(found: RegisterImport) -> list[Line]:
    """Return the first lines below the heading, to recognise the columns by."""
    table = read(found.file.read(), found.file_name, has_heading, most=HEAD)
    return [line for line in table.lines if line.number > found.header_line][:SAMPLES]


def line_tabs(here: Council, found: RegisterImport, which: str) -> Iterator[Link]:
    """Give the lists of a file's lines that hold something."""
    labels = {str(outcome): str(label) for outcome, label in OUTCOME_LISTS.items()}
    labels |= {
        Known.MATCHED: _("Recognised"),
        Known.DOUBTFUL: _("Doubtful"),
        LEFT_OUT: _("Kept with a remark"),
    }
    for name, label in labels.items():
        if count := found.counts.get(name, 0):
            href = url_for(".file", council=here.slug, number=found.id, which=name)
            yield Link(label, href, count, current=name == which)


def progress_of(found: RegisterImport) -> Progress:
    """Return how far the worker is with a file."""
    job = jobs.latest(f"register-{found.id}/")
    if found.state not in UNDER_WAY:
        return Progress(Stage.DONE, _("It is ready."), 1, 1)
    if job and job.state is JobState.FAILED:
        return Progress(Stage.FAILED, _("This could not be done; nothing was written. Tell whoever runs the server."))
    label = (
        _("The lines are being checked.") if found.state is ImportState.CHECKING else _("The lines are being written.")
    )
    return Progress(Stage.UNDER_WAY, label, job.done if job else 0, max(1, job.total if job else 1))


@blueprint.post("/files/<int:number>/columns")
@requires(Can.KEEP_REGISTER)
def columns(council: str, number: int) -> ResponseReturnValue:
    """Settle what each column holds, and have every line checked."""
    here = council_here(council)
    found = find_import(here, number)
    form = columns_form(found)
    if form.validate_on_submit():
        read_as = [(field.data, place) for place, field in enumerate(form.places) if field.data]
        with form.effect():
            if len({name for name, _place in read_as}) < len(read_as):
                raise Refused(_("Two columns are read as the same thing."), code="column-twice")
            mapping = {Column(name): place for name, place in read_as}
            register.settle(found, mapping, FileKind(form.kind.data), by=current_actor())
        if form.had_effect:
            return redirect(url_for(".file", council=here.slug, number=number))
    return file_page(here, found, form)


@blueprint.post("/files/<int:number>/write")
@requires(Can.KEEP_REGISTER)
def write(council: str, number: int) -> ResponseReturnValue:
    """Have a checked file written: all its good lines, or none."""
    here = council_here(council)
    found = find_import(here, number)
    form = RegisterWriteForm()
    if form.validate_on_submit():
        with transaction():
            register.have_written(found, only_good=form.only_good.data, by=current_actor())
    return redirect(url_for(".file", council=here.slug, number=number))


@blueprint.post("/files/<int:number>/drop")
@requires(Can.KEEP_REGISTER)
def drop(council: str, number: int) -> ResponseReturnValue:
    """Put a file aside."""
    here = council_here(council)
    found = find_import(here, number)
    with transaction():
        register.drop(found, by=current_actor())
    flash(_("The file is put aside; the register is as it was."))
    return redirect(url_for(".page", council=here.slug))


@blueprint.get("/files/<int:number>/refused.csv")
@requires(Can.SEE_REGISTER)
def refused(council: str, number: int) -> ResponseReturnValue:
    """Give the refused lines of a file, each with its reason, as a file that a spreadsheet opens."""
    here = council_here(council)
    found = find_import(here, number)
    rows = db.session.scalars(rows_of(found, Outcome.REFUSED))
    answer = Response(refused_file(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{here.slug}-{number}.csv"'
    return answer


# ── Doubts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/doubts")
@requires(Can.KEEP_REGISTER)
def doubts(council: str) -> ResponseReturnValue:
    """List who may be whom, each with what speaks for it."""
    here = council_here(council)
    return render_template(
        "people/council/register_doubts.html",
        council=here,
        page=paged(doubts_of(here)),
        form=DecisionForm(formdata=None),
    )


@blueprint.post("/doubts/<int:number>")
@requires(Can.KEEP_REGISTER)
def decide(council: str, number: int) -> ResponseReturnValue:
    """Decide whether somebody in the books is a member of the register."""
    here = council_here(council)
    found = find_doubt(here, number)
    form = DecisionForm()
    if form.validate_on_submit():
        with transaction():
            register.decide(found, Decision(form.decision.data), by=current_actor())
        same = found.decision is Decision.SAME
        flash(
            _("%(name)s is linked with the register.", name=found.person.name)
            if same
            else _("Noted: they are two people; you are not asked again.")
        )
    return redirect(url_for(".doubts", council=here.slug))
