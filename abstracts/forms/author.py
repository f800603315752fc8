"""What authors type."""

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import (
    Form as PlainForm,
)
from wtforms.fields.core import Field
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from abstracts.models import Abstract, Call, Wish
from abstracts.services.submission import SECTION
from abstracts.words import WISHES
from core.forms import Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.typography import parse_phone

LONGEST_TEXT = 20_000
MOST_AUTHORS = 12
AFTER_THE_SECTIONS = ("keywords", "authors", "presenter", "on_theme", "interests", "declares_consent")


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
    """An abstract as its authors type it; `abstract_form()` adds the sections of a call's templates."""

    keeps_draft = True
    title = TextAreaField(_l("Title"), [InputRequired(), Length(max=400)])
    template = RadioField(_l("Kind of abstract"), [InputRequired()])
    specialty = SelectField(_l("Specialty"), [InputRequired()], coerce=int)
    wish = RadioField(
        _l("How would you like to present?"),
        choices=options((wish.value, name) for wish, name in WISHES.items()),
        default=Wish.EITHER.value,
    )
    keywords = StringField(_l("Keywords, separated by commas"), [Optional(), Length(max=300)])
    authors = FieldList(FormField(AuthorForm), min_entries=MOST_AUTHORS, max_entries=MOST_AUTHORS)
    presenter = RadioField(_l("Who presents?"), coerce=int, default=1)
    on_theme = BooleanField(_l("This work deals with the theme of the edition"))
    interests = TextAreaField(_l("Links of interest, if any"), [Optional(), Length(max=1000)])
    declares_consent = BooleanField(
        _l("All authors agree; no patient can be recognised; the work has not been published elsewhere")
    )

    def __init__(self, call: Call, language: str, abstract: Abstract | None = None, **values: Any) -> None:
        super().__init__(obj=abstract and _Typed(abstract), **values)
        self.call = call
        self.brought: Any = None  # what came of a Word document, once one was sorted into this form
        for name in AFTER_THE_SECTIONS:  # faults and conflicts are told in the order of the page
            self._fields[name] = self._fields.pop(name)
        for place, author in enumerate(self.authors, start=1):
            author.label.text = _("Author %(place)d", place=place)
        templates = call.all_templates()
        self.template.choices = options((template.key, template.label(language)) for template in templates)
        if templates and not self.template.data and not self.is_submitted():
            self.template.data = templates[0].key
        places = range(1, MOST_AUTHORS + 1)
        self.presenter.choices = options((place, _("Author %(place)d", place=place)) for place in places)

    def keyword_list(self) -> list[str]:
        """Return the keywords one by one."""
        return [word.strip() for word in (self.keywords.data or "").replace(";", ",").split(",") if word.strip()]

    def section(self, key: str) -> Field:
        """Return the field of one section."""
        return self[f"{SECTION}{key}"]

    def sections(self) -> dict[str, str]:
        """Return the texts of the chosen template's sections."""
        template = self.call.template(self.template.data)
        chosen = template.sections if template else ()
        return {section.key: (self.section(section.key).data or "").strip() for section in chosen}


def abstract_form(call: Call, language: str) -> type[AbstractForm]:
    """Return the form of one call: a text for each section of its templates."""
    fields = {
        f"{SECTION}{section.key}": TextAreaField(section.label(language), [Optional(), Length(max=LONGEST_TEXT)])
        for template in reversed(call.all_templates())  # where two name a section differently, the first is right
        for section in template.sections
    }
    return type("CallForm", (AbstractForm,), fields)


class _Typed:
    """An abstract as the form shows it again."""

    def __init__(self, abstract: Abstract) -> None:
        self.title, self.template, self.wish = abstract.title, abstract.template, abstract.wish.value
        self.specialty = abstract.specialty_id
        self.keywords = ", ".join(abstract.keywords)
        self.on_theme, self.interests = abstract.on_theme, abstract.interests
        self.declares_consent, self.version = abstract.declares_consent, abstract.version
        for key, text in abstract.sections.items():
            setattr(self, f"{SECTION}{key}", text)
        self.presenter = next((author.position for author in abstract.authors if author.is_presenter), 1)
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


class EmptyForm(Form):
    """A button alone."""
