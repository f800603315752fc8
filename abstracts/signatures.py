"""Who signs a text, as it is written above it: names in every order, marks that lead to affiliations, the presenter.

Pure. « Awa TRAORÉ1, Bakary DIALLO2* », « Traoré A, Diallo B », « Dr TRAORÉ Awa (Hôpital de Ségou) »: all the same.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.search import fold
from core.word_files import Letter, Paragraph

LONGEST_NAME = 6
TITLES = re.compile(
    r"^(?:(?:pr|prof|professeur|dr|docteur|mme|mlle|m|mr|pr\.? ag|med|ide|sf)\.?\s+(?:ag\.?\s+)?)+(?=\S)", re.IGNORECASE
)
PARTICLES = {"de", "el", "ben", "ould", "mint", "al", "du", "la", "le", "dit", "dite", "ag", "van", "von", "d"}
PLACES = re.compile(
    r"\b(service|chu|chr|hopital|hopitaux|hospital|faculte|universite|university|departement|department|centre|center"
    r"|clinique|clinic|institut|institute|laboratoire|laboratory|csref|cscom|csref|ong|direction|district|unite|unit"
    r"|maternite|polyclinique|cabinet|inspection|ministere|programme|ecole|fmos|fmpos|ussb|usttb|insp|cnos|inrsp|pole"
    r"|bloc|section|division|pharmacie|infirmerie|faculty|school|cnts|urcm|ufr)\b"
)
SENTENCE = re.compile(
    r"\b(est|sont|a ete|ont|avons|dans|pour|chez|sur|par|avec|une|un|des|les|cas|etude|prise|apres)\b"
)
MARK = re.compile(r"(?P<mark>(?:[\d*†‡§#¹²³⁴-⁹]+|(?<=[\d,])[a-z])(?:\s*[,;]\s*(?:[\d*†‡§#¹²³⁴-⁹]+))*)\s*$")
# Where capitals say nothing (« TRAORÉ AWA »), the commonest first names of the region tell which is which.
_COMMON = (
    "abdoul abdoulaye abdramane abou adama adjaratou aissata aissatou alassane ali alou alpha amadou amadoun"
    " aminata assa assetou awa bakary binta boubacar cheick cheikh coumba daouda demba djeneba djibril drissa"
    " fanta fatou fatoumata hamidou hawa ibrahim ibrahima idrissa issa issiaka jean kadia kadiatou kadidia karim"
    " khady lamine lassana mahamadou mamadou mamoudou marie mariam mariama mohamed modibo moussa nana nene oumar"
    " oumou ousmane paul rokia safiatou salif salimata sekou seydou sidi siaka sira soumaila souleymane tenin"
    " tidiane yacouba yaya youssouf zeinab"
)
FIRST_NAMES = frozenset(_COMMON.split())
LISTED = re.compile(r"^\d{1,2}\s*[.)°–-]+\s*")
EMAIL = re.compile(r"\S+@\S+\.\w+")
SMALL = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")
SAYS_WHO = re.compile(r"\(?\b(?:orat(?:eur|rice)|pr[eé]sentat(?:eur|rice)|presenter|speaker)\b\)?", re.IGNORECASE)


@dataclass(frozen=True)
class Signed:
    """One author as a document names them."""

    given_names: str
    family_name: str
    structure: str = ""
    is_presenter: bool = False


@dataclass(frozen=True)
class _Name:
    """A name as written, with its marks and what stands beside it."""

    text: str
    marks: tuple[str, ...] = ()
    beside: str = ""
    is_underlined: bool = False


def is_affiliation(text: str) -> bool:
    """Tell whether a line says where somebody works, or how to write to them."""
    return bool(PLACES.search(fold(text)) or EMAIL.search(text))


def is_signatures(line: Paragraph) -> bool:
    """Tell whether a line holds names: most of its pieces look like one, and something says that they are no title."""
    text = line.text.strip()
    if len(text) > 1_500 or SENTENCE.search(fold(re.sub(r"\(.*?\)", "", text)).split(" service ")[0]):
        return False
    names = list(_names(line))
    good = [name for name in names if _is_name(name.text)]
    is_marked = any(name.marks or name.is_underlined or name.beside for name in names) or bool(TITLES.match(text))
    is_mixed = any(_is_mixed(name.text) for name in good)
    return bool(good) and 3 * len(good) >= 2 * len(names) and (is_marked or is_mixed or len(good) > 1)


def signed_by(lines: Sequence[Paragraph], places: Sequence[Paragraph]) -> tuple[list[Signed], list[str]]:
    """Return the authors with where they work, and what of these lines says neither."""
    written = [name for line in lines for name in _names(line)]
    names = [name for name in written if _is_name(name.text)]
    left = [name.text for name in written if not _is_name(name.text) and name.text]
    found, others = _affiliations(places)
    presenter = next((place for place, name in enumerate(names) if name.is_underlined), 0)
    is_telling = sum(name.is_underlined for name in names) == 1
    authors = [
        Signed(*parted(name.text), _structure(name, found), is_presenter=place == (presenter if is_telling else 0))
        for place, name in enumerate(names)
    ]
    return authors, left + others


# ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _names(line: Paragraph) -> Iterator[_Name]:
    """Yield the names of a line, parted at commas, semicolons and « et », but not within their marks or brackets."""
    for piece in _pieces(line.letters):
        text = "".join(letter for letter, look in piece if not look.level)
        raised = "".join(letter for letter, look in piece if look.level)
        beside = " ".join(re.findall(r"\(([^)]*)\)", text))
        if re.fullmatch(r"[\d\s,;*a-h]+", beside):
            raised, beside = f"{raised},{beside}", ""
        says_who = bool(SAYS_WHO.search(text))
        bare = re.sub(r"\([^)]*\)", " ", SAYS_WHO.sub(" ", text)).strip(" .\t:–-")
        if found := MARK.search(bare):
            raised, bare = f"{raised},{found['mark']}", bare[: found.start()]
        name = TITLES.sub("", LISTED.sub("", bare.strip(" .,;*:"))).strip()
        seen = [look for letter, look in piece if letter.isalpha() and not look.level]
        is_underlined = bool(seen) and 2 * sum(look.is_underlined for look in seen) > len(seen)
        if name or raised:
            marks = re.findall(r"\d+|[a-z]\b|[*†‡§#]", raised.translate(SMALL))
            yield _Name(" ".join(name.split()), tuple(marks), _place_beside(beside), is_underlined or says_who)


def _place_beside(text: str) -> str:
    return text.strip() if is_affiliation(text) and not EMAIL.fullmatch(text.strip()) else ""


def _pieces(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Part letters at what stands between two names."""
    piece, depth, text = list[Letter](), 0, "".join(letter for letter, _look in letters)
    skip = 0
    for place, (letter, look) in enumerate(letters):
        depth += (letter == "(") - (letter == ")")
        if skip:
            skip -= 1
            continue
        word = re.match(r"\s(et|and|&|[–—-])\s", text[place:])
        is_mark = bool(look.level) or re.match(r"[,;]\s*\d", text[place:]) is not None
        if depth <= 0 and ((letter in ",;\t/•" and not is_mark) or word):
            yield piece
            piece, skip = [], len(word[0]) - 1 if word else 0
        else:
            piece.append((letter, look))
    yield piece


