"""The forms of whoever makes the timetable."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from core.forms import Form
from core.i18n import lazy_gettext as _l


class PlaceForm(Form):
    """Into which session a presentation goes."""

    session = SelectField(_l("Session"), [InputRequired()], coerce=int)
