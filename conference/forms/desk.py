"""The forms of a room's secretary."""

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from conference.models import Outcome
from conference.services.sessions import Reach
from core.forms import Form, options
from core.i18n import lazy_gettext as _l

WEEK = 7 * 24 * 3600
LONGEST_SHIFT = 240
REACHES = (
    (Reach.ROOM.value, _l("what follows in this room")),
    (Reach.DAY.value, _l("the rest of the day, in all rooms")),
)


class NotedForm(Form):
    """What was noted on a phone, and how many seconds ago: it may have waited there for a network."""

    age = HiddenField()

    @property
    def seconds(self) -> int:
        """Return how long ago this was noted; what cannot be is now."""
        typed = self.age.data or ""
        return min(int(typed), WEEK) if typed.isascii() and typed.isdigit() else 0


class DeliveryForm(NotedForm):
    """What really happened to a presentation, and who presented it if somebody else did."""

    outcome = SelectField(
        _l("What happened"), [InputRequired()], choices=options((outcome.value, outcome.value) for outcome in Outcome)
    )
    presenter = IntegerField(_l("Who presented?"), [Optional()])
    given_names = StringField(_l("First names"), [Optional(), Length(max=120)])
    family_name = StringField(_l("Surname"), [Optional(), Length(max=120)])


class ReportForm(NotedForm):
    """What the chair of a session writes down."""

    attendance = IntegerField(_l("People in the room"), [Optional(), NumberRange(min=0, max=10000)])
    questions = TextAreaField(_l("Questions and discussion"), [Optional(), Length(max=4000)])
    recommendations = TextAreaField(_l("Recommendations"), [Optional(), Length(max=4000)])


class ShiftForm(Form):
    """By how many minutes what follows begins later."""

    minutes = IntegerField(_l("Minutes"), [InputRequired(), NumberRange(min=-LONGEST_SHIFT, max=LONGEST_SHIFT)])
    reach = SelectField(_l("What is shifted"), choices=options(REACHES))
