"""Submitting: without an account, without losing a word."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from abstracts import links
from abstracts.forms.author import AbstractForm, abstract_form
from abstracts.mails import signed_text
from abstracts.models import Abstract, AbstractAuthor, AbstractState, Call, Invitation, Rules, Wish
from abstracts.models.rules import names_of, total_words
from abstracts.permissions import is_author
from abstracts.queries.abstracts import decision_on, find_abstract, find_call, presentations_from
from abstracts.queries.calls import invitation_of
from abstracts.queries.projection import Viewer, files_of, for_viewer
from abstracts.services import authors, submission
from abstracts.services.authors import AuthorGiven
from abstracts.services.completeness import lacks_of, sentence_of
from abstracts.services.submission import Content
from abstracts.states import IN_EVALUATION
from abstracts.views import joining, leaks, word
from conference.models import Edition, Module
from conference.queries.editions import practised_specialties
from conference.views.shell import edition_here
from core import clock, i18n, typography
from core.access import public
from core.audit import Actor
from core.db import transaction
from core.errors import NotFound, Refused
from core.forms import EmptyForm
from core.i18n import gettext as _
from core.outbox import whatsapp
from core.rich_text import plain
from core.states import may_move
from core.typography import parse_phone
from core.web import absolute_url, arrived_at
from people.models import Person, Specialty
from people.queries.structures import structures_of
from people.recognition import current_person, held_numbers, hold, holds
from people.services.persons import Introduction

INVITED = "invitation:"
FEWEST_AUTHORS_SHOWN = 4
blueprint = Blueprint("submit", __name__, url_prefix="/e/<edition>/submit")


@blueprint.route("/", methods=["GET", "POST"])
@public
def new(edition: str) -> ResponseReturnValue:
    """Show the call and its form, and keep what is sent as a draft or as a submission."""
    here = edition_here(edition)
    call = find_call(here)
    invitation = invitation_held(call)
    if invitation and invitation.abstract:
        return redirect(url_for(".edit", edition=here.slug, code=invitation.abstract.code))
    form, specialties = opened_form(here, call)
    if leaks.is_asked():
        return leaks.told(form)
    if is_arranged(form):
        return show(here, call, form, invitation=invitation)
    if word.is_brought():
        word.bring(form)
    elif form.validate_on_submit() and not leaks.are_news(form, invitation.until if invitation else call.closes_at):
        content = content_of(form, specialties)
        with form.effect():
            submitter = submitter_of(form, content)
            abstract = submission.begin(call, content, submitter=submitter, invitation=invitation, at=arrived_at())
            send_if_asked(form, abstract, by=abstract.submitter)
        if form.had_effect:
            hold(key_of(abstract))
            return kept(here, abstract, form)
    if form.is_submitted():
        form.keep_typed()
    return show(here, call, form, invitation=invitation), form.status


@blueprint.get("/invited/<token>")
@public
def invited(edition: str, token: str) -> ResponseReturnValue:
    """Let somebody in after the deadline, by the link they were sent."""
    here = edition_here(edition)
    invitation = invitation_of(find_call(here), links.read(links.INVITATION, token))
    is_own = invitation and invitation.abstract and may_open(invitation.abstract)
    if invitation is None or not (invitation.is_good(clock.now()) or is_own):
        return render_template("abstracts/author/invitation_over.html", edition=here, invitation=invitation)
    hold(f"{INVITED}{invitation.id}")
    return redirect(url_for(".new", edition=here.slug))


def invitation_held(call: Call) -> Invitation | None:
    """Return the invitation by which this browser was let in, while it is good or leads to an abstract of its own."""
    for number in held_numbers(INVITED):
        invitation = invitation_of(call, number)
        if invitation is None:
            continue
        if invitation.is_good(clock.now()) or (invitation.abstract and may_open(invitation.abstract)):
            return invitation
    return None


@blueprint.route("/<code>", methods=["GET", "POST"])
@public
def edit(edition: str, code: str) -> ResponseReturnValue:
    """Show an abstract to its authors, to change it while they may."""
    here = edition_here(edition)
    abstract = own_abstract(here, code)
    if not abstract.is_editable:
        return redirect(url_for(".receipt", edition=here.slug, code=code))
    form, specialties = opened_form(here, abstract.call, abstract)
    if leaks.is_asked():
        return leaks.told(form)
    if is_arranged(form):
        return show(here, abstract.call, form, abstract)
    if word.is_brought():
        word.bring(form)
    elif form.validate_on_submit() and not leaks.are_news(form, abstract.open_until):
        actor, step = current_person() or abstract.submitter, joining.asked()
        with form.effect():
            form.refuse_if_stale(abstract, opened_form(here, abstract.call, abstract, formdata=None)[0].answers())
            submission.save(abstract, content_of(form, specialties), by=actor, at=arrived_at())
            joining.take(step, form, abstract, by=actor)
            send_if_asked(form, abstract, by=actor)
        if form.had_effect:
            return kept(here, abstract, form)
    elif "unsent" in request.args:
        for lack in lacks_of(abstract):
            form.blame(lack.field, lack.sentence)
    if form.is_submitted():
        form.keep_typed()
    return show(here, abstract.call, form, abstract), form.status


def is_arranged(form: AbstractForm) -> bool:
    """Tell whether a button was pressed that moves an author, and move them: nothing is sent yet."""
    if not form.is_submitted() or "move" not in request.form:
        return False
    form.move(request.form["move"])
    form.keep_typed()
    return True


def submitter_of(form: AbstractForm, content: Content) -> Person | Introduction:
    """Return who sends: this browser's person, whoever says they type it for the authors, or who presents."""
    if person := current_person():
        return person
    typist = form.typist.form
    return introduced(typist.data) if typist.family_name.data else presenter_of(content).introduction


