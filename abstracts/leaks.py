"""What a text may give away: a patient who could be recognised, or who wrote it, though it is read without names.

Pure, and for the author only, before sending: a finding is the words concerned and a kind. Nothing is refused for it,
nobody who reads the text afterwards is told. Better one word too many pointed out than a patient named in a book.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.rich_text import bare
from core.search import fold


class Leak(StrEnum):
    """What some words may give away."""

    NAME = "patient-name"
    BIRTH = "birth"
    FILE = "file-number"
    PHONE = "phone"
    EMAIL = "email"
    PLACE = "place"
    AUTHOR = "author"


PATIENTS = frozenset({Leak.NAME, Leak.BIRTH, Leak.FILE, Leak.PHONE})


@dataclass(frozen=True)
class Finding:
    """Some words of a text, and what they may give away."""

    field: str
    kind: Leak
    words: str


CAPITAL = r"[A-ZÀ-ÝƐƆƝŊ]"
NAME = rf"{CAPITAL}[\w'’-]+"
INITIALS = rf"{CAPITAL}\.?[ -]?{CAPITAL}\.?(?:[ -]?{CAPITAL}\.?)?"
WHO = r"(?:patiente?s?|malades?|enfant|garçon|fille|fillette|homme|femme|parturiente|dame|nommée?|sieur|boy|girl|child)"
HONOUR = r"(?:M\.|Mr\.?|Mme|Mlle|Madame|Monsieur|Mademoiselle|Mrs\.?|Ms\.?)"
MONTH = (
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre|january|february"
    r"|march|april|may|june|july|august|september|october|november|december)"
)
DAY = rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)?\d\d|(?:1er|\d{{1,2}}) {MONTH} (?:19|20)\d\d)"
HOUSE = (
    r"(?:CHU|CHR|CHRU|CHN|CSR[ée]f|CSCOM|(?i:h[ôo]pital|hospital|clinique|polyclinique|maternit[ée]|institut|universit[ée]"
    r"|facult[ée]|dispensaire|laboratoire|centre (?:de sant[ée]|hospitalier|m[ée]dical)))"
)
OWN = r"(?:notre|nos|our|ma|mon)"
UNIT = (
    r"(?:service|unit[ée]|d[ée]partement|[ée]tablissement|h[ôo]pital|structure|centre|clinique|maternit[ée]|laboratoire"
    r"|department|hospital|unit|center)"
)
OF = r"(?:de|du|d['’]|des|of|the)"
SO_CALLED = rf"(?:\s+(?:{OF}|la|le|l['’]|et|nationale?|r[ée]gionale?|universitaire|hospitali[eè]re?|{NAME})){{0,8}}"
OF_WHAT = rf"(?:\s+{OF}\s*(?:la\s|l['’])?[\w-]+){{0,4}}"
AGED = r"(?=,? ?(?:[ée]g[ée]e? de )?\d{1,2} (?:ans|years|mois))"
SEEN = rf"(?=[,;]?(?: (?:le|du|vue?|re[çc]ue?|admise?|op[ée]r[ée]e?)){{0,3}} {DAY})"
ALONE = r"(?=[\s,.;(]|$)"
DIGITS = r"\d(?:[ .-]?\d)"
FILE = (
    r"(?:dossier|matricule|NIP|IPP|num[ée]ro d['’]ordre|N° d['’]hospitalisation|hospital (?:id|number)|carte AMO|NINA)"
    r"(?: m[ée]dical)?\s*(?:n°|no\.?|num[ée]ro|number|#|:)*\s*[A-Z]{0,4}[ /-]?\d[\d/ -]{2,}\w*"
)
PHONE = (
    rf"(?:(?:\+|00)\d{{1,3}}[ .-]?{DIGITS}{{6,11}}|\d\d(?:[ .-]\d\d){{3,4}}"
    rf"|(?:t[ée]l(?:[ée]phone)?\.?|phone|mobile|WhatsApp|num[ée]ro)\s*(?:n°|:)*\s*{DIGITS}{{6,11}})"
)
BORN = (
    rf"(?:\bn[ée]e?s?(?:\(e\))? (?:le|vers)|\bdate de naissance|\bborn(?: on)?|\bDDN)\s*:?\s*(?:le )?(?:{DAY}|\d{{4}})"
)
ANY_CASE = re.IGNORECASE
PATTERNS = tuple(
    (kind, re.compile(pattern, flags))
    for kind, pattern, flags in (
        (Leak.NAME, rf"\b(?i:{WHO})\s+(?:{HONOUR}\s+)?(?P<words>{INITIALS}{ALONE}|{NAME}(?:\s+{NAME}){{1,4}})", 0),
        (Leak.NAME, rf"(?<!\w)(?P<words>{HONOUR}\s+(?:{INITIALS}{ALONE}|{NAME}(?:\s+{NAME}){{0,4}}))", 0),
        (Leak.NAME, rf"(?<!\w)(?P<words>{INITIALS}){AGED}", 0),
        (Leak.NAME, rf"(?<!\w)(?P<words>(?:{CAPITAL}\.[ -]?){{2,3}}){SEEN}", 0),
        (Leak.BIRTH, rf"(?P<words>{BORN})", ANY_CASE),
        (Leak.FILE, rf"(?P<words>\b{FILE})", ANY_CASE),
        (Leak.PHONE, rf"(?<![\w,.])(?P<words>{PHONE})(?!\w|[.,]\d)", ANY_CASE),
        (Leak.EMAIL, r"(?P<words>[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,5})", 0),
        (Leak.PLACE, rf"(?P<words>\b(?i:{OWN}) (?i:{UNIT})s?{OF_WHAT}(?:\s+{NAME}){{0,3}})", 0),
        (Leak.PLACE, rf"(?P<words>\b{HOUSE}\b{SO_CALLED}\s+{NAME}(?:\s+{NAME}){{0,4}})", 0),
    )
)
# Signs and measures that are written as initials are, and are nobody's.
_SIGNS = (
    "hta avc vih sida irm oms odd hiv who tdm ecg nfs crp asa imc gcs ph tp aes chu chr csref bmi ct mri icu ci"
    " or iv im sc po tnm mali bamako segou"
)
NOBODY = frozenset(_SIGNS.split())


def found_in(texts: Mapping[str, str], *, signed: Iterable[tuple[str, str]] = ()) -> list[Finding]:
    """Return what the texts of an abstract may give away, in the order of the texts, each piece of words once."""
    findings, authors = dict[tuple[str, str], Finding](), tuple(signed)
    for field, text in texts.items():
        letters = bare(text)
        for kind, words in [*_matches(letters), *_authors(letters, authors)]:
            if not any(words in known or known in words for named, known in findings if named == field):
                findings[field, words] = Finding(field, kind, words)
    return list(findings.values())


def _matches(text: str) -> Iterator[tuple[Leak, str]]:
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            words = " ".join(found["words"].split()).strip(" ,;:")
            if not (kind is Leak.NAME and set(fold(words).split()) <= NOBODY):
                yield kind, words


def _authors(text: str, signed: Iterable[tuple[str, str]]) -> Iterator[tuple[Leak, str]]:
    """Yield where a text names one of its authors: first name and surname together, or the surname after a title."""
    for given, family in signed:
        if len(family) < 2:
            continue
        name, first = re.escape(family), re.escape(given.split()[0]) if given.split() else "(?!)"
        initial = re.escape(given[:1])
        titled = rf"(?:Dr|Pr|Prof|Docteur|Professeur)\.?\s+(?:{first}\s+)?{name}"
        called = (
            rf"(?:{titled}|{first}\s+{name}|{name}\s+{first}|{initial}\.\s*{name}|{name}\s+{initial}\.|{name}\s+et al)"
        )
        if found := re.search(rf"(?<!\w){called}(?!\w)", text, re.IGNORECASE):
            yield Leak.AUTHOR, " ".join(found[0].split())
