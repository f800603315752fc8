"""Where an edition stands."""

from wtforms import RadioField
from wtforms.validators import InputRequired

from core.forms import Form
from core.i18n import lazy_gettext as _l


class PhaseForm(Form):
    """The phase an edition goes to."""

    phase = RadioField(_l("Next phase"), [InputRequired(_l("Choose a phase."))])
