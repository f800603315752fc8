"""A council as a whole: what it holds, what it says of itself, who signs for it, and what is set up in it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import func, select

from conference.forms.identity import PictureForm
from conference.forms.setting_up import CouncilForm, EditionForm, NewCouncilForm, SignatoryForm
from conference.models import Kind, Module, Paper, Series, Signatory
from conference.permissions import Can
from conference.queries.editions import editions_of, signatory_of
from conference.services import identity, setting_up
from conference.services.setting_up import Plan
from conference.views.shell import shell
from core import i18n
from core.access import may, requires
from core.db import db
from core.errors import NotFound
from core.forms import options
from core.history import history_of
from core.i18n import gettext as _
from people.models import Council, CouncilRecord
from people.queries.roles import roles_held_in
from people.recognition import current_actor
from people.services import councils
from people.services.councils import Settings
from people.services.persons import Introduction, meet
from people.views.council import council_here

blueprint = Blueprint("council", __name__, url_prefix="/council/<council>")


@blueprint.get("/")
@requires(Can.READ_HISTORY)
def page(council: str) -> ResponseReturnValue:
    """Show a council as a whole: its editions, its people, its roles, the councils under it, and the doors to them."""
    here = council_here(council)
    return render_template(
        "conference/council/page.html",
        council=here,
        editions=editions_of(here),
        people=count_people(here),
        roles=len(roles_held_in([here.id])),
        under=councils_under(here),
        may_set_up=may(Can.SET_UP),
        doors=[link for group in shell().doors for link in group.items if not link.current],
    )


def count_people(council: Council) -> int:
    """Return how many people are in a council's books. One query."""
    return db.session.scalar(select(func.count(CouncilRecord.id)).filter_by(council_id=council.id)) or 0


def councils_under(council: Council) -> list[Council]:
    """Return the councils under another one. One query."""
    return list(db.session.scalars(select(Council).filter_by(parent_id=council.id).order_by(Council.name)))


# ── What it says of itself ──────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/settings", methods=["GET", "POST"])
@requires(Can.SET_UP)
def settings(council: str) -> ResponseReturnValue:
    """Show what a council says of itself, and change it."""
    here = council_here(council)
    form = CouncilForm(obj=here)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(here, CouncilForm(formdata=None, obj=here).answers())
            councils.change(here, settings_in(form), by=current_actor())
        if form.had_effect:
            flash(_("The settings are kept."))
            return redirect(url_for(".settings", council=here.slug))
    return settings_page(here, form), form.status


def settings_in(form: CouncilForm) -> Settings:
    """Return the settings that a form was filled in with."""
    return Settings(**{name: form[name].data or "" for name in Settings.__dataclass_fields__})


def settings_page(here: Council, form: CouncilForm, *, refused: PictureForm | None = None) -> str:
    """Return the page of a council's settings."""
    signatories = [signatory_of(here, paper) for paper in Paper]
    return render_template(
        "conference/council/settings.html",
        council=here,
        form=form,
        refused=refused,
        crest=identity.picture_of(here),
        signatories=zip(Paper, signatories, strict=True),
        done=history_of(here, *signatories, time_zone=here.time_zone),
    )


@blueprint.post("/crest")
@requires(Can.SET_UP)
def crest(council: str) -> ResponseReturnValue:
    """Give the council its crest, for all its editions, or take it away."""
    here = council_here(council)
    form = PictureForm()
    if form.validate_on_submit():
        with form.effect():
            if form.remove.data:
                identity.take_away(here, by=current_actor())
            else:
                identity.show(here, form.upload(), by=current_actor())
        if form.had_effect:
            flash(_("The picture was taken away.") if form.remove.data else _("The picture is shown."))
            return redirect(url_for(".settings", council=here.slug))
    return settings_page(here, CouncilForm(formdata=None, obj=here), refused=form), form.status


