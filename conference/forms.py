"""The forms of the committee and of the rooms."""

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from conference.models import Outcome
from core.forms import Form, options
from core.i18n import lazy_gettext as _l


class PlaceForm(Form):
    """Into which session a presentation goes."""

    session = SelectField(_l("Session"), [InputRequired()], coerce=int)


class EmptyForm(Form):
    """A button alone."""


class DeliveryForm(Form):
    """What really happened to a presentation."""

    outcome = SelectField(
        _l("What happened"), [InputRequired()], choices=options((outcome.value, outcome.value) for outcome in Outcome)
    )
    presenter = StringField(_l("Presented by, if somebody else"), [Optional(), Length(max=200)])
