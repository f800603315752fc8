"""The chair and the readers: what is short before anything is given, lots, conflicts, laggards."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from abstracts.forms.reviewer import ArrangeForm, GiveForm, ProfileForm, RulingForm, TakeBackForm
from abstracts.matching import deal
from abstracts.models import Assignment, Blindness, Call
from abstracts.permissions import Can
from abstracts.queries.abstracts import find_call, find_received
from abstracts.queries.conflicts import clashes, read_in, reviewers_of
from abstracts.queries.lots import (
    Dealing,
    Proof,
    dealing_of,
    deficits,
    profile_of,
    progress_of,
    proofs,
    proposed,
    readings_of,
    specialties_of,
)
from abstracts.queries.reviews import find_assignment
from abstracts.services import assigning
from conference.models import Edition
from conference.queries.editions import practised_specialties
from conference.views.shell import edition_here
from core import clock, i18n
from core.access import requires
from core.db import transaction
from core.errors import NotFound
from core.forms import EmptyForm, options
from core.i18n import gettext as _
from core.i18n import ngettext
from core.sections import Link
from people.models import Person
from people.recognition import current_actor

blueprint = Blueprint("lots", __name__, url_prefix="/e/<edition>/committee/lots")


def tabs(edition: Edition) -> list[Link]:
    """Return the three pages about readers."""
    pages = (("lots.proposal", _("Lots")), ("lots.reviewers", _("Reviewers")), ("lots.conflicts", _("Conflicts")))
    here = request.endpoint
    return [Link(label, url_for(page, edition=edition.slug), current=page == here) for page, label in pages]


# ── Lots ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/")
@requires(Can.ASSIGN)
def proposal(edition: str) -> ResponseReturnValue:
    """Say which specialties are short of readers, and propose lots; nothing is written."""
    here = edition_here(edition)
    asked = asked_for(find_call(here), request.args.getlist("open"), request.args.get("seed", ""))
    return show(here, asked, GiveForm())


def asked_for(call: Call, open_to_all: list[str], seed: str) -> Dealing:
    """Return what is to be dealt out, as the address or the form asks for it."""
    return dealing_of(call, open_to_all=open_to_all, seed=int(seed) if seed.isdecimal() and len(seed) < 9 else 0)


def show(edition: Edition, dealing: Dealing, form: GiveForm) -> str:
    """Return the page of the lots."""
    lots, call = deal(dealing.task), dealing.call
    form.fingerprint.data, form.seed.data = dealing.fingerprint, str(dealing.task.seed)
    form.open.data = " ".join(sorted(dealing.task.open_to_all))
    rows = proposed(dealing, lots)
    return render_template(
        "abstracts/lots/proposal.html",
        edition=edition,
        tabs=tabs(edition),
        call=call,
        dealing=dealing,
        lots=lots,
        deficits=deficits(dealing),
        proofs=[(sentence_of(proof), proof.abstracts) for proof in proofs(dealing, lots)],
        rows=rows,
        loads=[row.load for row in rows],
        form=form,
        arrange_form=ArrangeForm(obj=call, blindness=call.blindness.value),
    )


def sentence_of(proof: Proof) -> str:
    """Say why some abstracts cannot have all their readers, so that one can count it after us."""
    shortage, language = proof.shortage, i18n.language()
    facts: dict[str, Any] = {
        "fields": ", ".join(specialty.name(language) for specialty in proof.specialties),
        "readers": ", ".join(f"{person.name} ({most})" for person, most in proof.readers),
        "possible": shortage.possible,
        "needed": shortage.needed,
        "missing": shortage.missing,
    }
    number = len(proof.abstracts)
    if not proof.readers:
        return ngettext(
            "Nobody may read this abstract of %(fields)s: %(missing)d missing.",
            "Nobody may read these %(num)d abstracts of %(fields)s: %(missing)d missing.",
            number,
            **facts,
        )
    return ngettext(
        "This abstract of %(fields)s can only be read by %(readers)s: %(possible)d readings, %(needed)d needed,"
        " %(missing)d missing.",
        "These %(num)d abstracts of %(fields)s can only be read by %(readers)s: %(possible)d readings, %(needed)d"
        " needed, %(missing)d missing.",
        number,
        **facts,
    )


@blueprint.post("/")
@requires(Can.ASSIGN)
def give(edition: str) -> ResponseReturnValue:
    """Give out the lots that were looked at, all or none."""
    here, form = edition_here(edition), GiveForm()
    dealing = asked_for(find_call(here), (form.open.data or "").split(), form.seed.data or "")
    if form.validate_on_submit():
        lots = deal(dealing.task)
        with form.effect():
            assigning.refuse_other(dealing, form.fingerprint.data or "")
            given = assigning.give(dealing, lots, by=current_actor())
        if form.had_effect:
            flash(ngettext("%(num)d reading is given; each reviewer is told.",
                           "%(num)d readings are given; each reviewer is told.", given))  # fmt: skip
            return redirect(url_for(".reviewers", edition=edition))
        dealing = asked_for(find_call(here), (form.open.data or "").split(), form.seed.data or "")
    return show(here, dealing, form), form.status


@blueprint.post("/rules")
@requires(Can.ASSIGN)
def arrange(edition: str) -> ResponseReturnValue:
    """Say how many read each abstract, how much one reads at most, and who is hidden from whom."""
    here, form = edition_here(edition), ArrangeForm()
    if form.validate_on_submit():
        with form.effect():
            assigning.arrange(
                find_call(here),
                blindness=Blindness(form.blindness.data),
                readers=form.readers.data,
                most=form.most_readings.data,
                by=current_actor(),
            )
        if form.had_effect:
            flash(_("The way abstracts are read is kept."))
            return redirect(url_for(".proposal", edition=edition))
    return render_template("abstracts/lots/rules.html", edition=here, tabs=tabs(here), form=form), form.status


# ── Reviewers ───────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/reviewers")
@requires(Can.ASSIGN)
def reviewers(edition: str) -> ResponseReturnValue:
    """List the reviewers: what they read, how far they are, whom one may remind."""
    here, now = edition_here(edition), clock.now()
    rows = progress_of(find_call(here))
    return render_template(
        "abstracts/lots/reviewers.html",
        edition=here,
        tabs=tabs(here),
        rows=rows,
        waiting=[row for row in rows if row.left and not assigning.is_recent(row.reminded_at, now)],
        form=EmptyForm(),
    )


@blueprint.post("/reviewers/remind")
@requires(Can.ASSIGN)
def remind(edition: str) -> ResponseReturnValue:
    """Remind one reviewer, or all who have something left to read; nobody twice within two days."""
    here = edition_here(edition)
    call = find_call(here)
    wanted = request.form.get("reviewer", "")
    late = [row for row in progress_of(call) if wanted in ("", str(row.reviewer.id))]
    with transaction():
        reminded = assigning.remind(call, late, by=current_actor())
    flash(ngettext("%(num)d reviewer is reminded.", "%(num)d reviewers are reminded.", reminded) if reminded
          else _("Nobody is reminded: a reminder left within the last two days."))  # fmt: skip
    return redirect(url_for(".reviewers", edition=edition))


@blueprint.route("/reviewers/<int:number>", methods=["GET", "POST"])
@requires(Can.ASSIGN)
def reviewer(edition: str, number: int) -> ResponseReturnValue:
    """Show one reviewer: their specialties and load, and what they were given."""
    here = edition_here(edition)
    call, person = find_call(here), find_reviewer(here, number)
    form = profile_form(here, call, person)
    if form.validate_on_submit():
        with form.effect():
            describe(call, person, form, here)
        if form.had_effect:
            flash(_("What %(name)s takes on is kept.", name=person.name))
            return redirect(url_for(".reviewer", edition=edition, number=number))
    page = render_template(
        "abstracts/lots/reviewer.html",
        edition=here,
        person=person,
        form=form,
        readings=readings_of(call, person),
        take_back_form=TakeBackForm(),
    )
    return page, form.status


def find_reviewer(edition: Edition, number: int) -> Person:
    """Return one of an edition's reviewers, or raise NotFound."""
    found = next((person for person in reviewers_of(edition) if person.id == number), None)
    if found is None:
        raise NotFound
    return found


