"""The colour and the pictures of an edition, its council and its partners."""

from flask_wtf.file import FileField
from wtforms import StringField, SubmitField
from wtforms.validators import Length, Optional

from core.forms import Form
from core.i18n import lazy_gettext as _l


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
