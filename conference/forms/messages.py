"""Messages: corrected, kept as texts, written to many."""

from datetime import date, time

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional, ValidationError

from conference.models.mailings import TEXTS
from core.forms import Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.outbox import Channel
from core.typography import parse_phone

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
