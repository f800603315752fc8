"""The form that has the machine compose."""

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from core.forms import Form, options
from core.i18n import lazy_gettext as _l

REPAIR, NOTHING = "repair", "nothing"


class ComposeForm(Form):
    """From what, and for how long."""

    beginning = RadioField(
        _l("What is wished"),
        [InputRequired()],
        choices=options(
            [
                (REPAIR, _l("Repair the present programme with the fewest moves")),
                (NOTHING, _l("Compose anew what is not pinned")),
            ]
        ),
        default=REPAIR,
    )
    seconds = SelectField(_l("How long to search, at most"), [InputRequired()], coerce=int)