def _is_name(text: str) -> bool:
    """Tell whether a text may be a person's name: two to six words, each begun by a capital, no figure."""
    words = [word for word in re.split(r"[\s.]+", text) if word]
    if not 2 <= len(words) <= LONGEST_NAME or any(letter.isdigit() or letter in ":@!?%" for letter in text):
        return False
    if PLACES.search(fold(text)):
        return False
    return all(word[0].isupper() or fold(word) in PARTICLES for word in words) and words[0][0].isupper()


def _is_mixed(text: str) -> bool:
    """Tell whether a name is written as titles are not: « Awa TRAORÉ », « Traoré A. »."""
    words = re.split(r"[\s.]+", text.strip(" ."))
    shouted = [word for word in words if word.isupper()]
    return 0 < len(shouted) < len(words)


def parted(name: str) -> tuple[str, str]:
    """Return first names and surname: capitals say which is which, initials too; else the surname comes last."""
    words = name.replace(". ", " ").replace(".", " ").split()
    initials = [word for word in words if len(word) == 1 or re.fullmatch(r"[^\W\d_](?:-[^\W\d_])+", word)]
    rest = [word for word in words if word not in initials]
    shouted = [word for word in rest if word.isupper()]
    if initials:
        family, given = rest, initials
    elif shouted and len(shouted) < len(rest):
        given = [word for word in rest if not word.isupper() and fold(word) not in PARTICLES]
        family = [word for word in rest if word not in given]
        if all(len(word) < 3 for word in shouted) and rest[-1] in shouted and not _vowels(shouted):
            given, family = shouted, [word for word in rest if word not in shouted]
    elif len(shouted) == 2 and len(shouted[1]) < 3 < len(shouted[0]):
        family, given = shouted[:1], shouted[1:]
    elif len(rest) > 1 and fold(rest[-1]) in FIRST_NAMES and fold(rest[0]) not in FIRST_NAMES:
        family, given = rest[:1], rest[1:]
    else:
        family, given = rest[-1:], rest[:-1]
    return " ".join(_given(word) for word in given), " ".join(map(_cased, family))


