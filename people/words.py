"""How people's roles are said, in the gender of whoever holds them, and what is kept of people."""

from flask_babel.speaklater import LazyString

from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from people.likeness import Reason
from people.models import (
    Decision,
    DoubtReason,
    ErasureState,
    FileKind,
    Outcome,
    Person,
    RegisterState,
    Role,
    Scope,
    Use,
)
from people.register_lines import Column, Fault
from people.states import ImportState

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
SCOPES = {
    Scope.PEOPLE: _l("The people in the councils' books: name, function, structure, specialty"),
    Scope.REGISTER: _l("What the register of the Order says of them: number, state, section"),
    Scope.PROGRAMME: _l("The programmes in the making: what clashes in them"),
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
GENDERS = {"M.": "M", "Mme": "F", "Mlle": "F"}
SEXES = {"F": _l("woman"), "M": _l("man")}


def role_name(role: Role) -> str:
    """Return a role as it is offered, whoever may hold it: « trésorier ou trésorière »."""
    return in_gender(ROLES[role])


def in_gender(forms: LazyString | str, gender: str = "") -> str:
    """Return the one of two forms that fits a gender: « évaluatrice »; both when we do not know."""
    masculine, _bar, feminine = str(forms).partition("|")
    if masculine == feminine or not feminine:
        return masculine
    by_gender = {"M": masculine, "F": feminine}
    return by_gender.get(gender) or _("%(one)s or %(other)s", one=masculine, other=feminine)


def gender_of(person: Person) -> str:
    """Return M or F when the title or the register says it, else nothing."""
    return GENDERS.get(person.title, person.sex)


def said_of(person: Person, forms: LazyString | str) -> str:
    """Return the one of two forms that fits a person."""
    return in_gender(forms, gender_of(person))


# ── The register of the Order ───────────────────────────────────────────────────────────────────────────────────────

COLUMNS = {
    Column.ORDER_NUMBER: _l("Order number"),
    Column.FAMILY_NAME: _l("Surname (at birth)"),
    Column.GIVEN_NAMES: _l("First names"),
    Column.FULL_NAME: _l("Surname and first names together"),
    Column.USED_NAME: _l("Name in use"),
    Column.SECTION: _l("Section"),
    Column.SPECIALTY: _l("Specialty"),
    Column.STRUCTURE: _l("Structure"),
    Column.PHONE: _l("Phone"),
    Column.EMAIL: _l("E-mail"),
    Column.RESERVE_LIST: _l("On the reserve list (yes or no)"),
    Column.REGISTERED_ON: _l("Date of inscription"),
}
FILE_KINDS = {
    FileKind.WHOLE: _l("The whole register: who is not in it has disappeared from it"),
    FileKind.RESERVE_LIST: _l("The reserve list only"),
    FileKind.ADDITION: _l("An addition: nobody disappears"),
}
IMPORTS = {
    ImportState.DESCRIBED: _l("columns to confirm"),
    ImportState.CHECKING: _l("being checked"),
    ImportState.CHECKED: _l("checked, not written"),
    ImportState.WRITING: _l("being written"),
    ImportState.WRITTEN: _l("in the register"),
    ImportState.UNREADABLE: _l("unreadable"),
    ImportState.DROPPED: _l("put aside"),
}
IMPORT_TONES = {ImportState.WRITTEN: "ok", ImportState.UNREADABLE: "stop", ImportState.DROPPED: "quiet"}
OUTCOMES = {
    Outcome.NEW: _l("added"),
    Outcome.CHANGED: _l("updated"),
    Outcome.UNCHANGED: _l("as before"),
    Outcome.REFUSED: _l("refused line"),
}
OUTCOME_LISTS = {
    Outcome.REFUSED: _l("Refused lines"),
    Outcome.NEW: _l("Added lines"),
    Outcome.CHANGED: _l("Updated lines"),
    Outcome.UNCHANGED: _l("Lines as before"),
}
OUTCOME_TONES = {Outcome.NEW: "ok", Outcome.CHANGED: "info", Outcome.UNCHANGED: "quiet", Outcome.REFUSED: "stop"}
DECISIONS = {Decision.SAME: _l("the same person"), Decision.OTHER: _l("somebody else")}
DOUBTS = {
    DoubtReason.OTHER_NAMES: _l("the same Order number, other names"),
    DoubtReason.OTHER_NUMBER: _l("the same names and phone, another Order number"),
    DoubtReason.NAMES_ONLY: _l("the same names, and nothing else to tell by"),
    DoubtReason.NEARLY: _l("the same phone, names one letter apart"),
    DoubtReason.SEVERAL: _l("several people answer to this"),
}


def why_refused(fault: str, value: str, see: int = 0) -> str:
    """Return in a sentence why a line of a register is refused."""
    match Fault(fault):
        case Fault.NO_NAME:
            return _("There is no name.")
        case Fault.NO_NUMBER:
            return _("There is no Order number, and the reserve list is not noted.")
        case Fault.NUMBER:
            return _("“%(value)s” is no Order number: it has no figure, or it is too long.", value=value)
        case Fault.NUMBER_TWICE:
            return _("The Order number %(value)s is already on line %(line)d.", value=value, line=see)
        case Fault.LINE_TWICE:
            return _("%(value)s is already on line %(line)d.", value=value, line=see)
        case Fault.RESERVE:
            return _("“%(value)s” says neither yes nor no to the reserve list.", value=value)
        case Fault.TOO_LONG:
            return _("A cell is longer than any name: “%(value)s”. A quotation mark may not be closed.", value=value)
        case Fault.TOO_WIDE:
            return _("The line has far more than a register needs. A quotation mark may not be closed.")
        case Fault.FORMULA:
            return _("A cell shows nothing but a formula or an error: “%(value)s”. Write its value.", value=value)
        case _:
            return _("This line cannot be read.")


def what_is_left_out(fault: str, value: str) -> str:
    """Return in a sentence what of a line is not kept, the rest of it being good."""
    match Fault(fault):
        case Fault.PHONE:
            return _("“%(value)s” is no phone number we know how to call; the line is kept without it.", value=value)
        case Fault.EMAIL:
            return _("“%(value)s” is no e-mail address; the line is kept without it.", value=value)
        case _:
            return _("“%(value)s” is no day in the past; the line is kept without it.", value=value)


# ── Personal data ───────────────────────────────────────────────────────────────────────────────────────────────────

CONSENT_WORDING = "2026-11"  # rises with any change of these sentences: each answer says which wording it answers
CONSENTS = {
    Use.DIRECTORY: _l("My name, specialty and structure may stand in the council's directory."),
    Use.PHOTO_VIDEO: _l("Photographs and films of the event on which I can be recognised may be published."),
    Use.SPONSORS: _l("The partners of the event may receive my name and how to reach me."),
    Use.WHATSAPP: _l("The council may write to me on WhatsApp."),
}
USES = {
    Use.DIRECTORY: _l("Directory"),
    Use.PHOTO_VIDEO: _l("Photographs and films"),
    Use.SPONSORS: _l("Contact by partners"),
    Use.WHATSAPP: _l("WhatsApp"),
}
ERASURES = {
    ErasureState.WAITING: _l("Waiting for the answer"),
    ErasureState.CARRIED_OUT: _l("Carried out"),
    ErasureState.REFUSED: _l("Refused"),
}
ERASURE_TONES = {ErasureState.WAITING: "warn", ErasureState.CARRIED_OUT: "ok", ErasureState.REFUSED: "stop"}
