"""What a line of a register's file says: which column is what, and what is wrong with it. It touches no row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from core.search import fold
from core.sheets import Line
from core.typography import one_line, parse_phone
from people.likeness import one_edit

LONGEST, LONGEST_NUMBER = 200, 30
HEAD = 20
FEWEST_COLUMNS = 2
SHORTEST_MISTYPED = 5


class Column(StrEnum):
    """What a column of a register can hold."""

    ORDER_NUMBER = "order_number"
    FAMILY_NAME = "family_name"
    GIVEN_NAMES = "given_names"
    FULL_NAME = "full_name"
    USED_NAME = "used_name"
    SECTION = "section"
    SPECIALTY = "specialty"
    STRUCTURE = "structure"
    PHONE = "phone"
    EMAIL = "email"
    RESERVE_LIST = "reserve_list"
    REGISTERED_ON = "registered_on"


# How councils head their columns, folded; the first that fits has the column.
HEADINGS: Mapping[Column, tuple[str, ...]] = {
    Column.FULL_NAME: (
        "nom et prenom", "nom et prenoms", "noms et prenoms", "prenom et nom", "prenoms et nom", "prenoms et noms",
        "nom prenom", "nom prenoms", "nom complet", "full name", "name",
    ),
    Column.USED_NAME: ("nom dusage", "nom depouse", "nom marital", "epouse", "nom d usage", "name in use"),
    Column.FAMILY_NAME: (
        "nom", "noms", "nom de famille", "nom de naissance", "nom de jeune fille", "surname", "family name",
        "last name",
    ),
    Column.GIVEN_NAMES: ("prenom", "prenoms", "first name", "first names", "given names"),
    Column.ORDER_NUMBER: (
        "n dinscription", "no dinscription", "numero dinscription", "n inscription", "no inscription",
        "numero inscription", "n ordre", "no ordre", "numero ordre", "n dordre", "no dordre", "numero dordre",
        "n a lordre", "matricule", "matricule ordre", "order number",
    ),
    Column.RESERVE_LIST: ("liste de reserve", "reserve", "sur liste de reserve", "reserve list"),
    Column.REGISTERED_ON: ("date dinscription", "date inscription", "inscrit le", "inscrite le", "registered on"),
    Column.SECTION: ("section", "section du tableau", "tableau"),
    Column.SPECIALTY: ("specialite", "specialites", "qualification", "discipline", "specialty"),
    Column.STRUCTURE: (
        "structure", "lieu dexercice", "lieux dexercice", "lieu de travail", "lieu daffectation", "etablissement",
        "structure sanitaire", "hopital", "service", "adresse professionnelle", "workplace",
    ),
    Column.PHONE: (
        "telephone", "telephones", "tel", "n tel", "n telephone", "n de telephone", "numero de telephone", "contact",
        "contacts", "mobile", "portable", "cellulaire", "phone",
    ),
    Column.EMAIL: ("e mail", "email", "mail", "courriel", "adresse e mail", "adresse email", "adresse electronique"),
}  # fmt: skip
YES = frozenset({"oui", "x", "1", "yes", "o", "y", "vrai", "true", "reserve", "liste de reserve"})
NO = frozenset({"", "non", "0", "no", "n", "faux", "false"})
Mapped = Mapping[Column, int]


class Fault(StrEnum):
    """Why a line is refused, or what of it could not be kept."""

    NO_NAME = "no-name"
    NO_NUMBER = "no-number"
    NUMBER = "number"
    NUMBER_TWICE = "number-twice"
    LINE_TWICE = "line-twice"
    RESERVE = "reserve"
    TOO_LONG = "too-long"
    TOO_WIDE = "too-wide"
    FORMULA = "formula"
    PHONE = "phone"
    EMAIL = "email"
    DAY = "day"


@dataclass(frozen=True)
class Remark:
    """What is wrong with one value of a line; `see` is the earlier line that says the same."""

    fault: Fault
    value: str = ""
    see: int = 0


@dataclass(frozen=True)
class Member:
    """What a line says of a member of the register."""

    key: str
    order_number: str = ""
    family_name: str = ""
    given_names: str = ""
    used_name: str = ""
    section: str = ""
    specialty: str = ""
    structure: str = ""
    phone: str = ""
    email: str = ""
    on_reserve_list: bool = False
    registered_on: str = ""


@dataclass(frozen=True)
class Reading:
    """One line as it was understood: a member, or why it is refused; beside it what was left out."""

    line: int
    member: Member | None
    refusal: Remark | None = None
    left_out: tuple[Remark, ...] = ()


# ── Columns ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def heading(lines: Sequence[Line]) -> Line | None:
    """Return the line that heads the columns: the first that names people and something else."""
    return next((line for line in lines[:HEAD] if is_enough(columns_of(line.cells))), None)


def has_heading(lines: Sequence[Line]) -> bool:
    """Tell whether these lines begin a register."""
    return heading(lines) is not None


def is_enough(columns: Mapped) -> bool:
    """Tell whether the columns name people and say something else of them."""
    names = Column.FULL_NAME in columns or {Column.FAMILY_NAME, Column.GIVEN_NAMES} <= columns.keys()
    return names and len(columns) > FEWEST_COLUMNS - (Column.FULL_NAME in columns)


def columns_of(headings: Sequence[str]) -> dict[Column, int]:
    """Return which column is what: headed so exactly, or beginning so, or one letter apart."""
    folded = [fold(re.sub(r"\(.*?\)", "", text)) for text in headings]
    found: dict[Column, int] = {}
    for fits in (_is_same, _begins, _is_mistyped):
        for column, known in HEADINGS.items():
            places = (place for word in known for place, text in enumerate(folded) if text and fits(text, word))
            free = [place for place in places if place not in found.values()]
            if column not in found and free:
                found[column] = free[0]
    return found


def _is_same(text: str, known: str) -> bool:
    return text == known


def _begins(text: str, known: str) -> bool:
    return text.startswith(f"{known} ")


def _is_mistyped(text: str, known: str) -> bool:
    return len(known) >= SHORTEST_MISTYPED and one_edit(text, known)


# ── Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Reader:
    """Reads the lines of one file one after the other; what a line says twice is refused the second time."""

    columns: Mapped
    country: str
    today: date
    is_reserve_list: bool = False
    seen: dict[str, int] = field(default_factory=dict)

    def read(self, lines: Iterable[Line]) -> Iterable[Reading]:
        """Give each line as it is understood."""
        for line in lines:
            yield self._read(line)

    def _read(self, line: Line) -> Reading:
        texts = {column: line.cells[place] for column, place in self.columns.items() if place < len(line.cells)}
        if refusal := self._refusal(line, texts):
            return Reading(line.number, None, refusal)
        left_out: list[Remark] = []
        member = self._member(texts, left_out)
        if earlier := self.seen.get(member.key):
            fault = Fault.NUMBER_TWICE if member.order_number else Fault.LINE_TWICE
            value = member.order_number or f"{member.given_names} {member.family_name}".strip()
            return Reading(line.number, None, Remark(fault, value, earlier))
        self.seen[member.key] = line.number
        return Reading(line.number, member, None, tuple(left_out))

    def _refusal(self, line: Line, texts: Mapping[Column, str]) -> Remark | None:
        if line.is_cut:
            return Remark(Fault.TOO_WIDE, line.cells[0][:80] if line.cells else "")
        used = set(self.columns.values())
        if fault := next((text for place, text in line.faults if place in used), None):
            return Remark(Fault.FORMULA, fault[:LONGEST])
        if long := next((text for text in texts.values() if len(text) > LONGEST), None):
            return Remark(Fault.TOO_LONG, f"{long[:80]}…")
        if not fold(_all_names(texts)):
            return Remark(Fault.NO_NAME, _all_names(texts) or texts.get(Column.ORDER_NUMBER, ""))
        reserve = fold(texts.get(Column.RESERVE_LIST, ""))
        if reserve not in YES | NO:
            return Remark(Fault.RESERVE, texts[Column.RESERVE_LIST])
        return self._wrong_number(texts, on_reserve=self.is_reserve_list or reserve in YES)

    @staticmethod
    def _wrong_number(texts: Mapping[Column, str], *, on_reserve: bool) -> Remark | None:
        number = texts.get(Column.ORDER_NUMBER, "")
        if not number:
            return None if on_reserve else Remark(Fault.NO_NUMBER, _all_names(texts))
        return None if number_key(number) and len(number) <= LONGEST_NUMBER else Remark(Fault.NUMBER, number)

    def _member(self, texts: Mapping[Column, str], left_out: list[Remark]) -> Member:
        family, given = texts.get(Column.FAMILY_NAME, ""), texts.get(Column.GIVEN_NAMES, "")
        if not (family or given):
            family, given = parted(texts.get(Column.FULL_NAME, ""))
        number = texts.get(Column.ORDER_NUMBER, "").upper()
        phone = self._phone(texts.get(Column.PHONE, ""), left_out)
        structure = texts.get(Column.STRUCTURE, "")
        return Member(
            key=key_of(number, f"{given} {family}", phone or structure),
            order_number=number,
            family_name=family,
            given_names=given,
            used_name=texts.get(Column.USED_NAME, ""),
            section=texts.get(Column.SECTION, "")[:80],
            specialty=texts.get(Column.SPECIALTY, ""),
            structure=structure,
            phone=phone,
            email=_email(texts.get(Column.EMAIL, ""), left_out),
            on_reserve_list=self.is_reserve_list or fold(texts.get(Column.RESERVE_LIST, "")) in YES,
            registered_on=self._day(texts.get(Column.REGISTERED_ON, ""), left_out),
        )

    def _phone(self, text: str, left_out: list[Remark]) -> str:
        numbers = (parse_phone(part, self.country) for part in [text, *re.split(r"[/;,]| et ", text)])
        phone = next((number for number in numbers if number), "")
        if text and not phone:
            left_out.append(Remark(Fault.PHONE, text))
        return phone

    def _day(self, text: str, left_out: list[Remark]) -> str:
        day = day_of(text)
        if text and (day is None or day > self.today):
            left_out.append(Remark(Fault.DAY, text))
            return ""
        return day.isoformat() if day else ""


def _all_names(texts: Mapping[Column, str]) -> str:
    names = (texts.get(column, "") for column in (Column.GIVEN_NAMES, Column.FAMILY_NAME, Column.FULL_NAME))
    return " ".join(name for name in names if name)


def _email(text: str, left_out: list[Remark]) -> str:
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        left_out.append(Remark(Fault.EMAIL, text))
        return ""


def number_key(number: str) -> str:
    """Return an Order number as numbers are compared: « N° 0123/D » and « 123-d » are one; nothing without a figure."""
    bare = re.sub(r"^(n|no|num|numero)(?=\d)", "", "".join(fold(one_line(number)).split()))
    return bare.lstrip("0") if any(sign.isdigit() for sign in bare.lstrip("0")) else ""


def key_of(number: str, names: str, place: str) -> str:
    """Return by what a member is known again in a later file: the Order number, else names and phone or place."""
    if number:
        return f"no:{number_key(number)}"
    return f"who:{' '.join(sorted(fold(names).split()))}:{fold(place)}"


def parted(name: str) -> tuple[str, str]:
    """Return surname and first names of « DIARRA Fatoumata »: capitals are the surname, else the first word is."""
    words = re.sub(r"^(dr|pr|prof|docteur|m|mme)\.? ", "", name, flags=re.IGNORECASE).split()
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    family = capitals if 0 < len(capitals) < len(words) else words[:1]
    return " ".join(family), " ".join(word for word in words if word not in family)


def day_of(text: str) -> date | None:
    """Return the day that a text says: 14/05/2019, 14.5.2019, 2019-05-14, or only the year."""
    figures = [int(part) for part in re.findall(r"\d+", text)][:3] if re.fullmatch(r"[\d/.\- :T]{4,19}", text) else []
    try:
        if len(figures) == 1 and 1900 <= figures[0] <= 2100:
            return date(figures[0], 1, 1)
        if len(figures) == 3:
            year, month, day = figures if figures[0] > 31 else reversed(figures)
            return date(year + 2000 if year < 30 else year + 1900 if year < 100 else year, month, day)
    except ValueError:
        return None
    return None
