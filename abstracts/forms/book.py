"""What the committee writes and chooses for the book of abstracts."""

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from core.forms import Form
from core.i18n import lazy_gettext as _l

LONGEST = 8_000


class WelcomeForm(Form):
    """Words of welcome: who says them, and what."""

    keeps_draft = True
    name = StringField(_l("Name, as it is printed"), [Optional(), Length(max=160)])
    function = StringField(_l("Function"), [Optional(), Length(max=200)])
    text = TextAreaField(_l("Words of welcome"), [Optional(), Length(max=LONGEST)])
