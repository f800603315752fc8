"""Submitting: without an account, without losing a word."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from abstracts.forms.author import AbstractForm, EmptyForm, abstract_form
from abstracts.models import Abstract, AbstractState, Call, Wish
from abstracts.permissions import is_author
from abstracts.queries.abstracts import decision_on, find_abstract, find_call, presentations_from
from abstracts.services import submission
from abstracts.services.submission import AuthorGiven, Content
from abstracts.views import word
from conference.models import Edition, Module
from conference.queries.editions import practised_specialties
from conference.views.shell import edition_here
from core import clock, i18n, typography
from core.access import public
from core.audit import Actor
from core.db import transaction
from core.errors import NotFound, Refused
from core.forms import options
from core.i18n import gettext as _
from core.outbox import whatsapp
from core.rich_text import plain, word_count
from core.states import may_move
from core.typography import parse_phone
from core.web import absolute_url
from people.models import Specialty
from people.recognition import current_person, hold, holds
from people.services import persons
from people.services.persons import Introduction

FEWEST_AUTHORS_SHOWN = 4
blueprint = Blueprint("submit", __name__, url_prefix="/e/<edition>/submit")


@blueprint.route("/", methods=["GET", "POST"])
@public
def new(edition: str) -> ResponseReturnValue:
    """Show the call and its form, and keep what is sent as a draft or as a submission."""
    here = edition_here(edition)
    call = find_call(here)
    form, specialties = opened_form(here, call)
    if word.is_brought():
        word.bring(form, call)
    elif form.validate_on_submit():
        content = content_of(form, specialties)
        with form.effect():
            submitter = current_person() or persons.meet(presenter_of(content).introduction)
            abstract = submission.begin(call, content, submitter=submitter, by=submitter)
            send_if_asked(form, abstract, by=submitter)
        if form.had_effect:
            hold(key_of(abstract))
            return kept(here, abstract, form)
    return show(here, call, form), form.status


@blueprint.route("/<code>", methods=["GET", "POST"])
@public
def edit(edition: str, code: str) -> ResponseReturnValue:
    """Show an abstract to its authors, to change it while they may."""
    here = edition_here(edition)
    abstract = own_abstract(here, code)
    if not abstract.is_editable:
        return redirect(url_for(".receipt", edition=here.slug, code=code))
    form, specialties = opened_form(here, abstract.call, abstract)
    if word.is_brought():
        word.bring(form, abstract.call)
    elif form.validate_on_submit():
        actor = current_person() or abstract.submitter
        with form.effect():
            form.refuse_if_stale(abstract, opened_form(here, abstract.call, abstract, formdata=None)[0].answers())
            submission.save(abstract, content_of(form, specialties), by=actor)
            send_if_asked(form, abstract, by=actor)
        if form.had_effect:
            return kept(here, abstract, form)
    elif "unsent" in request.args:
        for name, sentence in submission.missing(abstract):
            form.blame(name, sentence)
    return show(here, abstract.call, form, abstract), form.status


def send_if_asked(form: AbstractForm, abstract: Abstract, *, by: Actor) -> None:
    """Send an abstract along with keeping it, when that button was pressed; a refusal leaves it kept."""
    if request.form.get("action") == "submit":
        with form.attempt():
            submission.submit(abstract, by=by)


def kept(edition: Edition, abstract: Abstract, form: AbstractForm) -> ResponseReturnValue:
    """Answer once a draft is kept: go on typing, read why it could not be sent, or see that it was."""
    address = url_for(".edit", edition=edition.slug, code=abstract.code)
    if form.form_errors:
        flash(_("Your draft is kept under the code %(code)s.", code=abstract.code))
        if submission.missing(abstract):
            return redirect(f"{address}?unsent=1")
        flash(" ".join(map(str, form.form_errors)), "error")
    elif request.form.get("action") == "submit":
        address = url_for(".receipt", edition=edition.slug, code=abstract.code)
    else:
        flash(_("Saved. The code of your draft is %(code)s.", code=abstract.code))
    return redirect(address)


@blueprint.get("/<code>/receipt")
@public
def receipt(edition: str, code: str) -> ResponseReturnValue:
    """Show what arrived, under which code, and what happens next."""
    here = edition_here(edition)
    abstract = own_abstract(here, code)
    return render_template(
        "abstracts/author/receipt.html",
        edition=here,
        abstract=abstract,
        decision=None if abstract.is_silent else decision_on(abstract),
        presentations=presentations_from(abstract),
        template=abstract.call.template(abstract.template),
        affiliations=list(dict.fromkeys(each.affiliation for each in abstract.authors if each.affiliation)),
        whatsapp=whatsapp(message_of(here, abstract)),
        sms=f"sms:?body={quote(message_of(here, abstract))}",
        sent_to=abstract.submitter.email or typography.phone(abstract.submitter.phone),
        can_edit=abstract.is_editable and abstract.call.is_open(clock.now()),
        can_withdraw=may_move(abstract, AbstractState.WITHDRAWN),
        can_register=here.has(Module.REGISTRATION) and not here.is_over,
        form=EmptyForm(),
    )


def message_of(edition: Edition, abstract: Abstract) -> str:
    """Return what an author may pass on: the code, the title, the edition and its address."""
    title = plain(abstract.title) or _("Without a title")
    where = absolute_url("public.edition_home", edition=edition.slug)
    return f"{abstract.code} · {title}. {edition.name(i18n.language())}. {where}"


@blueprint.post("/<code>/withdraw")
@public
def withdraw(edition: str, code: str) -> ResponseReturnValue:
    """Take an abstract back."""
    here = edition_here(edition)
    abstract = own_abstract(here, code)
    with transaction():
        submission.withdraw(abstract, by=current_person() or abstract.submitter)
    flash(_("%(code)s is withdrawn.", code=abstract.code))
    return redirect(url_for(".receipt", edition=here.slug, code=code))


def own_abstract(edition: Edition, code: str) -> Abstract:
    """Return an abstract to its authors, or to the browser it was made in; to anybody else it is not found."""
    abstract = find_abstract(edition, code)
    if not (is_author(current_person(), abstract) or holds(key_of(abstract))):
        raise NotFound
    return abstract


def key_of(abstract: Abstract) -> str:
    """Return the name under which a browser holds an abstract."""
    return f"abstract:{abstract.id}"


def opened_form(
    edition: Edition, call: Call, abstract: Abstract | None = None, **values: Any
) -> tuple[AbstractForm, dict[int, Specialty]]:
    """Return the call's form, filled with an abstract if there is one, and the specialties it offers."""
    specialties = {specialty.id: specialty for specialty in practised_specialties(edition)}
    form = abstract_form(call, i18n.language())(call, i18n.language(), abstract, **values)
    named = ((key, specialty.name(i18n.language())) for key, specialty in specialties.items())
    form.specialty.choices = options(named)
    return form, specialties