@blueprint.route("/signatures/<paper>", methods=["GET", "POST"])
@requires(Can.SET_UP)
def signature(council: str, paper: str) -> ResponseReturnValue:
    """Say who signs a council's papers of one sort, with the signature."""
    here, wanted = council_here(council), paper_named(paper)
    present = signatory_of(here, wanted)
    form = SignatoryForm(obj=present)
    if form.validate_on_submit():
        with form.effect():
            if present is not None:
                form.refuse_if_stale(present, {"name": present.name, "function": present.function})
            keep_signature(here, wanted, present, form)
        if form.had_effect:
            flash(_("Who signs is kept; papers already made keep who signed them."))
            return redirect(url_for(".settings", council=here.slug))
    shown = present if present and present.file else None
    page = render_template("conference/council/signature.html", council=here, paper=wanted, form=form, shown=shown)
    return page, form.status


def paper_named(name: str) -> Paper:
    """Return the sort of paper an address names, or raise NotFound."""
    if name not in set(Paper):
        raise NotFound
    return Paper(name)


def keep_signature(here: Council, paper: Paper, present: Signatory | None, form: SignatoryForm) -> None:
    """Keep who signs, or take only the signature away."""
    if form.remove.data and present is not None:
        setting_up.take_signature_away(present, by=current_actor())
        return
    name, function = form.name.data or "", form.function.data or ""
    setting_up.sign(here, paper, name, function, form.upload(), by=current_actor())


# ── What is set up in it ────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.route("/councils/new", methods=["GET", "POST"])
@requires(Can.SET_UP)
def new_council(council: str) -> ResponseReturnValue:
    """Set up a council under this one, and name its first administrator, who gives all its roles."""
    here = council_here(council)
    form = NewCouncilForm(**usual_settings(here))
    if form.validate_on_submit():
        with form.effect():
            made = councils.set_up(
                form.slug.data or "", form.code.data or "", settings_in(form), parent=here, by=current_actor()
            )
            first = Introduction(form.given_names.data or "", form.family_name.data or "", email=form.email.data or "")
            councils.name_administrator(made, meet(first, by=current_user), by=current_actor())
        if form.had_effect:
            flash(_("%(name)s is set up. A message invites its administrator.", name=made.name))
            return redirect(url_for(".page", council=here.slug))
    return render_template("conference/council/new_council.html", council=here, form=form), form.status


def usual_settings(parent: Council) -> dict[str, Any]:
    """Return what a council under another one most likely has in common with it."""
    return {name: getattr(parent, name) for name in ("country", "time_zone", "clock_place", "currency")}


@blueprint.route("/editions/new", methods=["GET", "POST"])
@requires(Can.SET_UP)
def new_edition(council: str) -> ResponseReturnValue:
    """Set up an edition with its modules, in a series of the council or in a new one."""
    here = council_here(council)
    form = EditionForm(city=here.city, kind=Kind.SCIENTIFIC_DAYS.value)
    form.series.choices = options([("", _("a new one")), *((str(each.id), name_of(each)) for each in series_of(here))])
    if form.validate_on_submit():
        with form.effect():
            edition = setting_up.open_edition(series_in(form, here), plan_in(form), by=current_actor())
        if form.had_effect:
            flash(_("%(name)s is set up.", name=edition.name(i18n.language())))
            return redirect(url_for("committee.dashboard", edition=edition.slug))
    return render_template("conference/council/new_edition.html", council=here, form=form), form.status


def series_of(council: Council) -> list[Series]:
    """Return the series of a council. One query."""
    return list(db.session.scalars(select(Series).filter_by(council_id=council.id).order_by(Series.id)))


def name_of(series: Series) -> str:
    """Return a series' name in the reader's language."""
    return series.name(i18n.language())


def series_in(form: EditionForm, council: Council) -> Series:
    """Return the series that was chosen, or the new one that was named."""
    if form.series.data:
        return db.session.get_one(Series, int(form.series.data))
    name, slug = form.series_name.data or "", form.series_slug.data or ""
    return setting_up.open_series(council, slug, name, name, year=form.starts_on.data.year, by=current_actor())


def plan_in(form: EditionForm) -> Plan:
    """Return what a form was filled in with."""
    return Plan(
        number=form.number.data or 0,
        kind=Kind(form.kind.data),
        city=form.city.data or "",
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        theme=form.theme.data or "",
        venue=form.venue.data or "",
        modules=tuple(Module(key) for key in form.modules.data or ()),
    )
