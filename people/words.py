"""How people's roles are said, in the gender of whoever holds them, and what is kept of people."""

from flask_babel.speaklater import LazyString

from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from people.likeness import Reason
from people.models import Person, RegisterState, Role

# Two forms, the masculine and the feminine one, on either side of a bar; languages with one form repeat it.
ROLES = {
    Role.ADMINISTRATOR: _l("administrator|administrator"),
    Role.PRESIDENT: _l("president of the council|president of the council"),
    Role.SECRETARY_GENERAL: _l("secretary general|secretary general"),
    Role.CHAIR: _l("chair of the scientific committee|chair of the scientific committee"),
    Role.REVIEWER: _l("reviewer|reviewer"),
    Role.SCHEDULER: _l("programme commission|programme commission"),
    Role.TREASURER: _l("treasurer|treasurer"),
    Role.DESK: _l("desk|desk"),
    Role.ROOM_SECRETARY: _l("room secretary|room secretary"),
    Role.FACILITATOR: _l("workshop facilitator|workshop facilitator"),
    Role.PARTNER: _l("partner|partner"),
    Role.AUTHORITY: _l("authority|authority"),
}
REGISTER = {
    RegisterState.VERIFIED: _l("verified"),
    RegisterState.TO_CHECK: _l("to check"),
    RegisterState.RESERVE_LIST: _l("reserve list"),
    RegisterState.FOREIGN: _l("foreign Order"),
    RegisterState.NOT_A_PHYSICIAN: _l("not a physician"),
    RegisterState.UNKNOWN: _l("not looked up yet"),
}
REGISTER_TONES = {RegisterState.VERIFIED: "ok", RegisterState.TO_CHECK: "warn", RegisterState.UNKNOWN: "quiet"}
REASONS = {
    Reason.ORDER_NUMBER: _l("same Order number"),
    Reason.PHONE: _l("same phone"),
    Reason.EMAIL: _l("same e-mail"),
    Reason.SAME_NAMES: _l("same names"),
    Reason.OTHER_SURNAME: _l("same first names, birth name and name in use exchanged"),
    Reason.NEARLY: _l("names one letter apart"),
    Reason.STRUCTURE: _l("same structure"),
}
FIELDS = {
    "title": _l("Title"),
    "given_names": _l("First names"),
    "family_name": _l("Surname (at birth)"),
    "used_name": _l("Name in use"),
    "known_as": _l("Known as (“dit”)"),
    "sex": _l("Sex"),
    "phone": _l("Phone"),
    "email": _l("E-mail"),
    "order_number": _l("Order number"),
    "function": _l("Function"),
    "structure": _l("Structure"),
    "specialty": _l("Specialty"),
}
SEXES = {"F": _l("woman"), "M": _l("man")}


def role_name(role: Role) -> str:
    """Return a role as it is offered, whoever may hold it: « trésorier ou trésorière »."""
    masculine, _bar, feminine = str(ROLES[role]).partition("|")
    if masculine == feminine or not feminine:
        return masculine
    return _("%(one)s or %(other)s", one=masculine, other=feminine)


GENDERS = {"M.": "M", "Mme": "F", "Mlle": "F"}


def gender_of(person: Person) -> str:
    """Return M or F when the title or the register says it, else nothing."""
    return GENDERS.get(person.title, person.sex)


def said_of(person: Person, forms: LazyString | str) -> str:
    """Return the one of two forms that fits a person: « évaluatrice »; both when we do not know."""
    masculine, _bar, feminine = str(forms).partition("|")
    if masculine == feminine or not feminine:
        return masculine
    by_gender = {"M": masculine, "F": feminine}
    return by_gender.get(gender_of(person)) or _("%(one)s or %(other)s", one=masculine, other=feminine)
