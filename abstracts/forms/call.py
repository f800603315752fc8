"""What the chair sets up of a call, part by part."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from abstracts.forms.rows import moved, opened
from abstracts.models import MOST_FILES, AnswerKind, Call, Wish
from abstracts.models.rules import Labelled
from abstracts.services.calls import Window, key_for
from abstracts.words import ANSWERS, WISHES
from core import clock
from core.forms import DayField, Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.typography import parse_phone

LONGEST_LABEL, LONGEST_STATEMENT = 120, 400
MINUTE = timedelta(minutes=1)
MOST_LINES, SPARE_LINES = 30, 2
MOST_POINTS = 20  # of one line: reviewers tick one of them
NUMBERS: dict[str, Any] = {"min": 1, "max": 5000}


class HourField(TimeField):
    """An hour of the day, written 23:59 whatever the language of the phone."""

    widget = TextInput()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, format=["%H:%M", "%Hh%M", "%H h %M"], **values)


class Boxes(SelectMultipleField):
    """Several choices, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def minute_at(day: date, hour: time, time_zone: str) -> datetime:
    """Return the moment of a day and an hour typed at the place."""
    return clock.from_place(datetime.combine(day, hour), time_zone)


def after(day: date, hour: time, time_zone: str) -> datetime:
    """Return the moment at which a last minute is over: what is sent in it is in time."""
    return minute_at(day, hour, time_zone) + MINUTE


class WindowForm(Form):
    """From when until when abstracts are received, by the clock of the place; the last minute counts whole."""

    opens_day = DayField(_l("Opens on"), [InputRequired()])
    opens_hour = HourField(_l("at"), [InputRequired()], default=time(8))
    closes_day = DayField(_l("Last day"), [InputRequired()])
    closes_hour = HourField(_l("Last minute"), [InputRequired()], default=time(23, 59))
    corrections_day = DayField(_l("Corrections until"), [Optional()])
    corrections_hour = HourField(_l("Last minute"), [Optional()], default=time(23, 59))

    def __init__(self, call: Call | None, time_zone: str, **values: Any) -> None:
        self.time_zone = time_zone
        super().__init__(**(values | self._shown(call) if call else values))

    def _shown(self, call: Call) -> dict[str, Any]:
        moments = {"opens": call.opens_at, "closes": call.closes_at - MINUTE}
        if call.corrections_until:
            moments["corrections"] = call.corrections_until - MINUTE
        local = {name: clock.at_place(moment, self.time_zone) for name, moment in moments.items()}
        days = {f"{name}_day": moment.date() for name, moment in local.items()}
        return days | {f"{name}_hour": moment.time().replace(second=0, microsecond=0) for name, moment in local.items()}

    def window(self) -> Window:
        """Return the moments that were typed."""
        corrections = None
        if self.corrections_day.data:
            last = self.corrections_hour.data or time(23, 59)
            corrections = after(self.corrections_day.data, last, self.time_zone)
        return Window(
            minute_at(self.opens_day.data, self.opens_hour.data, self.time_zone),
            after(self.closes_day.data, self.closes_hour.data, self.time_zone),
            corrections,
        )


class PrepareForm(WindowForm):
    """A call set up for the first time, with the rules of another call if there is one."""

    like = SelectField(_l("Rules"), coerce=int, default=0)


