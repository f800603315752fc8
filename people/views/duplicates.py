"""Records that may be one person: what speaks for it, putting two together, telling them apart, taking it back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from core import i18n
from core.access import requires
from core.db import transaction
from core.errors import Refused
from core.forms import EmptyForm, Form, options
from core.i18n import gettext as _
from core.typography import phone
from core.web import this_address
from people.models import Person
from people.permissions import Can
from people.queries.duplicates import (
    DAYS_TO_UNDO,
    Proposal,
    are_compared,
    count_of_proposals,
    find_merge,
    have_account,
    merges_of,
    proposals,
    why,
)
from people.recognition import current_actor
from people.services import merging
from people.views.council import council_here
from people.views.people import record_here
from people.words import FIELDS, SEXES

PER_PAGE, MOST_PAGES = 25, 10_000
KEPT, GONE = "kept", "gone"
COLUMN_OF = {"structure": "structure_id", "specialty": "specialty_id"}
blueprint = Blueprint("duplicates", __name__, url_prefix="/council/<council>")


@blueprint.get("/duplicates")
@requires(Can.EDIT_PEOPLE)
def listed(council: str) -> ResponseReturnValue:
    """List the pairs that may be one person, and the merges that can still be undone."""
    here = council_here(council)
    number, total = max(1, min(MOST_PAGES, request.args.get("page", 1, type=int))), count_of_proposals(here)
    return render_template(
        "people/council/duplicates.html",
        council=here,
        page=Part(proposals(here, after=(number - 1) * PER_PAGE, most=PER_PAGE), number, total),
        are_compared=are_compared(here),
        merges=[(done, done.at + timedelta(days=DAYS_TO_UNDO)) for done in merges_of(here)],
        form=EmptyForm(),
    )


@dataclass(frozen=True)
class Part:
    """One page of the proposals."""

    items: Sequence[Proposal]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // PER_PAGE))

    def url(self, number: int) -> str:
        """Return the address of another page."""
        return this_address(page=number)


@blueprint.route("/duplicates/<int:one>/<int:other>", methods=["GET", "POST"])
@requires(Can.EDIT_PEOPLE)
def compare(council: str, one: int, other: int) -> ResponseReturnValue:
    """Show two records side by side, and put them together as chosen, field by field."""
    here = council_here(council)
    kept, gone = stays_and_goes(*(record_here(here, number).person for number in (one, other)))
    form = merge_form(kept, gone)
    if form.validate_on_submit():
        with form.effect():
            if form.versions.data != versions_of(kept, gone):
                raise Refused(_("One of the records was changed meanwhile. Look at both again."), code="changed")
            merging.merge(kept, gone, chosen(form), council=here, by=current_actor())
        if form.had_effect:
            flash(_("The two records are one. It can be undone for %(days)d days.", days=DAYS_TO_UNDO))
            return redirect(url_for("people.person", council=here.slug, person_id=kept.id))
        form.versions.data = versions_of(kept, gone)
    page = render_template(
        "people/council/compare.html",
        council=here,
        kept=kept,
        gone=gone,
        form=form,
        rows=list(rows(form, kept, gone)),
        likeness=why(kept, gone),
        objections=merging.objections(kept, gone),
    )
    return page, form.status


@blueprint.post("/duplicates/<int:one>/<int:other>/apart")
@requires(Can.EDIT_PEOPLE)
def apart(council: str, one: int, other: int) -> ResponseReturnValue:
    """Remember that two records are two people."""
    here = council_here(council)
    pair = stays_and_goes(*(record_here(here, number).person for number in (one, other)))
    with transaction():
        merging.tell_apart(*pair, council=here, by=current_actor())
    flash(_("%(one)s and %(other)s are two people.", one=pair[0].name, other=pair[1].name))
    return redirect(url_for(".listed", council=here.slug))


@blueprint.post("/merges/<int:merge_id>/undo")
@requires(Can.EDIT_PEOPLE)
def undo(council: str, merge_id: int) -> ResponseReturnValue:
    """Take two records apart again."""
    here = council_here(council)
    done = find_merge(here, merge_id)
    with transaction():
        merging.undo(done, by=current_actor())
    flash(_("The two records are apart again, each with what it had."))
    return redirect(url_for(".listed", council=here.slug))


def stays_and_goes(one: Person, other: Person) -> tuple[Person, Person]:
    """Return which record stays: the one with an account, else the older; the other goes."""
    if one.id == other.id:
        raise Refused(_("These two records are one already: somebody put them together."), code="same-record")
    with_account = have_account((one, other))
    older, younger = sorted((one, other), key=lambda person: (person.id not in with_account, person.id))
    return older, younger


class MergeForm(Form):
    """Which of two texts is kept, field by field; a field for each that differs is added for a pair."""

    versions = HiddenField()


def merge_form(kept: Person, gone: Person) -> MergeForm:
    """Return the form for a pair: one choice for each field that differs, what is not empty proposed."""
    fields, proposed = {}, {}
    for name in FIELDS:
        mine, theirs = (said(person, name) for person in (kept, gone))
        if mine != theirs:
            choices = options([(KEPT, mine or "—"), (GONE, theirs or "—")])
            fields[name] = RadioField(FIELDS[name], [InputRequired()], choices=choices)
            proposed[name] = KEPT if mine else GONE
    form: MergeForm = type("FormOfAPair", (MergeForm,), fields)(data={**proposed, "versions": versions_of(kept, gone)})
    return form


def chosen(form: MergeForm) -> set[str]:
    """Return the columns that are taken from the record that goes."""
    return {COLUMN_OF.get(field.name, field.name) for field in form if field.name in FIELDS and field.data == GONE}


def rows(form: MergeForm, kept: Person, gone: Person) -> Iterator[tuple[str, str, str, RadioField | None]]:
    """Give each field with both texts, and the choice where they differ; what both leave empty is left out."""
    for name, label in FIELDS.items():
        mine, theirs = said(kept, name), said(gone, name)
        if mine or theirs:
            yield str(label), mine, theirs, next((field for field in form if field.name == name), None)


def said(person: Person, name: str) -> str:
    """Return what is kept of a person in one field, as one reads it."""
    value = getattr(person, name)
    match name:
        case "structure":
            return value.name if value else ""
        case "specialty":
            return value.name(i18n.language()) if value else ""
        case "sex":
            return str(SEXES.get(value, ""))
        case "phone":
            return phone(value) if value else ""
    return str(value)


def versions_of(kept: Person, gone: Person) -> str:
    """Return what tells whether either record was changed since the page was shown."""
    return f"{kept.id}.{kept.version}-{gone.id}.{gone.version}"
