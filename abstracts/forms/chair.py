"""What the chair chooses and decides."""

from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from abstracts.words import OUTCOMES
from core.forms import DayField, Form, options
from core.i18n import lazy_gettext as _l


class DecisionForm(Form):
    """What the committee decides, and what it tells the authors."""

    outcome = RadioField(_l("Decision"), [InputRequired()], choices=options(OUTCOMES.items()))
    with_flash = BooleanField(_l("A poster: also introduced by a flash in a session"))
    comment = TextAreaField(_l("Comment to the authors"), [Optional(), Length(max=5000)])
    correct_by = DayField(_l("Corrections until, the day included"), [Optional()])


class MergeForm(Form):
    """Which abstract is the same work as the one shown, and goes into it."""

    other = StringField(_l("Code of the abstract that goes into this one"), [InputRequired(), Length(max=20)])


class AssignForm(Form):
    """To whom an abstract is given to read."""

    reviewer = SelectField(_l("Reviewer"), [InputRequired()], coerce=int)


class RetagForm(Form):
    """The specialty an abstract belongs to."""

    specialty = SelectField(_l("Specialty"), [InputRequired()], coerce=int)