class LimitsForm(Form):
    """How much a call takes, and how one may wish to present."""

    most_words = IntegerField(_l("Words of the whole text"), [InputRequired(), NumberRange(**NUMBERS)])
    most_title_characters = IntegerField(_l("Characters of the title"), [InputRequired(), NumberRange(20, 400)])
    fewest_keywords = IntegerField(_l("Fewest keywords"), [InputRequired(), NumberRange(0, 20)])
    most_keywords = IntegerField(_l("Most keywords"), [InputRequired(), NumberRange(0, 20)])
    most_per_author = IntegerField(_l("Abstracts of one author"), [InputRequired(), NumberRange(1, 100)])
    most_files = IntegerField(_l("Files with an abstract"), [InputRequired(), NumberRange(0, MOST_FILES)])
    wishes = Boxes(
        _l("Authors may wish to present"),
        [InputRequired(_l("Offer at least one way to present."))],
        choices=options((wish.value, said) for wish, said in WISHES.items()),
    )

    def validate_most_keywords(self, field: IntegerField) -> None:
        """Refuse a most that is less than the fewest."""
        if field.data is not None and self.fewest_keywords.data is not None and field.data < self.fewest_keywords.data:
            raise ValidationError(_("The most is not less than the fewest."))

    def rules(self) -> dict[str, Any]:
        """Return what was typed, wishes in the order in which they are always said."""
        offered = {"wishes": [wish.value for wish in Wish if wish.value in (self.wishes.data or [])]}
        return {name: self[name].data for name in LIMITS if name != "wishes"} | offered


LIMITS = (
    *("most_words", "most_title_characters", "fewest_keywords", "most_keywords"),
    *("most_per_author", "most_files", "wishes"),
)


class LineForm(PlainForm):
    """One line: a name in French, and in English if somebody wrote it."""

    key = HiddenField()
    label_fr = StringField(_l("In French"), [Optional(), Length(max=LONGEST_LABEL)])
    label_en = StringField(_l("In English, if needed"), [Optional(), Length(max=LONGEST_LABEL)])


class SectionForm(LineForm):
    """One part of a kind of text."""

    most_words = IntegerField(_l("Words at most"), [Optional(), NumberRange(**NUMBERS)])


class DeclarationForm(LineForm):
    """One thing that authors declare."""

    label_fr = TextAreaField(_l("In French"), [Optional(), Length(max=LONGEST_STATEMENT)])
    label_en = TextAreaField(_l("In English, if needed"), [Optional(), Length(max=LONGEST_STATEMENT)])
    is_required = BooleanField(_l("Nothing can be sent without it"))


class Lines(Form):
    """A form with lines that can be put in another order; a line without a French name is left out."""

    lines: FieldList

    def spare(self, number: int = SPARE_LINES) -> None:
        """Leave some empty lines at the end."""
        if not self.is_submitted():
            opened(self.lines, number, MOST_LINES)

    def move(self, asked: str) -> None:
        """Put a line up or down, or open more."""
        if asked == "more":
            opened(self.lines, 3, MOST_LINES)
        else:
            moved(self.lines, asked)

    def rows(self) -> list[dict[str, Any]]:
        """Return the lines as they are kept, each under the key it had or a new one."""
        rows: list[dict[str, Any]] = []
        known = [entry.form.key.data for entry in self.lines if entry.form.key.data]
        for entry in self.lines:
            row = {name: value for name, value in entry.data.items() if value is not None}
            row |= {name: (row.get(name) or "").strip() for name in ("label_fr", "label_en")}
            if not row["label_fr"]:
                continue
            taken = [each["key"] for each in rows]
            if not row["key"] or row["key"] in taken:
                row["key"] = key_for(row["label_fr"], [*taken, *known])
            rows.append(row)
        return rows


class ThemesForm(Lines):
    """The themes one may file an abstract under."""

    lines = FieldList(FormField(LineForm), max_entries=MOST_LINES)


class DeclarationsForm(Lines):
    """What authors declare."""

    lines = FieldList(FormField(DeclarationForm), max_entries=MOST_LINES)


class CriterionForm(LineForm):
    """One line of the reviewing grid."""

    points = IntegerField(_l("Points at most"), [Optional(), NumberRange(1, MOST_POINTS)])