def send_if_asked(form: AbstractForm, abstract: Abstract, *, by: Actor) -> None:
    """Send an abstract along with keeping it, when that button was pressed; a refusal leaves it kept."""
    if request.form.get("action") == "submit":
        with form.refusals():
            submission.submit(abstract, by=by, at=arrived_at())


def kept(edition: Edition, abstract: Abstract, form: AbstractForm) -> ResponseReturnValue:
    """Answer once a draft is kept: go on typing, read why it could not be sent, or see that it was."""
    address = url_for(".edit", edition=edition.slug, code=abstract.code)
    if joining.is_asked():
        return joining.kept(form, address)
    if form.form_errors:
        flash(_("Your draft is kept under the code %(code)s.", code=abstract.code))
        if lacks_of(abstract):
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
    seen = for_viewer(abstract, Viewer.AUTHOR, language=i18n.language())
    return render_template(
        "abstracts/author/receipt.html",
        edition=here,
        abstract=abstract,
        files=seen.files,
        decision=None if abstract.is_silent else decision_on(abstract),
        readings=seen.readings,
        presentations=presentations_from(abstract),
        template=abstract.kind,
        answers=abstract.rules.answers(abstract.template, abstract.answers, of_reviewers=False),
        themes=names_of(abstract.rules.themes, [abstract.theme], i18n.language()),
        to_hand_on=to_hand_on(abstract),
        disowned=[author for author in abstract.authors if author.disowned_at],
        whatsapp=whatsapp(message_of(here, abstract)),
        sms=f"sms:?body={quote(message_of(here, abstract))}",
        sent_to=abstract.submitter.email or typography.phone(abstract.submitter.phone),
        can_edit=abstract.is_open(clock.now()),
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


def to_hand_on(abstract: Abstract) -> list[tuple[AbstractAuthor, str]]:
    """Return the authors who can be reached by nobody but those who know them, each with the text for WhatsApp."""
    if abstract.state not in IN_EVALUATION:
        return []
    told = [each for each in abstract.authors if not (each.person.email or each.person.phone)]
    return [(author, whatsapp(signed_text(author).sms)) for author in told if author.person_id != abstract.submitter_id]


@blueprint.post("/<code>/authors/<int:number>/off")
@public
def take_off(edition: str, code: str, number: int) -> ResponseReturnValue:
    """Take the name of somebody off who says that it is not them."""
    here = edition_here(edition)
    abstract = own_abstract(here, code)
    author = next((each for each in abstract.authors if each.id == number), None)
    if author is None or not EmptyForm().validate_on_submit():
        raise NotFound
    name = author.person.name
    with transaction():
        authors.take_off(author, by=current_person() or abstract.submitter)
    flash(_("%(name)s is no longer named as an author.", name=name))
    return redirect(url_for(".receipt", edition=here.slug, code=code))


def own_abstract(edition: Edition, code: str) -> Abstract:
    """Return an abstract to its authors, or to the browser it was made in; to anybody else it is not found."""
    abstract = find_abstract(edition, code)
    if not may_open(abstract):
        raise NotFound
    return abstract


def may_open(abstract: Abstract) -> bool:
    """Tell whether this browser speaks for an author or a typist of an abstract, or made it."""
    return is_author(current_person(), abstract) or holds(key_of(abstract))


def key_of(abstract: Abstract) -> str:
    """Return the name under which a browser holds an abstract."""
    return f"abstract:{abstract.id}"


def opened_form(
    edition: Edition, call: Call, abstract: Abstract | None = None, **values: Any
) -> tuple[AbstractForm, dict[int, Specialty]]:
    """Return the call's form, filled with an abstract if there is one, and the specialties it offers."""
    language = i18n.language()
    rules = abstract.rules if abstract else call.rules
    specialties = {specialty.id: specialty for specialty in practised_specialties(edition)}
    form = abstract_form(rules, language)(rules, language, abstract, **values)
    form.offer_specialties((key, specialty.name(language)) for key, specialty in specialties.items())
    return form, specialties


def show(
    edition: Edition,
    call: Call,
    form: AbstractForm,
    abstract: Abstract | None = None,
    invitation: Invitation | None = None,
) -> str:
    """Return the page of the form with everything typed in it."""
    moment, rules = clock.now(), form.rules
    until = invitation.until if invitation else abstract.open_until if abstract else call.closes_at
    is_open = call.opens_at <= moment < until
    lacks = lacks_of(abstract) if abstract else []
    return render_template(
        "abstracts/author/form.html",
        edition=edition,
        call=call,
        rules=rules,
        form=form,
        abstract=abstract,
        invitation=invitation,
        files=files_of(abstract) if abstract else (),
        corrections=decision_on(abstract) if abstract and abstract.told_state is AbstractState.TO_CORRECT else None,
        missing=sentence_of(list(dict.fromkeys(lack.name for lack in lacks))),
        parts=parts_of(rules, first=form.template.data),
        count=total_words(form.sections().values()),
        most_words=rules.most_words_of(rules.template(form.template.data or "")),
        limits=" ".join(f"{each.key}:{rules.most_words_of(each)}" for each in rules.templates),
        shown=authors_shown(form),
        structures=structures_of(edition.council),
        until=until - submission.SECOND,
        is_open=is_open,
        is_early=moment < call.opens_at,
        is_stranger=abstract is None and current_person() is None,
        shows_form=is_open or abstract is not None or form.is_submitted(),
    )


def authors_shown(form: AbstractForm) -> int:
    """Return how many authors' lines stand open: those that are filled and one more; the others wait folded."""
    filled = [place for place, entry in enumerate(form.authors, start=1) if entry.errors or any(entry.data.values())]
    return max([FEWEST_AUTHORS_SHOWN, *(place + 1 for place in filled)])


@dataclass(frozen=True)
class Part:
    """One text of the form: a section, and the kinds of text it belongs to."""

    key: str
    label: str
    templates: tuple[str, ...]
    only: str
    most_words: int | None


def parts_of(rules: Rules, *, first: str | None) -> list[Part]:
    """Return the texts of the form: each section once, those of the chosen kind first and as it names them."""
    templates, parts, language = rules.templates, list[Part](), i18n.language()
    for template in sorted(templates, key=lambda each: each.key != first):
        for section in template.sections:
            if all(part.key != section.key for part in parts):
                owners = [each for each in templates if any(other.key == section.key for other in each.sections)]
                only = "" if len(owners) == len(templates) else owners[0].label(language)
                keys = tuple(each.key for each in owners)
                parts.append(Part(section.key, section.label(language), keys, only, section.most_words))
    return parts


def content_of(form: AbstractForm, specialties: dict[int, Specialty]) -> Content:
    """Return what the form says, in the service's words."""
    wished = form.wish.data
    return Content(
        title=" ".join((form.title.data or "").split()),
        template=form.template.data if form.rules.template(form.template.data or "") else "",
        specialty=specialties[form.specialty.data],
        wish=Wish(wished) if wished in form.rules.wishes else Wish.EITHER,
        sections=form.sections(),
        keywords=form.keyword_list(),
        on_theme=bool(form.on_theme.data),
        theme=form.theme.data if any(each.key == form.theme.data for each in form.rules.themes) else "",
        declared=form.declared(),
        answers=form.answers_given(),
        interests=(form.interests.data or "").strip(),
        authors=[
            AuthorGiven(introduced(typed, specialties[form.specialty.data]), is_presenter=place == form.presenter.data)
            for place, typed in enumerate(form.authors.data, start=1)
            if typed["family_name"]
        ],
    )


def introduced(typed: dict[str, Any], specialty: Specialty | None = None) -> Introduction:
    """Return somebody as they were typed; a line left empty is nobody."""
    return Introduction(
        given_names=typed["given_names"].strip(),
        family_name=typed["family_name"].strip(),
        email=typed["email"] or "",
        phone=parse_phone(typed["phone"] or "", "ML") or "",
        structure=typed["structure"] or "",
        specialty=specialty,
        language=i18n.language(),
    )


def presenter_of(content: Content) -> AuthorGiven:
    """Return who presents, or the first author while nobody is said to; refuse an abstract nobody wrote."""
    if not content.authors:
        raise Refused(_("Name at least one author."), code="no-author")
    return next((author for author in content.authors if author.is_presenter), content.authors[0])
