"""The forms of whoever makes the timetable."""

from collections.abc import Iterable

from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from conference.models import Presentation
from core.forms import Form
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l

MOST_BOARDS = 9_999


class PlaceForm(Form):
    """Into which session a presentation goes."""

    session = SelectField(_l("Session"), [InputRequired()], coerce=int)


class PublishForm(Form):
    """Publishing the programme as somebody has seen it, and telling those it concerns."""

    tell = BooleanField(_l("Tell them"), default=True)
    seen = HiddenField()


def boards_form(posters: Iterable[Presentation]) -> type[Form]:
    """Return the form of the boards: a number for each poster, or none."""
    number = [Optional(), NumberRange(1, MOST_BOARDS)]
    fields = {poster.code: IntegerField(_("Board of %(code)s", code=poster.code), number) for poster in posters}
    return type("BoardsForm", (Form,), fields)
