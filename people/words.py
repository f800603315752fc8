"""How people's roles are said, in the gender of whoever holds them."""

from flask_babel.speaklater import LazyString

from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l
from people.models import Person, Role

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
