"""What authors type."""

from collections.abc import Iterable
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import (
    Form as PlainForm,
)
from wtforms.fields.core import Field
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from abstracts.forms.rows import moved, opened
from abstracts.leaks import Finding, found_in
from abstracts.models import Abstract, AnswerKind, Question, Rules, Wish
from abstracts.services.completeness import ASKS, DECLARES, SECTION
from abstracts.words import WISHES
from core.forms import Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.typography import parse_phone

LONGEST_TEXT = 20_000
LONGEST_ANSWER, LARGEST_NUMBER = 2_000, 999_999_999
SHOWN_AUTHORS, MOST_AUTHORS = 12, 40
AFTER_THE_SECTIONS = ("keywords", "authors", "presenter", "typist", "on_theme", "interests")


class AuthorForm(PlainForm):
    """One author: names, structure, and how to reach them if they can be reached."""

    given_names = StringField(_l("First names"), [Optional(), Length(max=120)])
    family_name = StringField(_l("Surname"), [Optional(), Length(max=120)])
    structure = StringField(_l("Structure"), [Optional(), Length(max=200)])
    email = StringField(
        _l("E-mail, if any"), [Optional(), Email(_l("This is not an e-mail address.")), Length(max=200)]
    )
    phone = StringField(_l("Phone, if any"), [Optional(), Length(max=30)])

    def validate_phone(self, field: StringField) -> None:
        """Refuse what cannot be a phone number."""
        if field.data and parse_phone(field.data, "ML") is None:
            raise ValidationError(_("This is not a phone number we know how to call."))

    def validate_family_name(self, field: StringField) -> None:
        """Refuse an author half named."""
        if bool(field.data) != bool(self.given_names.data):
            raise ValidationError(_("Give this author's first names and surname."))


class AbstractForm(Form):
    """An abstract as its authors type it; `abstract_form()` adds what a call asks: parts, questions, declarations."""

    keeps_draft = True
    title = TextAreaField(_l("Title"), [Optional(), Length(max=400)])
    template = RadioField(_l("Kind of abstract"), validate_choice=False)
    specialty = SelectField(
        _l("Specialty"), [InputRequired(_l("Choose a specialty."))], coerce=lambda value: int(value) if value else None
    )
    theme = SelectField(_l("Theme"), validate_choice=False)
    wish = RadioField(_l("How would you like to present?"), validate_choice=False)
    keywords = StringField(_l("Keywords, separated by commas"), [Optional(), Length(max=300)])
    authors = FieldList(FormField(AuthorForm), min_entries=SHOWN_AUTHORS, max_entries=MOST_AUTHORS)
    presenter = RadioField(_l("Who presents?"), coerce=int, validate_choice=False)
    typist = FormField(AuthorForm, _l("Who types this"))
    on_theme = BooleanField(_l("This work deals with the theme of the edition"))
    interests = TextAreaField(_l("Links of interest, if any"), [Optional(), Length(max=1000)])

    def __init__(self, rules: Rules, language: str, abstract: Abstract | None = None, **values: Any) -> None:
        self.rules = rules
        super().__init__(obj=abstract and _Typed(abstract), **values)
        self.are_leaks_news = False  # what the texts may give away is pointed out for the first time
        self.brought: Any = None  # what came of a Word document, once one was sorted into this form
        for name in AFTER_THE_SECTIONS:  # faults and conflicts are told in the order of the page
            self._fields[name] = self._fields.pop(name)
        for name in [name for name in self._fields if name.startswith(DECLARES)]:
            self._fields[name] = self._fields.pop(name)
        for place, author in enumerate(self.authors, start=1):
            author.label.text = _("Author %(place)d", place=place)
        self._offer(language)

    def _offer(self, language: str) -> None:
        """Offer what the call does; only what leaves no choice is chosen already."""
        rules = self.rules
        self.template.choices = options((each.key, each.label(language)) for each in rules.templates)
        self.wish.choices = options((wish.value, WISHES[wish]) for wish in rules.wishes)
        self.theme.choices = options([("", _("Choose")), *((each.key, each.label(language)) for each in rules.themes)])
        places = range(1, len(self.authors) + 1)
        self.presenter.choices = options((place, _("Author %(place)d", place=place)) for place in places)
        if not self.template.data and len(rules.templates) == 1:
            self.template.data = rules.templates[0].key
        if not self.wish.data and (Wish.EITHER in rules.wishes or len(rules.wishes) == 1):
            self.wish.data = Wish.EITHER.value if Wish.EITHER in rules.wishes else rules.wishes[0].value

    def offer_specialties(self, named: Iterable[tuple[int, str]]) -> None:
        """Offer the specialties of the edition, none of them chosen."""
        self.specialty.choices = options([("", _("Choose")), *named])

    def keyword_list(self) -> list[str]:
        """Return the keywords one by one."""
        return [word.strip() for word in (self.keywords.data or "").replace(";", ",").split(",") if word.strip()]

    def section(self, key: str) -> Field:
        """Return the field of one part of the text."""
        return self[f"{SECTION}{key}"]

    def leaks(self) -> list[Finding]:
        """Return what the texts may give away of a patient or of who wrote them."""
        texts = {f"{SECTION}{key}": text for key, text in self.sections().items()}
        signed = ((author["given_names"] or "", author["family_name"] or "") for author in self.authors.data)
        return found_in({"title": self.title.data or ""} | texts, signed=signed)

    def sections(self) -> dict[str, str]:
        """Return the texts of the chosen kind's parts; all of them while no kind is chosen."""
        kind = self.rules.template(self.template.data or "")
        chosen = kind.sections if kind else [part for each in self.rules.templates for part in each.sections]
        texts = {part.key: (self.section(part.key).data or "").strip() for part in chosen}
        return texts if kind else {key: text for key, text in texts.items() if text}

    def declared(self) -> list[str]:
        """Return the keys of what was ticked."""
        return [each.key for each in self.rules.declarations if self[f"{DECLARES}{each.key}"].data]

    def answers(self) -> dict[str, object]:
        """Return what the form says, field by field, without what nobody could have typed."""
        return {name: value for name, value in super().answers().items() if not name.startswith("typist-")}

    def answers_given(self) -> dict[str, object]:
        """Return the answers to the call's own questions, of those the chosen kind of text is asked."""
        asked = self.rules.questions_for(self.template.data or "")
        given = {each.key: answer_of(each, self[f"{ASKS}{each.key}"].data) for each in asked}
        return {key: answer for key, answer in given.items() if answer is not None}

    def move(self, asked: str) -> None:
        """Put an author one line up or down (`raise-3`, `lower-3`, counted from one), or open more lines (`more`)."""
        if asked == "more":
            opened(self.authors, SHOWN_AUTHORS, MOST_AUTHORS)
        else:
            swapped = moved(self.authors, asked)
            self.presenter.data = swapped.get(self.presenter.data, self.presenter.data)


