"""Typography: how dates, hours, sums, ordinals, phones and sentences are written, in French and in English.

Pure functions on plain text. What must not be parted at the end of a line is joined by a no-break space: the plain one
(U+00A0) between a number and its unit and before a colon, the narrow one (U+202F) in thousands and before ; ! ? %.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import format_date
from num2words import num2words

NBSP = "\u00a0"
NARROW = "\u202f"
MINUS = "\u2212"

# ── Sentences ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_BLANK = f"[ \\t{NBSP}{NARROW}]"
_CLOSED = r"(?=\s|$|[)\]»”\".,…])"  # a mark that ends a word; in the middle of one (a?b, 14:30) it is no French mark
_FRENCH = re.compile(
    rf"""
      (?P<kept> (?:https?://|www\.)\S*[\w/=&\#%-] | [\w.+'-]+@[\w-]+(?:\.[\w-]+)+ | &\#?\w+;
              | \+\d[\d.{_BLANK[1:-1]}-]*\d | «{_BLANK}*» )
    | (?P<apostrophe> (?<=[^\W\d_])'(?=[\w«“"]) )
    | (?P<opening> «{_BLANK}* )
    | (?P<closing> {_BLANK}*» )
    | (?P<colon> (?<=[^\s:;!?«“(\[]){_BLANK}*:(?=\s|$|») )
    | (?P<high> (?<=[^\s!?;:«“"'(\[/]){_BLANK}*(?P<marks>[;!?]+){_CLOSED} )
    | (?P<percent> (?<=\d){_BLANK}*%(?!\w) )
    | (?P<thousands> (?<![\w.,/])[1-9]\d{{0,2}}(?:{_BLANK}\d{{3}})+(?!{_BLANK}?\d) )
    """,
    re.VERBOSE,
)
_PRINTED = {
    "apostrophe": "’",
    "opening": f"«{NBSP}",
    "closing": f"{NBSP}»",
    "colon": f"{NBSP}:",
    "percent": f"{NARROW}%",
}


def french(text: str) -> str:
    """Give a French sentence its no-break spaces and curly apostrophes; doing it twice changes nothing more."""
    return _FRENCH.sub(_as_printed, text)


def _as_printed(found: re.Match[str]) -> str:
    """Return one mark of a sentence as a French printer sets it."""
    match found.lastgroup:
        case "high":
            return NARROW + found["marks"]
        case "thousands":
            return re.sub(_BLANK, NARROW, found[0])
        case kind:
            return _PRINTED.get(str(kind), found[0])


_APART = re.compile(r"(?<=«) | (?=[:»])|(?P<narrow> (?=[;!?%]))")


def unparted(text: str) -> str:
    """Join each mark to the word from which its author set it apart, in any language; no letter changes."""
    return _APART.sub(lambda space: NARROW if space["narrow"] else NBSP, text)


_BREAKS = re.compile(r"[\t-\r\u0085\u2028\u2029]")
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def one_line(text: str) -> str:
    """Return what somebody typed as one line: composed letters, no control character, single spaces.

    Every letter and mark of every script stays; what would turn the direction of the text around it does not.
    """
    bare = _UNSEEN.sub("", _BREAKS.sub(" ", unicodedata.normalize("NFC", text)))
    return re.sub(r" +", " ", bare).strip()


def initials_of(given_names: str) -> str:
    """Return a person's initials as a list of authors shows them: « Jean-Marie Ɛssa » → « J.-M. Ɛ. »."""
    names = re.split(r"\s+", given_names.strip())
    return NBSP.join("-".join(_initial(part) for part in name.split("-") if part) for name in names if name)


def _initial(name: str) -> str:
    return f"{name[0].upper()}."


_DIRECTIONS = re.compile("[\u200e\u200f]")


def plain_line(text: str) -> str:
    """Return a text as `one_line()` does, as a header or an SMS takes it: one kind of space, no mark of direction."""
    return " ".join(_DIRECTIONS.sub("", one_line(text)).split())


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def ordinal(number: int, *, feminine: bool = False, plural: bool = False, language: str) -> str:
    """Return a rank in figures: « 1er », « 1re », « 7e », « 7es »; 1st, 7th."""
    if language == "fr":
        ending = "e" if number != 1 else "re" if feminine else "er"
        return f"{number}{ending}{'s' if plural else ''}"
    teen = number % 100 in range(11, 14)
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def number(value: int, language: str) -> str:
    """Return a whole number with its thousands apart: « 3 930 », 3,930."""
    figures = (MINUS if value < 0 else "") + f"{abs(value):,d}"
    return figures.replace(",", NARROW) if language == "fr" else figures


# ── Dates and hours ───────────────────────────────────────────────────────────────────────────────────────────────────


def day_in_words(day: date, language: str) -> str:
    """Return a day in full: « vendredi 28 juin 2024 », Friday 28 June 2024."""
    return f"{_weekday(day, language)} {_day_month_year(day, language)}"


def short_day(day: date, language: str) -> str:
    """Return a day without its weekday: « 1er juillet 2024 », 1 July 2024."""
    return _day_month_year(day, language)


def span_in_words(start: date, end: date, language: str) -> str:
    """Return the days between two dates in full: « du mercredi 10 au vendredi 12 novembre 2021 »."""
    return _span(start, end, language, weekdays=True)


def short_span(start: date, end: date, language: str) -> str:
    """Return the days between two dates without weekdays: « 28 et 29 juin 2024 », « du 10 au 12 novembre 2021 »."""
    return _span(start, end, language, weekdays=False)


def _span(start: date, end: date, language: str, *, weekdays: bool) -> str:
    """Name the month and the year of the first day only where they differ from the last day's."""
    if end < start:
        raise ValueError("a span of days ends on or after the day it starts")
    last = (f"{_weekday(end, language)} " if weekdays else "") + _day_month_year(end, language)
    if start == end:
        return last
    first = _day(start, language)
    if weekdays:
        first = f"{_weekday(start, language)} {first}"
    if (start.year, start.month) != (end.year, end.month):
        first += f" {_month(start, language)}"
    if start.year != end.year:
        first += f" {start.year}"
    return _joined(first, last, language, neighbours=end - start == timedelta(days=1), short=not weekdays)


def _joined(first: str, last: str, language: str, *, neighbours: bool, short: bool) -> str:
    if neighbours:
        return f"{first} {'et' if language == 'fr' else 'and'} {last}"
    if language == "fr":
        return f"du {first} au {last}"
    return f"{first} to {last}" if short else f"from {first} to {last}"


def _weekday(day: date, language: str) -> str:
    return format_date(day, "EEEE", locale=language)


def _month(day: date, language: str) -> str:
    return format_date(day, "MMMM", locale=language)


def _day(day: date, language: str) -> str:
    return ordinal(1, language=language) if day.day == 1 and language == "fr" else str(day.day)


def _day_month_year(day: date, language: str) -> str:
    return f"{_day(day, language)} {_month(day, language)} {day.year}"


def clock_time(at: time | datetime, language: str) -> str:
    """Return an hour of the day: « 14 h 30 », « 9 h »; 14:30 in English."""
    if language != "fr":
        return f"{at.hour:02d}:{at.minute:02d}"
    return f"{at.hour}{NBSP}h" + (f"{NBSP}{at.minute:02d}" if at.minute else "")


def moment_in_words(at: datetime, place: str, language: str) -> str:
    """Return a moment as a place's clocks show it: « mercredi 15 mai 2024 à 23 h 59, heure de Bamako ».

    `at` is already in the place's own time (`clock.at_place`).
    """
    day, hour = day_in_words(at, language), clock_time(at, language)
    if language == "fr":
        return f"{day} à {hour}, heure {_of(place)}"
    return f"{day} at {hour}, {place} time"


def _of(place: str) -> str:
    """Return « de Bamako », « d’Abidjan », « de Ouagadougou », « du Caire »."""
    if place.startswith("Le "):
        return f"du {place[3:]}"
    bare = unicodedata.normalize("NFD", place).upper()
    elided = bare.startswith(("A", "E", "I", "O", "U")) and not bare.startswith("OUA")
    return f"d’{place}" if elided else f"de {place}"


def hours(minutes: int) -> str:
    """Return a length of time in hours: « 10 h 00 »."""
    whole, rest = divmod(minutes, 60)
    return f"{whole}{NBSP}h{NBSP}{rest:02d}"


# ── Money ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Currency:
    """How one currency is counted and written."""

    decimals: int
    sign: str
    names: Mapping[str, tuple[str, str]]  # language → one, several

    @property
    def unit(self) -> int:
        """How many of the smallest coins make one."""
        return int(10**self.decimals)


_CFA = {"fr": ("franc CFA", "francs CFA"), "en": ("CFA franc", "CFA francs")}
CURRENCIES = {
    "XOF": Currency(0, f"F{NBSP}CFA", _CFA),
    "XAF": Currency(0, f"F{NBSP}CFA", _CFA),
    "EUR": Currency(2, "€", {"fr": ("euro", "euros"), "en": ("euro", "euros")}),
}
_CENTS = {"fr": ("centime", "centimes"), "en": ("cent", "cents")}
_MILLION = 1_000_000


def money(amount: int, currency: str, language: str) -> str:
    """Return a sum, counted in the smallest unit, in figures: « 50 000 F CFA », XOF 50,000."""
    how = CURRENCIES[currency]
    whole, rest = divmod(abs(amount), how.unit)
    figures = (MINUS if amount < 0 else "") + number(whole, language)
    if how.decimals:
        figures += f"{',' if language == 'fr' else '.'}{rest:0{how.decimals}d}"
    return f"{figures}{NBSP}{how.sign}" if language == "fr" else f"{currency}{NBSP}{figures}"


def money_in_words(amount: int, currency: str, language: str) -> str:
    """Return a sum spelt out: « six cent vingt mille francs CFA », « un million de francs CFA »."""
    how = CURRENCIES[currency]
    whole, rest = divmod(abs(amount), how.unit)
    words = _counted(whole, how.names[language], language)
    if rest:
        words += f" {'et' if language == 'fr' else 'and'} {_counted(rest, _CENTS[language], language)}"
    return f"{'moins' if language == 'fr' else 'minus'} {words}" if amount < 0 else words


def _counted(number: int, names: tuple[str, str], language: str) -> str:
    """Return a number in words and what it counts; French says « de » after round millions."""
    one, several = names
    singular = number < 2 if language == "fr" else number == 1
    name = one if singular else several
    if language == "fr" and number and number % _MILLION == 0:
        name = f"d’{name}" if name[0] in "aeiou" else f"de {name}"
    return f"{num2words(number, lang=language)} {name}"


# ── Phones ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class NumberingPlan:
    """How a country's phone numbers begin, how long they are and how they are read aloud."""

    code: str
    groups: tuple[int, ...]
    start: str = ""
    trunk: str = ""

    @property
    def length(self) -> int:
        """How many digits follow the country's code."""
        return sum(self.groups)

    def holds(self, national: str) -> bool:
        """Whether these digits, without the country's code, can be a number of this country."""
        return len(national) == self.length and national.startswith(self.start)


NUMBERING_PLANS = {
    "ML": NumberingPlan("223", (2, 2, 2, 2)),
    "SN": NumberingPlan("221", (2, 3, 2, 2)),
    "CI": NumberingPlan("225", (2, 2, 2, 2, 2)),
    "BF": NumberingPlan("226", (2, 2, 2, 2)),
    "NE": NumberingPlan("227", (2, 2, 2, 2)),
    "TG": NumberingPlan("228", (2, 2, 2, 2)),
    "BJ": NumberingPlan("229", (2, 2, 2, 2, 2), start="01"),
    "GN": NumberingPlan("224", (3, 2, 2, 2)),
    "FR": NumberingPlan("33", (1, 2, 2, 2, 2), trunk="0"),
}
_PHONE = re.compile(r"(?P<abroad>\+|00)?(?P<digits>[0-9]+)")


def phone(e164: str) -> str:
    """Return a number as people read it aloud: « +223 76 00 00 00 »; one of another country stays as it is."""
    plan = _plan_of(e164.removeprefix("+"))
    if plan is None:
        return e164
    digits = iter(e164.removeprefix(f"+{plan.code}"))
    groups = ("".join(next(digits) for _ in range(size)) for size in plan.groups)
    return NBSP.join([f"+{plan.code}", *groups])


def parse_phone(text: str, default_country: str) -> str | None:
    """Return a typed number as +22376000000, or None when it cannot be one.

    Spaces, dots, hyphens and brackets do not count; « 00 » stands for « + ». Numbers of countries we hold no plan of
    must say so by « + » or « 00 ».
    """
    bare = re.sub(r"\(0\)|[\s().\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", text))
    found = _PHONE.fullmatch(bare)
    if found is None:
        return None
    digits = found["digits"]
    if found["abroad"]:
        return _from_abroad(digits)
    home = NUMBERING_PLANS[default_country]
    national = digits.removeprefix(home.trunk) if len(digits) > home.length else digits
    if home.holds(national):
        return f"+{home.code}{national}"
    return f"+{digits}" if _plan_of(digits) else None


def _from_abroad(digits: str) -> str | None:
    """Return a number that began with a country's code, if that country has numbers of this length."""
    known = any(digits.startswith(plan.code) for plan in NUMBERING_PLANS.values())
    possible = _plan_of(digits) is not None if known else 8 <= len(digits) <= 15 and digits[0] != "0"
    return f"+{digits}" if possible else None


def _plan_of(digits: str) -> NumberingPlan | None:
    """Return the plan of a number that begins with a country's code, or None when no plan of ours fits it."""
    plans = NUMBERING_PLANS.values()
    return next((plan for plan in plans if digits.startswith(plan.code) and plan.holds(digits[len(plan.code) :])), None)


# ── SMS ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = frozenset("\f^{}\\[~]|€")
_GSM_INSTEAD = str.maketrans(
    dict.fromkeys("‘’ʼ‛′´`", "'")
    | dict.fromkeys("“”„«»″", '"')
    | dict.fromkeys("‐‑–—−•", "-")
    | dict(zip("ɛƐɔƆɓƁɗƊƴƳƙƘ·×°\t", "eEoObBdDyYkK.xo ", strict=True))
    | {"ɲ": "ny", "Ɲ": "Ny", "ŋ": "ng", "Ŋ": "Ng", "œ": "oe", "Œ": "OE", "…": "...", "→": "->"}
    | dict.fromkeys("\u200b\u00ad\u2060", "")
)
_QUOTED = re.compile(r"«\s*(.*?)\s*»")
_POWER = re.compile(r"(?<=\d)[⁺⁻]?[⁰¹²³⁴-⁹]+")


def gsm_text(text: str) -> str:
    """Rewrite a message in the alphabet of SMS, so that it stays short; for SMS only, never for a document."""
    straight = _QUOTED.sub(r'"\1"', unicodedata.normalize("NFC", text)).translate(_GSM_INSTEAD)
    straight = _POWER.sub(lambda power: "^" + unicodedata.normalize("NFKC", power[0]).replace("−", "-"), straight)
    return "".join(_gsm_letter(letter) for letter in straight)


def _gsm_letter(letter: str) -> str:
    """Return one letter in the alphabet of SMS: itself, itself without its accent, or a question mark."""
    if letter in GSM or letter in GSM_DOUBLE:
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return bare if all(part in GSM for part in bare) else "?"


def sms_parts(text: str) -> int:
    """Return how many SMS a message costs: 160 letters of their alphabet or 70 others, fewer in each of several."""
    if all(letter in GSM or letter in GSM_DOUBLE for letter in text):
        return _packed((2 if letter in GSM_DOUBLE else 1 for letter in text), alone=160, together=153)
    return _packed((len(letter.encode("utf-16-be")) // 2 for letter in text), alone=70, together=67)


def _packed(sizes: Iterable[int], *, alone: int, together: int) -> int:
    """Return how many parts letters of these sizes fill; a letter is never cut in two."""
    letters = list(sizes)
    if sum(letters) <= alone:
        return 1 if letters else 0
    parts, used = 1, 0
    for size in letters:
        if used + size > together:
            parts, used = parts + 1, 0
        used += size
    return parts