def show(edition: Edition, call: Call, form: AbstractForm, abstract: Abstract | None = None) -> str:
    """Return the page of the form with everything typed in it."""
    moment = clock.now()
    return render_template(
        "abstracts/author/form.html",
        edition=edition,
        call=call,
        form=form,
        abstract=abstract,
        missing=submission.incomplete(abstract) if abstract else [],
        parts=parts_of(call, first=form.template.data),
        count=sum(word_count(text) for text in form.sections().values()),
        shown=authors_shown(form),
        is_open=call.is_open(moment),
        is_early=moment < call.opens_at,
        shows_form=call.is_open(moment) or abstract is not None or form.is_submitted(),
    )


def authors_shown(form: AbstractForm) -> int:
    """Return how many authors' lines stand open: those that are filled and one more; the others wait folded."""
    filled = [place for place, entry in enumerate(form.authors, start=1) if entry.errors or any(entry.data.values())]
    return max([FEWEST_AUTHORS_SHOWN, *(place + 1 for place in filled)])


@dataclass(frozen=True)
class Part:
    """One text of the form: a section, and the templates it belongs to."""

    key: str
    label: str
    templates: tuple[str, ...]
    only: str


def parts_of(call: Call, *, first: str | None) -> list[Part]:
    """Return the texts of the form: each section once, those of the chosen template first and as it names them."""
    templates, parts = call.all_templates(), list[Part]()
    for template in sorted(templates, key=lambda each: each.key != first):
        for section in template.sections:
            if all(part.key != section.key for part in parts):
                owners = [each for each in templates if any(other.key == section.key for other in each.sections)]
                only = "" if len(owners) == len(templates) else owners[0].label(i18n.language())
                parts.append(
                    Part(section.key, section.label(i18n.language()), tuple(each.key for each in owners), only)
                )
    return parts


def content_of(form: AbstractForm, specialties: dict[int, Specialty]) -> Content:
    """Return what the form says, in the service's words."""
    return Content(
        title=" ".join((form.title.data or "").split()),
        template=form.template.data,
        specialty=specialties[form.specialty.data],
        wish=Wish(form.wish.data),
        sections=form.sections(),
        keywords=form.keyword_list(),
        on_theme=bool(form.on_theme.data),
        declares_consent=bool(form.declares_consent.data),
        interests=(form.interests.data or "").strip(),
        authors=authors_of(form, specialties[form.specialty.data]),
    )


def authors_of(form: AbstractForm, specialty: Specialty) -> list[AuthorGiven]:
    """Return the authors that were named, in order; lines left empty are no authors."""
    return [
        AuthorGiven(
            Introduction(
                given_names=typed["given_names"].strip(),
                family_name=typed["family_name"].strip(),
                email=typed["email"] or "",
                phone=parse_phone(typed["phone"] or "", "ML") or "",
                structure=typed["structure"] or "",
                specialty=specialty,
                language=i18n.language(),
            ),
            is_presenter=place == form.presenter.data,
        )
        for place, typed in enumerate(form.authors.data, start=1)
        if typed["family_name"]
    ]


def presenter_of(content: Content) -> AuthorGiven:
    """Return who presents, or the first author while nobody is said to; refuse an abstract nobody wrote."""
    if not content.authors:
        raise Refused(_("Name at least one author."), code="no-author")
    return next((author for author in content.authors if author.is_presenter), content.authors[0])
