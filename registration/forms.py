"""The forms of participants, the treasurer, the desk and the committee."""

from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from core.forms import Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.typography import parse_phone
from people.forms import ConsentFields
from registration.words import METHODS

LARGEST_AMOUNT = 100_000_000


class RegisterForm(ConsentFields):
    """Who comes, from where, in which category, and what they agree to besides."""

    keeps_draft = True
    title = SelectField(
        _l("Title"), [Optional()],
        choices=options([("", "—"), ("Dr", "Dr"), ("Pr", "Pr"), ("Mme", _l("Mrs")), ("M.", _l("Mr"))]),
    )  # fmt: skip
    given_names = StringField(_l("First names"), [InputRequired(), Length(max=120)])
    family_name = StringField(_l("Surname"), [InputRequired(), Length(max=120)])
    phone = StringField(_l("Phone"), [Optional(), Length(max=30)])
    email = StringField(
        _l("E-mail, if any"), [Optional(), Email(_l("This is not an e-mail address.")), Length(max=200)]
    )
    structure = StringField(_l("Structure"), [Optional(), Length(max=200)])
    order_number = StringField(_l("Order number, if any"), [Optional(), Length(max=30)])
    category = RadioField(_l("Category"), [InputRequired()], coerce=int)

    def validate_phone(self, field: StringField) -> None:
        """Refuse what cannot be a phone number, and somebody who cannot be reached at all."""
        if field.data and parse_phone(field.data, "ML") is None:
            raise ValidationError(_("This is not a phone number we know how to call."))

    def validate_given_names(self, _field: StringField) -> None:
        """Ask for one way to reach the person."""
        if not (self.phone.data or self.email.data):
            raise ValidationError(_("Give a phone number or an e-mail: we send your code there."))


class DeclareForm(Form):
    """Money somebody says they sent."""

    method = RadioField(
        _l("How did you pay?"),
        [InputRequired()],
        choices=options((method.value, name) for method, name in METHODS.items()),
    )
    reference = StringField(_l("Transaction number"), [Optional(), Length(max=60)])
    amount = IntegerField(_l("Amount in CFA francs"), [InputRequired(), NumberRange(1, LARGEST_AMOUNT)])


class RejectForm(Form):
    """Why money was not found."""

    reason = StringField(_l("Reason, which the payer will read"), [InputRequired(), Length(max=300)])


class RevokeForm(Form):
    """Why a certificate is revoked."""

    reason = StringField(_l("Reason, which whoever verifies will read"), [InputRequired(), Length(max=300)])


class OrderNumberForm(Form):
    """The Order number somebody gives at the desk."""

    order_number = StringField(_l("Order number"), [InputRequired(), Length(max=30)])


class ScanForm(Form):
    """What was scanned or typed at a door, and for which half-day."""

    text = StringField(_l("Badge code"), [InputRequired(), Length(max=300)])
    half_day = SelectField(_l("Half-day"), [InputRequired()], coerce=int)
    gate = StringField(_l("Door"), [InputRequired(), Length(max=60)])