def answer_of(question: Question, typed: object) -> object:
    """Return an answer as it is kept."""
    if question.kind is AnswerKind.YES_NO:
        return {"yes": True, "no": False}.get(str(typed))
    if isinstance(typed, str):
        return typed.strip() or None
    return typed


def field_for(question: Question, language: str) -> Field:
    """Return the field in which a question of the call is answered."""
    label = question.label(language)
    if question.kind is AnswerKind.TEXT:
        return TextAreaField(label, [Optional(), Length(max=LONGEST_ANSWER)])
    if question.kind is AnswerKind.NUMBER:
        return IntegerField(label, [Optional(), NumberRange(0, LARGEST_NUMBER)])
    yes_no = [("yes", _l("Yes")), ("no", _l("No"))]
    offered = yes_no if question.kind is AnswerKind.YES_NO else [(each, each) for each in question.choices]
    return RadioField(label, choices=options(offered), validate_choice=False)


def abstract_form(rules: Rules, language: str) -> type[AbstractForm]:
    """Return the form of one call's rules: a text for each part, a field for each question, a tick to declare."""
    fields: dict[str, Field] = {
        f"{SECTION}{section.key}": TextAreaField(section.label(language), [Optional(), Length(max=LONGEST_TEXT)])
        for template in reversed(rules.templates)  # where two name a part differently, the first is right
        for section in template.sections
    }
    fields |= {f"{ASKS}{each.key}": field_for(each, language) for each in rules.questions}
    fields |= {f"{DECLARES}{each.key}": BooleanField(each.label(language)) for each in rules.declarations}
    return type("CallForm", (AbstractForm,), fields)


class _Typed:
    """An abstract as the form shows it again."""

    def __init__(self, abstract: Abstract) -> None:
        self.title, self.template, self.theme = abstract.title, abstract.template, abstract.theme
        self.wish = abstract.wish.value if abstract.wish in abstract.rules.wishes else None
        self.specialty = abstract.specialty_id
        self.keywords = ", ".join(abstract.keywords)
        self.on_theme, self.interests, self.version = abstract.on_theme, abstract.interests, abstract.version
        for key, text in abstract.sections.items():
            setattr(self, f"{SECTION}{key}", text)
        for key in abstract.declared:
            setattr(self, f"{DECLARES}{key}", True)
        for key, answer in abstract.answers.items():
            said = {True: "yes", False: "no"}[answer] if isinstance(answer, bool) else answer
            setattr(self, f"{ASKS}{key}", said)
        self.presenter = next((author.position for author in abstract.authors if author.is_presenter), None)
        self.authors = [
            {
                "given_names": author.person.given_names,
                "family_name": author.person.family_name,
                "structure": author.affiliation,
                "email": author.person.email,
                "phone": author.person.phone,
            }
            for author in abstract.authors
        ]
