"""What the chair fills in to decide many abstracts together, and to tell their authors."""

from wtforms import BooleanField, FloatField, HiddenField, IntegerField, TextAreaField
from wtforms.fields.core import Field
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from abstracts.models import DecisionOutcome
from abstracts.words import OUTCOMES_IN_SHORT
from core.forms import DayField, Form
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from people.models import Specialty

LONGEST = 5_000
MOST = 9_999


class TogetherForm(Form):
    """The thresholds, what they were when the page was shown, and what goes with the decisions."""

    oral = FloatField(_l("Oral from"), [InputRequired(), NumberRange(0)])
    poster = FloatField(_l("Poster from"), [InputRequired(), NumberRange(0)])
    correct = FloatField(_l("To correct from"), [InputRequired(), NumberRange(0)])
    keeps_wishes = BooleanField(_l("Whoever wishes a poster gets a poster"))
    correct_by = DayField(_l("Corrections until, the day included"), [Optional()])
    why_correct = TextAreaField(
        _l("What authors are told of corrections, where no reviewer wrote to them"), [Optional(), Length(max=LONGEST)]
    )
    why_refused = TextAreaField(
        _l("What authors are told of a refusal, where no reviewer wrote to them"), [Optional(), Length(max=LONGEST)]
    )
    former = HiddenField()  # the thresholds by which the choices of the page were proposed
    seal = HiddenField()  # of the effect that was shown


def words_form() -> type[Form]:
    """Return the form of how the messages begin: one text for each outcome, in both languages."""
    fields: dict[str, Field] = {}
    for outcome in DecisionOutcome:
        said = OUTCOMES_IN_SHORT[outcome]
        fields[f"{outcome}_fr"] = TextAreaField(_("%(outcome)s, in French", outcome=said), [Length(max=LONGEST)])
        fields[f"{outcome}_en"] = TextAreaField(_("%(outcome)s, in English", outcome=said), [Length(max=LONGEST)])
    return type("WordsForm", (Form,), fields)


def ceilings_form(specialties: list[Specialty], language: str) -> type[Form]:
    """Return the form of the most that is to be accepted: in all, and of each specialty."""
    number = [Optional(), NumberRange(0, MOST)]
    fields: dict[str, Field] = {
        "oral": IntegerField(_("Oral communications"), number),
        "poster": IntegerField(_("Posters"), number),
    }
    for specialty in specialties:
        fields[f"specialty_{specialty.id}"] = IntegerField(specialty.name(language), number)
    return type("CeilingsForm", (Form,), fields)
