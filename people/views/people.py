"""The people in a council's books: the list, one person's page, adding and correcting."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from core import i18n, sections
from core.access import may, requires
from core.db import db, transaction
from core.errors import NotFound
from core.forms import EmptyForm, options
from core.history import history_of
from core.i18n import gettext as _
from core.typography import NUMBERING_PLANS, parse_phone
from core.web import paged
from people.exports import people_file
from people.forms import PersonForm, PostForm
from people.models import Council, CouncilRecord, Person, Post, Specialty
from people.permissions import Can
from people.queries.duplicates import DAYS_TO_UNDO, like, merges_of
from people.queries.people import find_record, people_of, posts_of, told_in
from people.recognition import current_actor
from people.services import careers, persons
from people.services.careers import Position
from people.services.persons import Details, kept, structure_named
from people.views.council import council_here

USUAL_COUNTRY = "ML"
blueprint = Blueprint("people", __name__, url_prefix="/council/<council>")


@blueprint.get("/people")
@requires(Can.SEE_PEOPLE)
def listed(council: str) -> ResponseReturnValue:
    """List the people in a council's books, or those who answer to what is looked for."""
    here = council_here(council)
    query = request.args.get("q", "").strip()[:200]
    return render_template(
        "people/council/people.html",
        council=here,
        query=query,
        page=paged(people_of(here, query)),
        can_edit=may(Can.EDIT_PEOPLE),
    )


@blueprint.get("/people.csv")
@requires(Can.EDIT_PEOPLE)
def exported(council: str) -> ResponseReturnValue:
    """Give the list, as it was looked for, as a file that a spreadsheet opens."""
    here = council_here(council)
    records = db.session.scalars(people_of(here, request.args.get("q", "").strip()[:200]))
    answer = Response(people_file(records.unique()), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{here.slug}.csv"'
    return answer


@blueprint.get("/people/<int:person_id>")
@requires(Can.SEE_PEOPLE)
def person(council: str, person_id: int) -> ResponseReturnValue:
    """Show one person: who they are, how they are reached, what they did, and what was done to their record."""
    here = council_here(council)
    record = record_here(here, person_id)
    if record.person_id != person_id:
        return redirect(url_for(".person", council=here.slug, person_id=record.person_id))
    return person_page(here, record, PostForm())


def person_page(here: Council, record: CouncilRecord, form: PostForm) -> str:
    """Return a person's page, with the form for one more function."""
    who, posts = record.person, posts_of(record.person)
    done = history_of(who, record, *posts, time_zone=here.time_zone)
    return render_template(
        "people/council/person.html",
        council=here,
        record=record,
        person=who,
        posts=posts,
        blocks=sections.gather("person", who, here),
        done=replace(done, lines=told_in(here, done.lines)),
        alike=like(here, who),
        merges=[(each, each.at + timedelta(days=DAYS_TO_UNDO)) for each in merges_of(here, who)],
        form=form,
        remove_form=EmptyForm(),
        can_edit=may(Can.EDIT_PEOPLE),
    )


def record_here(here: Council, person_id: int) -> CouncilRecord:
    """Return somebody in this council's books, or who they are now when two records were put together."""
    try:
        return find_record(here, person_id)
    except NotFound:
        found = db.session.get(Person, person_id)
        if found is None or found.merged_into_id is None:
            raise
        return find_record(here, kept(found).id)


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Can.EDIT_PEOPLE)
def new(council: str) -> ResponseReturnValue:
    """Enter somebody in the council's books; who looks the same is shown first."""
    here = council_here(council)
    form = person_form(here)
    alike = []
    if form.validate_on_submit():
        details = details_of(form, here)
        alike = [] if form.confirmed.data else like(here, Person(**names_of(details)))
        if alike:
            form.form_errors.append(_("Somebody very much like them is in the books. Look before adding."))
        else:
            with form.effect():
                record = persons.add(here, details, by=current_actor())
            if form.had_effect:
                flash(_("%(name)s is in the books.", name=record.person.name))
                return redirect(url_for(".person", council=here.slug, person_id=record.person_id))
    page = render_template("people/council/edit.html", council=here, form=form, person=None, alike=alike)
    return page, form.status


@blueprint.route("/people/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Can.EDIT_PEOPLE)
def edit(council: str, person_id: int) -> ResponseReturnValue:
    """Correct what is kept of a person."""
    here = council_here(council)
    who = find_record(here, person_id).person
    form = person_form(here, who)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(who, person_form(here, who, formdata=None).answers())
            persons.edit(who, details_of(form, here), by=current_actor())
        if form.had_effect:
            flash(_("What is kept of %(name)s is corrected.", name=who.name))
            return redirect(url_for(".person", council=here.slug, person_id=who.id))
    page = render_template("people/council/edit.html", council=here, form=form, person=who, alike=[])
    return page, form.status


@blueprint.post("/people/<int:person_id>/posts")
@requires(Can.EDIT_PEOPLE)
def add_post(council: str, person_id: int) -> ResponseReturnValue:
    """Write down a function or a title of a person, with its days."""
    here = council_here(council)
    record = find_record(here, person_id)
    form = PostForm()
    if form.validate_on_submit():
        with form.effect():
            position = Position(
                title=form.title.data or "",
                function=form.function.data or "",
                structure=structure_named(form.structure.data or ""),
                since=form.since.data,
                until=form.until.data,
            )
            careers.hold(record.person, position, by=current_actor())
        if form.had_effect:
            flash(_("The function is written down."))
            return redirect(url_for(".person", council=here.slug, person_id=person_id))
    return person_page(here, record, form), form.status


@blueprint.post("/people/<int:person_id>/posts/<int:post_id>/remove")
@requires(Can.EDIT_PEOPLE)
def remove_post(council: str, person_id: int, post_id: int) -> ResponseReturnValue:
    """Take a function off a person's list."""
    here = council_here(council)
    record = find_record(here, person_id)
    post = db.session.scalar(select(Post).filter_by(id=post_id, person_id=record.person_id))
    if post is None:
        raise NotFound
    with transaction():
        careers.forget(post, by=current_actor())
    flash(_("The function is off the list."))
    return redirect(url_for(".person", council=here.slug, person_id=person_id))


def country_of(council: Council) -> str:
    """Return in which country's way a council's people write their phones."""
    return council.country if council.country in NUMBERING_PLANS else USUAL_COUNTRY


def person_form(here: Council, who: Person | None = None, **values: object) -> PersonForm:
    """Return the form of a person, filled with what is kept of them."""
    said = dict(persons.kept_of(who), version=who.version) if who else {}
    form = PersonForm(country_of(here), data=said, **values)
    specialties = db.session.scalars(select(Specialty).order_by(Specialty.name_fr))
    form.specialty.choices = options([("", "—"), *((each.code, each.name(i18n.language())) for each in specialties)])
    return form


def details_of(form: PersonForm, here: Council) -> Details:
    """Return what the form says of a person."""
    said: Mapping[str, str] = {
        field.name: field.data or ""
        for field in form
        if field.name not in ("csrf_token", "form_key", "version", "confirmed", "specialty", "phone")
    }
    specialty = db.session.scalar(select(Specialty).filter_by(code=form.specialty.data))
    phone = parse_phone(form.phone.data or "", country_of(here)) or ""
    return Details(**said, phone=phone, specialty=specialty)


def names_of(details: Details) -> dict[str, object]:
    """Return what a likeness is looked for by."""
    names = ("given_names", "family_name", "used_name", "email", "phone", "order_number")
    return {name: getattr(details, name) for name in names}
