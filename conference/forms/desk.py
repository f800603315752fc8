"""The form of a room's secretary."""

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from conference.models import Outcome
from core.forms import Form, options
from core.i18n import lazy_gettext as _l


class DeliveryForm(Form):
    """What really happened to a presentation."""

    outcome = SelectField(
        _l("What happened"), [InputRequired()], choices=options((outcome.value, outcome.value) for outcome in Outcome)
    )
    presenter = StringField(_l("Presented by, if somebody else"), [Optional(), Length(max=200)])
