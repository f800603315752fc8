"""The forms of people."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import AnyOf, Email, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.forms import DayField, Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from core.typography import one_line, parse_phone
from people.models import Use
from people.words import CONSENTS

LONGEST_NAME = 200
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


class StructureForm(Form):
    """What the list says of a structure."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=LONGEST_NAME)])
    acronym = StringField(_l("Acronym"), [Optional(), Length(max=40)])
    kind = StringField(_l("Kind"), [Optional(), Length(max=40)])
    city = StringField(_l("Town"), [Optional(), Length(max=LONGEST_NAME)])


class SameStructureForm(Form):
    """Which of two entries of one structure stays."""

    stays = RadioField(_l("Which entry stays?"), [InputRequired()], coerce=int)


class TokenForm(Form):
    """What a token is for, until when, and the password of whoever makes it."""

    name = StringField(_l("Name of the token"), [InputRequired(), Length(max=80)])
    scopes = SelectMultipleField(
        _l("What the program may read"),
        [InputRequired()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    until = DayField(_l("Last day"), [InputRequired()])
    present = PasswordField(_l("Present password"), [InputRequired(), Length(max=LONGEST_PASSWORD)])

    def validate_name(self, field: StringField) -> None:
        """Refuse a name in which nothing can be read."""
        if not one_line(field.data or ""):
            raise ValidationError(str(_l("This cannot be read.")))


class RoleForm(Form):
    """Which role somebody is given, where, and until when."""

    person = RadioField(_l("Person"), [InputRequired()], coerce=int)
    role = SelectField(_l("Role"), [InputRequired()])
    where = SelectField(_l("Where"), [InputRequired()])
    until = DayField(_l("Last day"), [Optional()])


class IdentityForm(Form):
    """Who somebody is, as they write it, how they are reached and where they work."""

    title = StringField(_l("Title"), [Optional(), Length(max=40)])
    given_names = StringField(_l("First names"), [InputRequired(), Length(max=LONGEST_NAME)])
    family_name = StringField(_l("Surname (at birth)"), [InputRequired(), Length(max=LONGEST_NAME)])
    used_name = StringField(_l("Name in use, if another"), [Optional(), Length(max=LONGEST_NAME)])
    known_as = StringField(_l("Known as (“dit”)"), [Optional(), Length(max=LONGEST_NAME)])
    phone = StringField(_l("Phone"), [Optional(), Length(max=40)])
    email = StringField(_l("E-mail"), [Optional(), Email(_l("This is not an e-mail address.")), Length(max=200)])
    function = StringField(_l("Function"), [Optional(), Length(max=LONGEST_NAME)])
    structure = StringField(_l("Structure"), [Optional(), Length(max=LONGEST_NAME)])

    def __init__(self, country: str, **values: Any) -> None:
        self.country = country
        super().__init__(**values)

    def validate_given_names(self, field: StringField) -> None:
        """Refuse names in which nothing can be read."""
        for name in (field, self.family_name):
            if name.data and not one_line(name.data):
                raise ValidationError(_("Give the first names and the surname."))

    def validate_phone(self, field: StringField) -> None:
        """Refuse what cannot be a phone number."""
        if field.data and parse_phone(field.data, self.country) is None:
            raise ValidationError(_("This is not a phone number we know how to call."))


class PersonForm(IdentityForm):
    """All that a council's secretariat keeps of a person."""

    sex = SelectField(_l("Sex"), [Optional()], choices=options([("", "—"), ("F", _l("woman")), ("M", _l("man"))]))
    order_number = StringField(_l("Order number"), [Optional(), Length(max=30)])
    specialty = SelectField(_l("Specialty"), [Optional()])
    confirmed = BooleanField(_l("It is somebody else: add them"))


class PostForm(Form):
    """A function or a title of a person, from a day to a day."""

    title = StringField(_l("Title received"), [Optional(), Length(max=40)])
    function = StringField(_l("Function"), [Optional(), Length(max=LONGEST_NAME)])
    structure = StringField(_l("Structure"), [Optional(), Length(max=LONGEST_NAME)])
    since = DayField(_l("Since"), [Optional()])
    until = DayField(_l("Until, if it has ended"), [Optional()])


class RegisterFileForm(Form):
    """A file of the council's register."""

    file = FileField(_l("File of the register"))

    def validate_file(self, field: FileField) -> None:
        """Ask for the file."""
        if not field.data:
            raise ValidationError(_("Choose the file of the register."))


class RegisterColumnsForm(Form):
    """What each column of a file holds, and what the file is."""

    kind = RadioField(_l("What is this file?"), [InputRequired()])
    places = FieldList(SelectField(_l("Read as"), [Optional()]))


class RegisterWriteForm(Form):
    """Whether the good lines are wanted although others are refused."""

    only_good = BooleanField(_l("Write the good lines alone"))


class DecisionForm(Form):
    """Whether two are the same person."""

    decision = HiddenField(validators=[InputRequired(), AnyOf(["same", "other"])])


class RegisterStateForm(Form):
    """What is said by hand of somebody whom the register does not name."""

    state = SelectField(_l("What is known of them"), [InputRequired()])


class ConsentFields(Form):
    """One box for each use that needs a person's word, none of them ticked by us."""

    use_directory = BooleanField(CONSENTS[Use.DIRECTORY])
    use_photo_video = BooleanField(CONSENTS[Use.PHOTO_VIDEO])
    use_sponsors = BooleanField(CONSENTS[Use.SPONSORS])
    use_whatsapp = BooleanField(CONSENTS[Use.WHATSAPP])

    def agreed(self) -> set[Use]:
        """Return the uses that are ticked."""
        return {use for use in Use if self[field_of(use)].data}

    def uses(self) -> list[Any]:
        """Return the boxes, in their order."""
        return [self[field_of(use)] for use in Use]


def field_of(use: Use) -> str:
    """Return the name of the box of one use."""
    return f"use_{use.value.replace('-', '_')}"


class OwnDataForm(IdentityForm):
    """What somebody corrects of what is held on them."""

    NAMES = ("title", "given_names", "family_name", "used_name", "known_as", "phone", "email", "function")


class EraseForm(Form):
    """To which council a request for erasure goes."""

    council = RadioField(_l("Which council is to answer?"), [InputRequired()], coerce=int)


class AnswerForm(Form):
    """Why a request for erasure is refused."""

    reason = StringField(_l("Reason, which the person will read"), [InputRequired(), Length(max=500)])


class FilingForm(Form):
    """What a council has filed with the authority, and what its notice says."""

    authority = StringField(_l("Authority"), [Optional(), Length(max=LONGEST_NAME)])
    number = StringField(_l("Number of the receipt (récépissé)"), [Optional(), Length(max=80)])
    filed_on = DayField(_l("Date of the receipt"), [Optional()])
    contact = StringField(_l("Who answers questions about data"), [Optional(), Length(max=LONGEST_NAME)])
    email = StringField(_l("Their e-mail"), [Optional(), Email(_l("This is not an e-mail address.")), Length(max=200)])
    phone = StringField(_l("Their phone"), [Optional(), Length(max=40)])
    hosting = StringField(_l("Where the data is hosted"), [Optional(), Length(max=300)])

    def __init__(self, country: str, **values: Any) -> None:
        self.country = country
        super().__init__(**values)

    def validate_phone(self, field: StringField) -> None:
        """Refuse what cannot be a phone number."""
        if field.data and parse_phone(field.data, self.country) is None:
            raise ValidationError(_("This is not a phone number we know how to call."))
