"""The chair sets up what a call asks, part by part and without code: texts, limits, questions, themes, the grid."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from abstracts.forms.author import abstract_form
from abstracts.forms.call import (
    LIMITS,
    CopyForm,
    DeclarationsForm,
    GridForm,
    KindForm,
    LimitsForm,
    Lines,
    QuestionForm,
    ThemesForm,
    WindowForm,
)
from abstracts.models import AnswerKind, Call, Question, Section, Template
from abstracts.models.rules import Labelled, plain_rows
from abstracts.permissions import Can
from abstracts.queries.abstracts import find_call
from abstracts.queries.calls import other_calls
from abstracts.services import calls
from abstracts.views.call import overview
from abstracts.views.submit import parts_of
from conference.models import Edition
from conference.queries.editions import practised_specialties
from conference.views.shell import edition_here
from core import i18n
from core.access import requires
from core.errors import NotFound
from core.forms import Form
from core.i18n import gettext as _
from people.recognition import current_actor

NEW = "new"
blueprint = Blueprint("rules", __name__, url_prefix="/e/<edition>/committee/call")


@dataclass
class Fingerprint:
    """What a part of the call was when its form was opened: another part may change meanwhile."""

    version: str

    @classmethod
    def of(cls, kept: object) -> "Fingerprint":
        """Return the fingerprint of a part as it is kept."""
        said = json.dumps(kept, sort_keys=True, default=str, ensure_ascii=False)
        return cls(hashlib.sha256(said.encode()).hexdigest()[:16])


@dataclass(frozen=True)
class Part:
    """One part of the call: its page, the form filled with what is kept, and how it is kept again."""

    name: str
    title: str
    opened: Callable[..., Form]
    keep: Callable[[Any], None]
    kept: object

    def answer(self, here: Edition, **facts: object) -> ResponseReturnValue:
        """Show the part, put its lines in another order, or keep it and lead back to the call."""
        mark = Fingerprint.of(self.kept)
        form = self.opened()
        form.version.data = form.version.data or mark.version
        if isinstance(form, Lines) and form.is_submitted() and "move" in request.form:
            form.move(request.form["move"])
        elif form.validate_on_submit():
            with form.effect():
                form.refuse_if_stale(mark, self.opened(formdata=None).answers())
                self.keep(form)
            if form.had_effect:
                flash(_("Kept."))
                return redirect(url_for("call.page", edition=here.slug))
        elif isinstance(form, Lines):
            form.spare()
        page = render_template(f"abstracts/call/{self.name}.html", edition=here, form=form, title=self.title, **facts)
        return page, form.status


@blueprint.route("/window", methods=["GET", "POST"])
@requires(Can.SET_UP_CALL)
def window(edition: str) -> ResponseReturnValue:
    """Set when abstracts and corrections are received."""
    here = edition_here(edition)
    call = find_call(here)
    return Part(
        "window",
        _("When it is open"),
        lambda **values: WindowForm(call, here.time_zone, **values),
        lambda form: calls.set_window(call, form.window(), by=current_actor()),
        [call.opens_at, call.closes_at, call.corrections_until],
    ).answer(here)


@blueprint.route("/limits", methods=["GET", "POST"])
@requires(Can.SET_UP_CALL)
def limits(edition: str) -> ResponseReturnValue:
    """Set how much the call takes and how one may wish to present."""
    here = edition_here(edition)
    call = find_call(here)
    kept = {name: getattr(call, name) for name in LIMITS}
    return Part(
        "limits",
        _("Limits and wishes"),
        lambda **values: LimitsForm(**values, **kept),
        lambda form: calls.change(call, by=current_actor(), **form.rules()),
        kept,
    ).answer(here)


@blueprint.route("/declarations", methods=["GET", "POST"])
@requires(Can.SET_UP_CALL)
def declarations(edition: str) -> ResponseReturnValue:
    """Set what authors declare."""
    here = edition_here(edition)
    call = find_call(here)
    return lines_of(call, "declarations", _("Declarations"), DeclarationsForm).answer(here)


@blueprint.route("/themes", methods=["GET", "POST"])
@requires(Can.SET_UP_CALL)
def themes(edition: str) -> ResponseReturnValue:
    """Set the themes one may file an abstract under."""
    here = edition_here(edition)
    return lines_of(find_call(here), "themes", _("Themes"), ThemesForm).answer(here)


@blueprint.route("/grid", methods=["GET", "POST"])
@requires(Can.SET_UP_CALL)
def grid(edition: str) -> ResponseReturnValue:
    """Set the lines of the reviewing grid; what was sent before is read by the grid it was sent under."""
    here = edition_here(edition)
    return lines_of(find_call(here), "grid", _("Reviewing grid"), GridForm).answer(here)


def lines_of(call: Call, name: str, title: str, form: type[Lines]) -> Part:
    """Return a part of the call that is one list of lines."""
    kept = plain_rows(getattr(call.rules, name))
    return Part(
        name,
        title,
        lambda **values: form(**values, lines=kept),
        lambda form: calls.change(call, by=current_actor(), **{name: form.rows()}),
        kept,
    )


@blueprint.route("/kinds/<key>", methods=["GET", "POST"])
@requires(Can.SET_UP_CALL)
def kind(edition: str, key: str) -> ResponseReturnValue:
    """Set up one kind of text: its name, its limit, its parts in order; or leave it out."""
    here = edition_here(edition)
    call = find_call(here)
    templates = call.rules.templates
    found = one_of(templates, key)
    kept = plain_rows([found])[0] if found else {}
    values = {name: value for name, value in kept.items() if name != "sections"} | {"lines": kept.get("sections")}

    def keep(form: KindForm) -> None:
        if found and request.form.get("action") == "remove":
            calls.change(call, by=current_actor(), templates=calls.without(templates, key))
            return
        named = Template(
            key if found else calls.key_for(form.label_fr.data or "", [each.key for each in templates]),
            (form.label_fr.data or "").strip(),
            (form.label_en.data or "").strip(),
            tuple(Section(**row) for row in form.rows()),
            form.most_words.data,
        )
        calls.change(call, by=current_actor(), templates=calls.put(templates, named))

    title = found.label(i18n.language()) if found else _("A new kind of text")
    part = Part("kind", title, lambda **more: KindForm(**more, **values), keep, kept)
    return part.answer(here, is_new=found is None, is_last=len(templates) == 1, most_words=call.most_words)


@blueprint.route("/questions/<key>", methods=["GET", "POST"])
@requires(Can.SET_UP_CALL)
def question(edition: str, key: str) -> ResponseReturnValue:
    """Set up one question: how it is answered, who is asked, who sees the answer; or leave it out."""
    here = edition_here(edition)
    call = find_call(here)
    rules = call.rules
    found = one_of(rules.questions, key)
    kept = plain_rows([found])[0] if found else {}

    def opened(**values: Any) -> QuestionForm:
        form = QuestionForm(**values, **kept | {"choices": "\n".join(kept.get("choices", []))})
        form.offer_templates(rules.templates, i18n.language())
        return form

    def keep(form: QuestionForm) -> None:
        if found and request.form.get("action") == "remove":
            calls.change(call, by=current_actor(), questions=calls.without(rules.questions, key))
            return
        label = (form.label_fr.data or "").strip()
        asked = Question(
            key if found else calls.key_for(label, [each.key for each in rules.questions]),
            label,
            (form.label_en.data or "").strip(),
            AnswerKind(form.kind.data),
            tuple(form.answers_offered()),
            bool(form.is_required.data),
            tuple(form.templates.data or ()),
            bool(form.for_reviewers.data),
        )
        calls.change(call, by=current_actor(), questions=calls.put(rules.questions, asked))

    title = found.label(i18n.language()) if found else _("A new question")
    return Part("question", title, opened, keep, kept).answer(here, is_new=found is None)


def one_of(things: tuple[Labelled, ...], key: str) -> Any:
    """Return what has a key, or None for something new; anything else is not found."""
    found = next((each for each in things if each.key == key), None)
    if found is None and key != NEW:
        raise NotFound
    return found


@blueprint.post("/copy")
@requires(Can.SET_UP_CALL)
def copy(edition: str) -> ResponseReturnValue:
    """Take over the kinds of text of another call of the council."""
    here = edition_here(edition)
    call, others, form = find_call(here), other_calls(here), CopyForm()
    form.offer(others, i18n.language())
    if form.validate_on_submit():
        other = next(each for each in others if each.id == form.call.data)
        with form.effect():
            calls.copy_templates(call, other, by=current_actor())
        if form.had_effect:
            flash(_("The kinds of text of %(edition)s are taken over.", edition=other.edition.name(i18n.language())))
            return redirect(url_for("call.page", edition=here.slug))
    return overview(here, call, copy=form), form.status


@blueprint.get("/preview")
@requires(Can.SET_UP_CALL)
def preview(edition: str) -> ResponseReturnValue:
    """Show the form as authors see it; nothing can be sent from here."""
    here = edition_here(edition)
    rules, language = find_call(here).rules, i18n.language()
    form = abstract_form(rules, language)(rules, language, formdata=None)
    form.offer_specialties((each.id, each.name(language)) for each in practised_specialties(here))
    parts = parts_of(rules, first=None)
    return render_template("abstracts/call/preview.html", edition=here, rules=rules, form=form, parts=parts)
