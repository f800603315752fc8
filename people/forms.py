"""The forms of people."""

from typing import Any

from wtforms import DateField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from core.forms import Form
from core.i18n import lazy_gettext as _l

LONGEST_PASSWORD = 200


class SignInForm(Form):
    """How somebody says who they are."""

    identifier = StringField(_l("E-mail, phone or Order number"), [InputRequired(), Length(max=120)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])


class WhoForm(Form):
    """Which of several people who share an address and a password this is."""

    proof = HiddenField()
    who = RadioField(_l("Who are you?"), [InputRequired()], coerce=int)


class RecoveryForm(Form):
    """Whose password is to be chosen anew."""

    identifier = StringField(_l("E-mail, phone or Order number"), [InputRequired(), Length(max=120)])


class CodeForm(Form):
    """A code from a message, from the application on the phone, or from the paper."""

    code = StringField(_l("Code"), [InputRequired(), Length(max=40)])


class EnrolForm(CodeForm):
    """The first code of a phone, with the sealed secret that it proves to know."""

    offer = HiddenField()


class NewPasswordForm(Form):
    """A password chosen anew, typed twice."""

    password = PasswordField(_l("New password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])
    again = PasswordField(_l("The same, once more"), [InputRequired(), Length(max=LONGEST_PASSWORD)])

    def validate_again(self, field: Any) -> None:
        """See that both are the same."""
        if field.data != self.password.data:
            raise ValidationError(str(_l("The two passwords are not the same.")))


class PasswordForm(NewPasswordForm):
    """The present password and the new one."""

    present = PasswordField(_l("Present password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])


class RoleForm(Form):
    """Which role somebody is given, where, and until when."""

    person = RadioField(_l("Person"), [InputRequired()], coerce=int)
    role = SelectField(_l("Role"), [InputRequired()])
    where = SelectField(_l("Where"), [InputRequired()])
    until = DateField(_l("Last day"), [Optional()])
