"""The forms of whoever makes the timetable: sessions, rooms, hours, absences, rules."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from conference.models import Presentation, SessionDuty, SessionKind
from conference.services.sessions import Reach
from conference.timetable.costs import NAMES, UNPLACED, USUAL
from conference.words import DUTIES, REACHES, SESSIONS
from core.forms import Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l

WHOLE_DAY = 24 * 60
LONGEST_LINE = 200
MOST_SEATS = 100_000
MOST_BOARDS = 9_999
HEEDED = tuple(name for name in USUAL if name != UNPLACED)  # nothing is left out for comfort


def read_hour(typed: str) -> time | None:
    """Return the hour somebody wrote: 8 h 30, 8h, 08:30, 8.30, 0830, 08:30:00."""
    found = re.fullmatch(r"(\d{1,2})(?:(?:h|:|\.)(\d{2})?(?::00)?|(\d{2}))?", "".join(typed.lower().split()))
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


class HourField(StringField):
    """An hour of the place, as one writes it: 8 h 30."""

    widget = TextInput()
    data: Any

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, or say how an hour is written."""
        if not valuelist or not valuelist[0].strip():
            return
        self.data = read_hour(valuelist[0])
        if self.data is None:
            raise ValueError(_("Write the hour as 8 h 30 or 08:30."))


def read_list(typed: str | None) -> list[str]:
    """Return the things of a list that somebody wrote with commas, each once, in small letters."""
    return sorted({" ".join(part.split()).lower() for part in re.split(r"[,;\n]", typed or "")} - {""})


class PlaceForm(Form):
    """Into which session a presentation goes, and before which one."""

    session = SelectField(_l("Session"), [InputRequired()], coerce=int)


