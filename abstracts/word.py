"""A Word document sorted into an abstract: title, authors with affiliations, keywords, sections, and what is left.

Pure: paragraphs come in, a sorted abstract goes out, nothing is guessed that is not written. What is not understood is
kept in `left`, to be copied from by hand.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from abstracts.signatures import Signed, is_affiliation, is_signatures, signed_by
from core import word_files
from core.i18n import gettext as _
from core.search import fold
from core.word_files import Paragraph

MOST_WORDS = 3_000  # a thesis is no abstract
TITLE, AUTHORS, AFFILIATIONS, KEYWORDS, LEFT = "title", "authors", "affiliations", "keywords", "left"
FRONT = (TITLE, AUTHORS, AFFILIATIONS)
# How authors call the parts, as `fold()` writes them; the longest that fits is taken.
HEADINGS = {
    "introduction": "introduction; introduction et objectif; introduction et objectifs; introduction objectif;"
    " introduction objectifs; introduction but; intro; contexte; contexte et objectif; contexte et objectifs; objectif;"
    " objectifs; objectif de l etude; objectifs de l etude; but; buts; but de l etude; but du travail; justification;"
    " background; background and objective; background and objectives; objective; objectives; aim; aims; purpose;"
    " introduction and objective; aim of the study",
    "methods": "methodes; methode; methodologie; patients et methodes; patients et methode; patientes et methodes;"
    " malades et methodes; materiel et methodes; materiels et methodes; materiel et methode; materiels et methode;"
    " population et methodes; population et methode; sujets et methodes; materiel et patients; patients methodes;"
    " materiel patients et methodes; cadre et methodes; methodologie de l etude; methods; method; methodology;"
    " patients and methods; materials and methods; material and methods; materials and method; study design",
    "results": "resultats; resultat; resultats obtenus; principaux resultats; results; findings; main results",
    "observation": "observation; observations; observation clinique; cas clinique; presentation du cas; notre cas;"
    " patient et observation; patients et observations; case report; case presentation; notre observation; observation"
    " medicale; description du cas; case description",
    "discussion": "discussion; discussions; commentaires; commentaire; discussion et conclusion; discussion conclusion;"
    " commentaires et conclusion; comments; discussion and conclusion",
    "conclusion": "conclusion; conclusions; conclusion et recommandations; conclusion et perspectives; conclusion"
    " recommandations; en conclusion; conclusion and recommendations; conclusions et recommandations",
    TITLE: "titre; titre de la communication; titre du resume; intitule; title; titre du travail",
    AUTHORS: "auteurs; auteur; auteur s; noms des auteurs; liste des auteurs; authors; author",
    AFFILIATIONS: "affiliations; affiliation; affiliation s; services; institutions; institution; adresses; structures;"
    " structure; affiliations des auteurs; provenance; etablissement; etablissements; service",
    KEYWORDS: "mots cles; mot cle; mots clefs; mots cle; mot s cle s; keywords; key words; keyword; cles",
    LEFT: "auteur correspondant; correspondance; contact; contacts; corresponding author; remerciements; references;"
    " reference; bibliographie; conflit d interets; conflits d interets; conflit d interet; liens d interets; liens d"
    " interet; specialite; theme; sous theme; type de presentation; type de communication; mode de presentation; email;"
    " e mail; tel; telephone; acknowledgements; conflict of interest; conflicts of interest; topic; orateur;"
    " presentateur; financement; funding; considerations ethiques; ethique; numero; langue; date",
}
PART_OF = {" ".join(name.split()): key for key, names in HEADINGS.items() for name in names.split(";")}
NOISE = re.compile(
    r"resumes?( n \d+)?|abstract|summary|resume de (la )?communication.*|soumission.*|appel a communications?.*"
    r"|page \d.*|communications? (orale|affichee|libre)s?|poster|(\d+\w* )?(journees?|congres) .*|formulaire .*|\d+"
)
SECOND_LANGUAGE = {"abstract", "summary", "resume", "english abstract", "resume en anglais", "version anglaise"}
NUMBER = r"(?:(?:\d{1,2}|[ivx]{1,4}|[a-h])\s*[.)°/–-]+\s*)?"
BULLET = "[•·▪–*→➢-]?\\s*"
MARKS = r"(?:\s*[:：.–—]+\s*|\s+-+\s+)"
HEAD = re.compile(rf"\s*{BULLET}{NUMBER}(?P<name>[^\W\d_][^:：.–—\n]{{1,40}}?)(?:{MARKS}|\s*$)", re.IGNORECASE)
INSIDE = re.compile(r"(?<=[.;!?)»])\s+(?=[^\W\d_])|[ \t]{3,}(?=[^\W\d_])")


@dataclass
class Sorted:
    """What a document says, sorted; sections by the keys of the template that fits it best."""

    title: str = ""
    authors: list[Signed] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    template: str = ""
    sections: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """One kind of abstract as the sorter knows it: its key, and its sections with their names."""

    key: str
    sections: dict[str, tuple[str, ...]]


@dataclass
class _Part:
    """Lines under one heading."""

    key: str
    lines: list[Paragraph] = field(default_factory=list)


def sorted_file(content: bytes, forms: Sequence[Form]) -> Sorted:
    """Return what a Word document says of an abstract; what is neither is refused in a sentence."""
    paragraphs = word_files.read(content)
    count = sum(len(paragraph.text.split()) for paragraph in paragraphs)
    if not count:
        raise word_files.refused(_("There is no text in this document."))
    if count > MOST_WORDS:
        raise word_files.refused(
            _("This document has %(count)d words: it is no abstract. Keep only the abstract in it.", count=count)
        )
    return sort(paragraphs, forms)


def sort(paragraphs: Iterable[Paragraph], forms: Sequence[Form]) -> Sorted:
    """Return what a document says of an abstract, in the sections of the kind that fits it best."""
    names = PART_OF | {fold(name): key for form in forms for key, called in form.sections.items() for name in called}
    kept, aside = list[Paragraph](), list[Paragraph]()
    for paragraph in paragraphs:
        (kept if paragraph.place == "body" else aside).append(paragraph)
    front, parts = _parted(kept, names)
    done = Sorted(left=[paragraph.markup() for paragraph in aside])
    _take_front(done, front)
    _take_parts(done, parts, forms)
    return done


# ── Headings ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _parted(paragraphs: Iterable[Paragraph], names: dict[str, str]) -> tuple[list[Paragraph], list[_Part]]:
    """Part the lines at their headings; what stands before the first section, without a heading, is the front."""
    front, parts = list[Paragraph](), list[_Part]()
    for line in (line for paragraph in paragraphs for line in paragraph.lines()):
        for key, rest in _cut(line, names):
            if key:
                parts.append(_Part(key))
            if not rest.text.strip():
                continue
            has_section = any(part.key not in (*FRONT, LEFT) for part in parts)
            if not key and not has_section and not (parts and _goes_on(parts[-1])):
                front.append(rest)
            else:
                parts[-1].lines.append(rest)
    return front, parts


def _goes_on(part: _Part) -> bool:
    """Tell whether a line without a heading still belongs to a part of the front: a heading that has said nothing."""
    return not part.lines or part.key in (AUTHORS, AFFILIATIONS)


def _cut(line: Paragraph, names: dict[str, str]) -> Iterator[tuple[str, Paragraph]]:
    """Yield the pieces of a line, each with the part its heading opens; an abstract may be written in one paragraph."""
    text, start, key = line.text, 0, ""
    if opened := _heading(line, 0, names):
        key, start = opened
    begin = start
    for place in _places_inside(line, begin):
        if place >= start and (opened := _heading(line, place, names, is_inside=True)):
            yield key, line.cut(begin, place)
            key, begin = opened
            start = begin
    yield key, line.cut(begin, len(text))


def _places_inside(line: Paragraph, begin: int) -> list[int]:
    """Return where a heading may begin within a line: after a sentence, or where bold letters begin."""
    places = {found.end() for found in INSIDE.finditer(line.text, begin)}
    letters = line.letters
    places |= {at for at in range(begin + 1, len(letters)) if letters[at][1].is_bold and not letters[at - 1][1].is_bold}
    return sorted(places)


def _heading(line: Paragraph, place: int, names: dict[str, str], *, is_inside: bool = False) -> tuple[str, int] | None:
    """Return the part that a heading at this place opens, and where its text begins."""
    text = line.text[place:]
    if found := HEAD.match(text):
        said = found["name"]
        is_marked = bool(text[found.end("name") :].strip()) and text[found.end("name") :].lstrip()[:1] in ":：.–—-/"
        key = names.get(fold(said))
        has_colon = text[found.end("name") :].lstrip()[:1] in (":", "：")
        bold = _bold_until(line, place + found.start("name")) >= place + found.end("name")
        if key and (has_colon or bold or (is_marked and not is_inside) or (not is_inside and found.end() == len(text))):
            return key, place + found.end()
    end = _bold_until(line, place)
    lead = line.text[place:end]
    key = names.get(fold(re.sub(rf"^\s*{BULLET}{NUMBER}", "", lead, flags=re.IGNORECASE)))
    return (key, end) if key and end > place else None


def _bold_until(line: Paragraph, place: int) -> int:
    """Return where letters cease to be bold, or to be underlined, from a place on."""
    letters = line.letters
    ends = [place]
    for seen in ("is_bold", "is_underlined"):
        end = place
        while end < len(letters) and (getattr(letters[end][1], seen) or letters[end][0] in " \t:"):
            end += 1
        if place < len(letters) and getattr(letters[place][1], seen):
            ends.append(end)
    return max(ends)


# ── What stands before the text ─────────────────────────────────────────────────────────────────────────────────────


def _take_front(done: Sorted, lines: Sequence[Paragraph]) -> None:
    """Sort the lines before the first heading: the title, who signs, where they work."""
    titles, names, places = list[Paragraph](), list[Paragraph](), list[Paragraph]()
    for line in lines:
        text = line.text.strip()
        if NOISE.fullmatch(fold(text)):
            continue
        if titles and is_signatures(line):
            names.append(line)
        elif names and (is_affiliation(text) or places):
            places.append(line)
        elif is_signatures(line) and not titles:
            names.append(line)
        elif not titles or (not names and len(" ".join(each.text for each in titles)) < 250):
            titles.append(line)
        else:
            done.left.append(line.markup())
    _take_title(done, titles)
    _take_authors(done, names, places)


def _take_title(done: Sorted, lines: Sequence[Paragraph]) -> None:
    if lines and not done.title:
        done.title = " ".join(" ".join(line.markup().split()) for line in lines).strip(' :.«»"“”') if lines else ""


def _take_authors(done: Sorted, names: Sequence[Paragraph], places: Sequence[Paragraph]) -> None:
    if not names:
        done.left += [line.markup() for line in places]
        return
    done.authors, left = signed_by(names, places)
    done.left += left


# ── The text ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _take_parts(done: Sorted, parts: Sequence[_Part], forms: Sequence[Form]) -> None:
    """Put what stands under each heading where it belongs; what comes a second time, in another language, is left."""
    labelled = {key: [line for part in parts if part.key == key for line in part.lines] for key in FRONT}
    if labelled[TITLE]:
        _take_title(done, labelled[TITLE][:1])
        done.left += [line.markup() for line in labelled[TITLE][1:]]
    if labelled[AUTHORS] and not done.authors:
        named = [line for line in labelled[AUTHORS] if is_signatures(line) or not is_affiliation(line.text)]
        below = [line for line in labelled[AUTHORS] if line not in named]
        _take_authors(done, named, below + labelled[AFFILIATIONS])
    form = _fitting({part.key for part in parts}, forms)
    done.template = form.key if form else ""
    taken, previous, is_other = set[str](), "", False
    for part in (part for part in parts if part.key not in FRONT):
        key = section_of(part.key, form)
        is_other = is_other or (key in taken and key != previous)
        if part.key == KEYWORDS and not done.keywords:
            is_other = _take_keywords(done, part.lines)
        elif key and not is_other:
            is_other = _take_section(done, key, part.lines)
            taken.add(key)
            previous = key
        else:
            done.left += _left_of(part.lines)


def _take_section(done: Sorted, key: str, lines: Sequence[Paragraph]) -> bool:
    """Add lines to a section, until one says that the same follows in another language; tell whether one did."""
    for place, line in enumerate(lines):
        if fold(line.text) in SECOND_LANGUAGE:
            done.left += _left_of(lines[place:])
            return True
        text = line.markup()
        said = f"– {text}" if line.is_listed and not text.startswith(("–", "-", "•")) else text
        done.sections[key] = "\n".join(filter(None, (done.sections.get(key, ""), said)))
    return False


def _left_of(lines: Iterable[Paragraph]) -> list[str]:
    return [text for line in lines if (text := line.markup()) and not NOISE.fullmatch(fold(text))]


def _take_keywords(done: Sorted, lines: Sequence[Paragraph]) -> bool:
    """Read the keywords of the first line that has some, and of a list below it; tell whether another text follows."""
    for place, line in enumerate(lines):
        if done.keywords and not line.is_listed:
            done.left += _left_of(lines[place:])
            return fold(line.text) in SECOND_LANGUAGE
        words = re.split(r"[,;•/|\t]|\s[–—-]\s", line.text)
        done.keywords += [word for each in words if (word := each.strip(" .\t–-"))]
    return False


def _fitting(keys: set[str], forms: Sequence[Form]) -> Form | None:
    """Return the kind of abstract most of whose sections a document has; of two alike the first."""
    return max(forms, key=lambda form: len(keys & set(form.sections)), default=None)


def section_of(key: str, form: Form | None) -> str:
    """Return the section of a kind where a part goes: its own, else its neighbour; none for what has no place."""
    neighbours = {"discussion": "conclusion", "conclusion": "discussion", "observation": "results"}
    for name in (key, neighbours.get(key, "")):
        if form and name in form.sections:
            return name
    return ""