class GridForm(Lines):
    """The lines by which an abstract is judged, each with the most points it gives."""

    lines = FieldList(FormField(CriterionForm), _l("Lines of the grid, in order"), max_entries=MOST_LINES)

    def validate_lines(self, _field: FieldList) -> None:
        """Refuse a grid without any line, and a line without points."""
        if not self.rows():
            raise ValidationError(_("Name at least one line."))
        if any(not row.get("points") for row in self.rows()):
            raise ValidationError(_("Say of each line how many points it gives at most."))


class KindForm(Lines):
    """One kind of text, with its parts in order."""

    label_fr = StringField(_l("Name, in French"), [InputRequired(), Length(max=LONGEST_LABEL)])
    label_en = StringField(_l("Name, in English, if needed"), [Optional(), Length(max=LONGEST_LABEL)])
    most_words = IntegerField(
        _l("Words of the whole text, if another number than the call's"), [Optional(), NumberRange(**NUMBERS)]
    )
    lines = FieldList(FormField(SectionForm), _l("Parts of the text, in order"), max_entries=MOST_LINES)

    def validate_lines(self, _field: FieldList) -> None:
        """Refuse a kind of text without any part."""
        if not self.rows():
            raise ValidationError(_("Name at least one part."))


class QuestionForm(Form):
    """One question of the call."""

    label_fr = StringField(_l("Question, in French"), [InputRequired(), Length(max=LONGEST_STATEMENT)])
    label_en = StringField(_l("Question, in English, if needed"), [Optional(), Length(max=LONGEST_STATEMENT)])
    kind = RadioField(
        _l("The answer is"), [InputRequired()], choices=options((each.value, said) for each, said in ANSWERS.items())
    )
    choices = TextAreaField(_l("Answers to choose from, one on each line"), [Optional(), Length(max=2000)])
    is_required = BooleanField(_l("Nothing can be sent without an answer"))
    templates = Boxes(_l("Asked of"), [Optional()])
    for_reviewers = BooleanField(_l("The reviewers see the answer"))

    def offer_templates(self, templates: Iterable[Labelled], language: str) -> None:
        """Offer the kinds of text; none ticked is all of them."""
        self.templates.choices = options((each.key, each.label(language)) for each in templates)

    def answers_offered(self) -> list[str]:
        """Return the answers to choose from."""
        lines = ((self.choices.data or "") if self.kind.data == AnswerKind.CHOICE else "").splitlines()
        return list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))

    def validate_choices(self, _field: TextAreaField) -> None:
        """Ask for two answers at least where one chooses."""
        if self.kind.data == AnswerKind.CHOICE and len(self.answers_offered()) < 2:
            raise ValidationError(_("Give at least two answers, one on each line."))


class CopyForm(Form):
    """From which call kinds of text are copied."""

    call = SelectField(_l("From the call of"), [InputRequired()], coerce=int)

    def offer(self, calls: Sequence[Call], language: str) -> None:
        """Offer the council's other calls."""
        self.call.choices = options((call.id, call.edition.name(language)) for call in calls)


class ExtendForm(Form):
    """A new deadline."""

    day = DayField(_l("New last day"), [InputRequired()])
    hour = HourField(_l("Last minute"), [InputRequired()], default=time(23, 59))


class InviteForm(Form):
    """Who is let in after the deadline, and until when."""

    given_names = StringField(_l("First names"), [InputRequired(), Length(max=120)])
    family_name = StringField(_l("Surname"), [InputRequired(), Length(max=120)])
    email = StringField(
        _l("E-mail, if any"), [Optional(), Email(_l("This is not an e-mail address.")), Length(max=200)]
    )
    phone = StringField(_l("Phone, if any"), [Optional(), Length(max=30)])
    last_day = DayField(_l("Last day"), [InputRequired()])
    last_hour = HourField(_l("Last minute"), [InputRequired()], default=time(23, 59))

    def validate_phone(self, field: StringField) -> None:
        """Refuse what cannot be a phone number."""
        if field.data and parse_phone(field.data, "ML") is None:
            raise ValidationError(_("This is not a phone number we know how to call."))