class SessionForm(Form):
    """A session: what, when, where, for how many, with what."""

    kind = SelectField(_l("Kind"), [InputRequired()])
    title = StringField(_l("Title"), [InputRequired(), Length(max=LONGEST_LINE)])
    day = SelectField(_l("Day"), [InputRequired()], coerce=date.fromisoformat)
    begins = HourField(_l("Begins at"), [InputRequired()])
    minutes = IntegerField(
        _l("Minutes"), [InputRequired(), NumberRange(1, WHOLE_DAY, _l("A session lasts between a minute and a day."))]
    )
    room = SelectField(_l("Room"), coerce=int)
    seats = IntegerField(_l("Listeners awaited"), [Optional(), NumberRange(1, MOST_SEATS)])
    needs = StringField(_l("Equipment needed"), [Optional(), Length(max=LONGEST_LINE)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = options((kind.value, said) for kind, said in SESSIONS.items())

    @property
    def chosen_kind(self) -> SessionKind:
        """Return the kind that was chosen."""
        return SessionKind(self.kind.data)


class DutyForm(Form):
    """Who serves a session, and as what."""

    person = RadioField(_l("Who"), [InputRequired()], coerce=int)
    duty = SelectField(
        _l("As"), [InputRequired()], choices=options((duty.value, said) for duty, said in DUTIES.items())
    )

    @property
    def chosen_duty(self) -> SessionDuty:
        """Return the duty that was chosen."""
        return SessionDuty(self.duty.data)


class ShiftForm(Form):
    """By how many minutes a session is shifted, and what goes with it."""

    delay = IntegerField(_l("By how many minutes"), [InputRequired(), NumberRange(-WHOLE_DAY, WHOLE_DAY)])
    reach = SelectField(_l("What is shifted"), choices=options(REACHES.items()), default="session")

    @property
    def chosen_reach(self) -> Reach:
        """Return what is shifted together."""
        return Reach(self.reach.data or Reach.SESSION)


class StepForm(Form):
    """One gesture in the editor: where something goes, and the last step whoever makes it has seen."""

    session = IntegerField(validators=[Optional()])
    before = StringField(validators=[Optional(), Length(max=20)])
    room = IntegerField(validators=[Optional()])
    at = StringField(validators=[Optional(), Length(max=40)])
    minutes = IntegerField(validators=[Optional()])
    reach = StringField(validators=[Optional(), Length(max=10)])
    seen = IntegerField(validators=[Optional()])
    day = HiddenField()


class RoomForm(Form):
    """A room: its name, how many it seats, what stands in it, its place in the order."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    capacity = IntegerField(_l("Seats"), [InputRequired(), NumberRange(0, MOST_SEATS)])
    equipment = StringField(_l("Equipment"), [Optional(), Length(max=LONGEST_LINE)])
    position = IntegerField(_l("Place in the order"), [Optional(), NumberRange(1, 99)])


class HoursForm(Form):
    """A stretch of time on a day of the edition."""

    day = SelectField(_l("Day"), [InputRequired()], coerce=date.fromisoformat)
    begins = HourField(_l("From"), [InputRequired()])
    ends = HourField(_l("To"), [InputRequired()])


class BlockForm(HoursForm):
    """Hours in which nothing is programmed."""

    label_fr = StringField(_l("Why, in French"), [InputRequired(), Length(max=LONGEST_LINE)])
    label_en = StringField(_l("Why, in English"), [Optional(), Length(max=LONGEST_LINE)])


class OwnAbsenceForm(HoursForm):
    """When whoever says it cannot be there."""

    reason = StringField(_l("Reason"), [Optional(), Length(max=LONGEST_LINE)])


class AbsenceForm(OwnAbsenceForm):
    """When somebody cannot be there, or a room cannot be used."""

    who = RadioField(_l("Who, or which room"), [InputRequired()])


class RulesForm(Form):
    """How an edition composes its programme."""

    session_minutes = IntegerField(_l("Length of a session, in minutes"), [InputRequired(), NumberRange(5, WHOLE_DAY)])
    most_talks = IntegerField(_l("Most presentations in a session"), [InputRequired(), NumberRange(1, 99)])
    buffer_minutes = IntegerField(_l("Minutes to go from one room to another"), [InputRequired(), NumberRange(0, 120)])

    def heeded(self) -> dict[str, int]:
        """Return how much each rule weighs now."""
        return {name: USUAL[name] * self[name].data // 4 for name in HEEDED}


def rules_form() -> type[RulesForm]:
    """Return the form of the rules: how much the composer heeds each, in words."""
    heed = [(0, _("not at all")), (1, _("a little")), (4, _("as usual")), (20, _("much more"))]
    fields = {
        name: SelectField(str(NAMES[name]), [InputRequired()], choices=options(heed), coerce=int, default=4)
        for name in HEEDED
    }
    return type("WeighedRulesForm", (RulesForm,), fields)


def heed_of(weights: Mapping[str, int]) -> dict[str, int]:
    """Return which answer stands for each weight: the nearest of those the form offers."""
    return {name: nearest(weights.get(name, USUAL[name]), USUAL[name]) for name in HEEDED}


def nearest(weight: int, usual: int) -> int:
    """Return how many quarters of the usual weight come nearest to a weight."""
    return min((0, 1, 4, 20), key=lambda quarters: abs(usual * quarters // 4 - weight))


class PublishForm(Form):
    """Publishing the programme as somebody has seen it, and telling those it concerns."""

    tell = BooleanField(_l("Tell them"), default=True)
    seen = HiddenField()


class ImportForm(Form):
    """A programme from elsewhere."""

    file = FileField(_l("The file"), [FileRequired(_l("Choose a file."))])


def boards_form(posters: Iterable[Presentation]) -> type[Form]:
    """Return the form of the boards: a number for each poster, or none."""
    number = [Optional(), NumberRange(1, MOST_BOARDS)]
    fields = {poster.code: IntegerField(_("Board of %(code)s", code=poster.code), number) for poster in posters}
    return type("BoardsForm", (Form,), fields)
