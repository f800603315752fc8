"""Setting up: councils, who signs for them, and editions."""

from typing import Any

from babel import Locale
from flask_wtf.file import FileField
from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField, SubmitField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from conference.words import KINDS, MODULES
from core import i18n
from core.forms import DayField, Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l

LONGEST_LINE = 200
NOT_IN_ADDRESSES = _l("Write small letters without accents, figures and hyphens only.")
NO_CODE = _l("Write two to eight capitals or figures, without accents or spaces.")
IN_ADDRESSES, CODE = r"[a-z0-9]+(-[a-z0-9]+)*", r"[A-Z0-9]{2,8}"
COUNTRIES = ("ML", "SN", "CI", "BF", "NE", "TG", "BJ", "GN")
CITIES = ("Bamako", "Dakar", "Abidjan", "Ouagadougou", "Niamey", "Lome", "Porto-Novo", "Conakry")
TIME_ZONES = tuple(f"Africa/{city}" for city in CITIES)
CURRENCIES = ("XOF", "GNF")


def in_addresses() -> Regexp:
    """Take what may stand in an address, and say what may."""
    return Regexp(f"^{IN_ADDRESSES}$", message=NOT_IN_ADDRESSES)


class CouncilForm(Form):
    """What a council says of itself."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=LONGEST_LINE)])
    short_name = StringField(_l("Short name"), [InputRequired(), Length(max=LONGEST_LINE)])
    city = StringField(_l("City"), [InputRequired(), Length(max=LONGEST_LINE)])
    country = SelectField(_l("Country"), [InputRequired()])
    time_zone = SelectField(_l("Time zone"), [InputRequired()], choices=options((zone, zone) for zone in TIME_ZONES))
    clock_place = StringField(_l("City of the clock"), [InputRequired(), Length(max=LONGEST_LINE)])
    currency = SelectField(_l("Currency"), [InputRequired()], choices=options((each, each) for each in CURRENCIES))
    sender_name = StringField(_l("Name letters are sent under"), [Optional(), Length(max=80)])
    reply_to = StringField(
        _l("Answers go to"), [Optional(), Email(_l("This is not an e-mail address.")), Length(max=LONGEST_LINE)]
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.country.choices = options((code, Locale(i18n.language()).territories[code]) for code in COUNTRIES)


class NewCouncilForm(CouncilForm):
    """A council under another one, and who administers it first."""

    slug = StringField(_l("Name in addresses"), [InputRequired(), Length(max=60), in_addresses()])
    code = StringField(_l("Code"), [InputRequired(), Regexp(f"^{CODE}$", message=NO_CODE)])
    given_names = StringField(_l("First names"), [InputRequired(), Length(max=LONGEST_LINE)])
    family_name = StringField(_l("Surname (at birth)"), [InputRequired(), Length(max=LONGEST_LINE)])
    email = StringField(
        _l("E-mail"), [InputRequired(), Email(_l("This is not an e-mail address.")), Length(max=LONGEST_LINE)]
    )


class SignatoryForm(Form):
    """Who signs a sort of paper, with their signature."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=LONGEST_LINE)])
    function = StringField(_l("Function"), [InputRequired(), Length(max=LONGEST_LINE)])
    picture = FileField(_l("Picture of the signature"))
    remove = SubmitField(_l("Take away"))

    def upload(self) -> bytes:
        """Return the bytes that came, or none."""
        return self.picture.data.read() if self.picture.data else b""


class EditionForm(Form):
    """An edition as somebody sets it up, in a series that is there or in a new one."""

    series = SelectField(_l("Series"), [Optional()])
    series_name = StringField(_l("Name of the new series"), [Optional(), Length(max=LONGEST_LINE)])
    series_slug = StringField(_l("Its name in addresses"), [Optional(), Length(max=40), in_addresses()])
    number = IntegerField(_l("Number"), [InputRequired(), NumberRange(1, 999)])
    kind = RadioField(_l("Kind"), [InputRequired()])
    theme = StringField(_l("Theme"), [Optional(), Length(max=500)])
    city = StringField(_l("City"), [InputRequired(), Length(max=LONGEST_LINE)])
    venue = StringField(_l("Venue"), [Optional(), Length(max=LONGEST_LINE)])
    starts_on = DayField(_l("First day"), [InputRequired()])
    ends_on = DayField(_l("Last day"), [InputRequired()])
    modules = SelectMultipleField(_l("Modules"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = options((kind.value, said) for kind, said in KINDS.items())
        self.modules.choices = options((module.value, said) for module, said in MODULES.items())

    def validate_series(self, field: SelectField) -> None:
        """Ask for the name of a series when none is chosen."""
        if not field.data and not (self.series_name.data and self.series_slug.data):
            raise ValidationError(_("Choose a series, or give the new one its name and its name in addresses."))