def profile_form(edition: Edition, call: Call, person: Person) -> ProfileForm:
    """Return the form of what a reviewer takes on, as it stands."""
    profile = profile_of(call, person)
    form = ProfileForm(
        specialties=[each.id for each in specialties_of(person, profile)],
        most_readings=profile.most_readings if profile else None,
    )
    form.specialties.choices = options((each.id, each.name(i18n.language())) for each in practised_specialties(edition))
    return form


def describe(call: Call, person: Person, form: ProfileForm, edition: Edition) -> None:
    """Keep what a form says of a reviewer."""
    chosen = set(form.specialties.data or [])
    fields = [each for each in practised_specialties(edition) if each.id in chosen]
    assigning.describe(call, person, fields, form.most_readings.data, by=current_actor())


@blueprint.post("/reviewers/<int:number>/pass-on")
@requires(Can.ASSIGN)
def pass_on(edition: str, number: int) -> ResponseReturnValue:
    """Take a reading from a reviewer who is silent, and give it to the best of the others."""
    here, form = edition_here(edition), TakeBackForm()
    assignment: Assignment = find_assignment(here, form.code.data or "", find_reviewer(here, number))
    if form.validate_on_submit():
        with form.effect():
            passed = assigning.pass_on(assignment, reason=form.reason.data, by=current_actor())
            said = passed_words(form.code.data, passed)
        if form.had_effect:
            flash(said)
            return redirect(url_for(".reviewer", edition=edition, number=number))
    page = render_template("abstracts/lots/pass_on.html", edition=here, assignment=assignment, form=form)
    return page, form.status


def passed_words(code: str, passed: Assignment | None) -> str:
    """Say to whom a reading went."""
    if passed is None:
        return _("%(code)s is taken back; nobody else may read it. Lift a conflict or name a reviewer.", code=code)
    return _("%(code)s is given to %(name)s.", code=code, name=passed.reviewer.name)


# ── Conflicts ───────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/conflicts", methods=["GET", "POST"])
@requires(Can.ASSIGN)
def conflicts(edition: str) -> ResponseReturnValue:
    """List who must not read what and why; the chair confirms a conflict or lifts it, each with a reason."""
    here, form = edition_here(edition), RulingForm()
    if form.validate_on_submit():
        holds = "lift" not in request.form
        reviewer_number = int(form.reviewer.data) if form.reviewer.data.isdecimal() else 0
        abstract, person = find_received(here, form.code.data), find_reviewer(here, reviewer_number)
        with form.effect():
            assigning.rule_on(abstract, person, holds=holds, reason=form.reason.data, by=current_actor())
        if form.had_effect:
            flash(_("The conflict is confirmed.") if holds else _("The conflict is lifted."))
            return redirect(url_for(".conflicts", edition=edition))
    found = clashes(read_in(find_call(here)), reviewers_of(here))
    page = render_template(
        "abstracts/lots/conflicts.html",
        edition=here,
        tabs=tabs(here),
        clashes=sorted(found.values(), key=lambda clash: (clash.abstract.code, clash.reviewer.sort_name)),
        form=form,
    )
    return page, form.status