def _vowels(words: Iterable[str]) -> bool:
    return any(re.search("[aeiouyɛɔ]", fold(word)) for word in words)


def _given(word: str) -> str:
    return f"{word.upper()}." if len(word) == 1 else _cased(word)


def _cased(word: str) -> str:
    """Return a word in capitals as one writes it in a sentence: « N'DIAYE » becomes « N'Diaye »."""
    if not word.isupper() or len(word) == 1:
        return word
    return re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word.lower())


# ── Where they work ─────────────────────────────────────────────────────────────────────────────────────────────────


def _affiliations(lines: Sequence[Paragraph]) -> tuple[dict[str, str], list[str]]:
    """Return the affiliations by their marks, and what of these lines is none; without a mark they count from one."""
    found, left = dict[str, str](), list[str]()
    for line in lines:
        for mark, text in _marked(line):
            tidy = " ".join(text.split()).strip(" .,;:–-")
            if not tidy:
                continue
            if EMAIL.search(tidy) or not (mark or is_affiliation(tidy)):
                left.append(tidy)
            else:
                found.setdefault(mark or f"#{len(found) + 1}", tidy)
    return found, left


def _marked(line: Paragraph) -> Iterator[tuple[str, str]]:
    """Yield the affiliations of a line, each with its mark: raised, or a number before a capital."""
    text = "".join(letter if not look.level else f"\x00{letter}" for letter, look in line.letters)
    text = re.sub(r"(?:\x00[^\x00])+", lambda raised: f"\x01{raised[0].replace(chr(0), '').strip(' ,.;:')}\x02", text)
    if "\x01" not in text:
        number = r"(?:^|(?<=[.;,\s]))\s*\(?(\d{1,2}|[a-h]|\*|[¹²³⁴-⁹])\s*[.)°:–-]?\s*(?=[A-ZÀ-ÝL])"
        text = re.sub(number, lambda mark: f"\x01{mark[1].translate(SMALL)}\x02", text.strip())
    before, *pieces = text.split("\x01")
    if before.strip(" ,;.–-\t"):
        yield "", before
    for piece in pieces:
        mark, _end, said = piece.partition("\x02")
        yield mark.translate(SMALL), said


def _structure(name: _Name, found: dict[str, str]) -> str:
    """Return where an author works: what stands beside the name, what the marks say, or the only place there is."""
    if name.beside:
        return name.beside
    said = [found[mark] for mark in name.marks if mark in found]
    if not said and len(found) == 1:
        said = list(found.values())
    return " ; ".join(said)
