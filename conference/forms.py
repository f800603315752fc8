"""The forms of the committee and of the rooms."""

from datetime import date, time
from typing import Any

from babel import Locale
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from conference.models import Outcome
from conference.models.mailings import TEXTS
from conference.words import KINDS, MODULES
from core import i18n
from core.forms import DayField, Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.outbox import Channel
from core.typography import parse_phone


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


LONGEST_SUBJECT, LONGEST_BODY, LONGEST_SMS = 200, 10_000, 1_000


class WordingForm(Form):
    """One message as somebody corrects it before it leaves, or words it anew to resend it."""

    address = StringField(_l("To"), [InputRequired(), Length(max=254)])
    subject = StringField(_l("Subject"), [InputRequired(), Length(max=LONGEST_SUBJECT)])
    body = TextAreaField(_l("E-mail"), [InputRequired(), Length(max=LONGEST_BODY)])
    sms = TextAreaField(_l("SMS, and text for WhatsApp"), [InputRequired(), Length(max=LONGEST_SMS)])
    plain_sms = BooleanField(_l("Write the SMS with the letters of SMS only: ɛ becomes e, ê becomes e"))
    channel = Channel.EMAIL

    def validate_address(self, field: StringField) -> None:
        """Refuse what cannot be an address of the message's own road."""
        if self.channel is Channel.EMAIL:
            Email(_("This is not an e-mail address."))(self, field)
        elif self.channel is Channel.SMS:
            field.data = parse_phone(field.data or "", "ML")
            if field.data is None:
                raise ValidationError(_("This is not a phone number we know how to call."))


class TwoTonguesForm(Form):
    """A message in both languages, in its three shapes."""

    subject_fr = StringField(_l("Subject, in French"), [InputRequired(), Length(max=LONGEST_SUBJECT)])
    body_fr = TextAreaField(_l("E-mail, in French"), [InputRequired(), Length(max=LONGEST_BODY)])
    sms_fr = TextAreaField(_l("SMS and text for WhatsApp, in French"), [InputRequired(), Length(max=LONGEST_SMS)])
    subject_en = StringField(_l("Subject, in English"), [Optional(), Length(max=LONGEST_SUBJECT)])
    body_en = TextAreaField(_l("E-mail, in English"), [Optional(), Length(max=LONGEST_BODY)])
    sms_en = TextAreaField(_l("SMS and text for WhatsApp, in English"), [Optional(), Length(max=LONGEST_SMS)])

    def texts(self) -> dict[str, str]:
        """Return every text by its name, lines ended as we keep them."""
        return {name: str(self[name].data or "").replace("\r\n", "\n").strip() for name in TEXTS}


class TemplateForm(TwoTonguesForm):
    """A text that a council keeps."""

    title = StringField(_l("Name of the text"), [InputRequired(), Length(max=120)])


class MailingForm(TwoTonguesForm):
    """A message to many: to whom, by which road, and its texts."""

    keeps_draft = True
    audiences = SelectMultipleField(_l("To whom"))
    by_sms = RadioField(
        _l("By which road"),
        choices=options(
            (("", _l("By e-mail, by SMS to those without")), ("y", _l("By SMS, by e-mail to those without")))
        ),
        default="",
    )
    plain_sms = BooleanField(_l("Write the SMS with the letters of SMS only: ɛ becomes e, ê becomes e"), default=True)
    reply_to = StringField(
        _l("Answers go to"), [Optional(), Email(_l("This is not an e-mail address.")), Length(max=254)]
    )


class LeavingForm(Form):
    """When a message to many leaves: at once, or on a day and at an hour of the place."""

    day = SelectField(_l("Day"), coerce=date.fromisoformat)
    hour = SelectField(_l("Hour"), coerce=time.fromisoformat, default="08:00")


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
