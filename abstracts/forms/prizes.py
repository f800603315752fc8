"""What the chair says of a prize, and what its jurors give."""

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from abstracts.models import Prize
from abstracts.words import PRIZE_KINDS
from core.forms import Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l

LONGEST, DEAREST = 200, 100_000_000


class PrizeForm(Form):
    """What a prize rewards, what it is called, and what goes with it."""

    kind = RadioField(_l("What it rewards"), [InputRequired()], choices=options(PRIZE_KINDS.items()))
    name_fr = StringField(_l("Name in French"), [InputRequired(), Length(max=LONGEST)])
    name_en = StringField(_l("Name in English"), [Optional(), Length(max=LONGEST)])
    endowment = IntegerField(_l("What goes with it, in francs"), [Optional(), NumberRange(0, DEAREST)])


class FinalistForm(Form):
    """Which presentation becomes a finalist."""

    presentation = SelectField(_l("Finalist"), [InputRequired()], coerce=int)


class JurorForm(Form):
    """Who sits on the jury."""

    person = SelectField(_l("Juror"), [InputRequired()], coerce=int)


def mark_form(prize: Prize, language: str) -> type[Form]:
    """Return the jury's grid: a field for each of its lines."""
    fields: dict[str, Any] = {
        line.key: RadioField(
            _("%(criterion)s, out of %(points)d", criterion=line.label(language), points=line.points),
            [InputRequired()],
            choices=options((points, str(points)) for points in range(line.points + 1)),
            coerce=int,
        )
        for line in prize.criteria()
    }
    return type("MarkForm", (Form,), fields)
