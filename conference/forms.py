"""The forms of the committee and of the rooms."""

from flask_wtf.file import FileField
from wtforms import SelectField, StringField, SubmitField
from wtforms.validators import InputRequired, Length, Optional

from conference.models import Outcome
from core.forms import Form, options
from core.i18n import lazy_gettext as _l


class PlaceForm(Form):
    """Into which session a presentation goes."""

    session = SelectField(_l("Session"), [InputRequired()], coerce=int)


class EmptyForm(Form):
    """A button alone."""


class AccentForm(Form):
    """The colour of an edition."""

    accent = StringField(_l("Accent"), [Optional(), Length(max=7)])


class PictureForm(Form):
    """A crest, a logo or a portrait, brought or taken away."""

    picture = FileField(_l("Picture"))
    remove = SubmitField(_l("Take away"))

    def upload(self) -> bytes:
        """Return the bytes that came, or none."""
        return self.picture.data.read() if self.picture.data else b""


class DeliveryForm(Form):
    """What really happened to a presentation."""

    outcome = SelectField(
        _l("What happened"), [InputRequired()], choices=options((outcome.value, outcome.value) for outcome in Outcome)
    )
    presenter = StringField(_l("Presented by, if somebody else"), [Optional(), Length(max=200)])
