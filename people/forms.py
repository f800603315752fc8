"""The forms of people."""

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from core.forms import Form
from core.i18n import lazy_gettext as _l


class SignInForm(Form):
    """How somebody says who they are."""

    identifier = StringField(_l("E-mail, phone or Order number"), [InputRequired(), Length(max=120)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=200)])
