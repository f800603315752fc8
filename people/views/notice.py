"""A council and personal data: the notice for everybody, what it has filed, its sheet, and requests for erasure."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import papers
from core.access import may, public, requires
from core.errors import NotFound
from core.forms import EmptyForm
from core.i18n import gettext as _
from core.personal import all_processing, all_rules, held_on
from core.typography import parse_phone
from people.forms import AnswerForm, FilingForm
from people.models import Council, ErasureRequest, Filing
from people.permissions import Can
from people.queries.personal import books_with, find_request, requests_to
from people.recognition import current_actor
from people.services import erasing, filings
from people.services.filings import Statement
from people.views.council import council_here

blueprint = Blueprint("notice", __name__, url_prefix="/council/<council>/data")


@blueprint.get("")
@public
def page(council: str) -> ResponseReturnValue:
    """Tell everybody who answers for their data, why it is kept, how long, and how they use their rights."""
    here = council_here(council)
    return render_template("people/council/notice.html", may_protect=may(Can.PROTECT_DATA), **_facts(here))


@blueprint.route("/filing", methods=["GET", "POST"])
@requires(Can.PROTECT_DATA)
def filing(council: str) -> ResponseReturnValue:
    """Write down what the council has filed with the authority."""
    here = council_here(council)
    form = _opened(here)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(filings.new_filing(here), _opened(here, formdata=None).answers())
            filings.file(here, _statement(form, here), by=current_actor())
        if form.had_effect:
            flash(_("Kept. The notice says so from now on."))
            return redirect(url_for(".page", council=here.slug))
    page = render_template("people/council/filing.html", council=here, form=form, law=filings.authority_of(here)[1])
    return page, form.status


@blueprint.get("/sheet")
@requires(Can.PROTECT_DATA)
def sheet(council: str) -> ResponseReturnValue:
    """Show the sheet of processing, as it would be filed with the authority."""
    here = council_here(council)
    return render_template("people/council/sheet.html", form=EmptyForm(), **_facts(here))


@blueprint.route("/sheet.pdf", methods=["GET", "POST"])
@requires(Can.PROTECT_DATA)
def sheet_paper(council: str) -> ResponseReturnValue:
    """Give the sheet as a PDF, or say how far it is; asked for by a form, have the worker lay it out."""
    here = council_here(council)
    present = filings.new_filing(here)
    sheet = present.sheet if present.sheet_of == filings.fingerprint(here, present) else None
    return papers.answer(
        sheet,
        f"fiche-{here.slug}.pdf",
        papers.progress_of(sheet, filings.sheet_key(here, present)),
        ask=lambda: filings.have_sheet_made(here, by=current_actor()),
        waiting=lambda progress: render_template(
            "people/council/sheet_waiting.html", council=here, progress=progress, form=EmptyForm()
        ),
    )


@blueprint.get("/requests")
@requires(Can.PROTECT_DATA)
def requests(council: str) -> ResponseReturnValue:
    """List who asks for erasure, what waits for an answer first."""
    here = council_here(council)
    return render_template("people/council/requests.html", council=here, requests=requests_to(here))


@blueprint.get("/requests/<int:number>")
@requires(Can.PROTECT_DATA)
def asked(council: str, number: int) -> ResponseReturnValue:
    """Show what an erasure would take and what would stay, before it is carried out or refused."""
    here = council_here(council)
    return _asked(here, find_request(here, number), AnswerForm(formdata=None))


@blueprint.post("/requests/<int:number>/erase")
@requires(Can.PROTECT_DATA)
def erase(council: str, number: int) -> ResponseReturnValue:
    """Erase what is held on whoever asked."""
    here = council_here(council)
    found, form = find_request(here, number), EmptyForm()
    if form.validate_on_submit():
        with form.effect():
            erasing.carry_out(found, by=current_actor())
        if form.had_effect:
            flash(_("Erased. What the law keeps is kept."))
            return redirect(url_for(".requests", council=here.slug))
    return _asked(here, found, AnswerForm(formdata=None), form)


@blueprint.post("/requests/<int:number>/refuse")
@requires(Can.PROTECT_DATA)
def refuse(council: str, number: int) -> ResponseReturnValue:
    """Refuse to erase, with a reason that whoever asked reads."""
    here = council_here(council)
    found, form = find_request(here, number), AnswerForm()
    if form.validate_on_submit():
        with form.effect():
            erasing.refuse(found, form.reason.data or "", by=current_actor())
        if form.had_effect:
            flash(_("Refused, and the person is told why."))
            return redirect(url_for(".requests", council=here.slug))
    return _asked(here, found, form)


def _asked(
    here: Council, found: ErasureRequest, form: AnswerForm, tried: EmptyForm | None = None
) -> ResponseReturnValue:
    if found.person.erased_at and request.method == "POST":
        raise NotFound
    page = render_template(
        "people/council/request.html",
        council=here,
        request=found,
        held=[] if found.person.erased_at else [each for each in held_on(found.person) if each.items],
        objections=[] if found.person.erased_at else erasing.objections(found.person),
        known_to=[record.council for record in books_with(found.person) if record.council_id != here.id],
        form=form,
        button=EmptyForm(),
        refusals=tried.form_errors if tried else [],
    )
    return page, (tried or form).status


def _facts(here: Council) -> dict[str, object]:
    authority, law = filings.authority_of(here)
    return {
        "council": here,
        "filing": filings.new_filing(here),
        "authority": authority,
        "law": law,
        "processing": all_processing(),
        "rules": all_rules(),
    }


def _opened(here: Council, **more: object) -> FilingForm:
    present: Filing = filings.new_filing(here)
    names = ("authority", "number", "filed_on", "contact", "email", "phone", "hosting", "version")
    return FilingForm(here.country, data={name: getattr(present, name) for name in names}, **more)


def _statement(form: FilingForm, here: Council) -> Statement:
    return Statement(
        authority=form.authority.data or "",
        number=form.number.data or "",
        filed_on=form.filed_on.data,
        contact=form.contact.data or "",
        email=form.email.data or "",
        phone=parse_phone(form.phone.data or "", here.country) or "",
        hosting=form.hosting.data or "",
    )
