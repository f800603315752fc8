"""Word documents that somebody sends: their paragraphs with the look of every letter, and nothing else of them.

Only text is read: what tracked changes put in, never who proposed it; no macro, no link, no picture, no comment.
A file is a Word document of today, or refused in a sentence.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException

from core import archives
from core.errors import Refused
from core.i18n import gettext as _
from core.rich_text import SUB, SUP, Run, written

MOST_BYTES, MOST_ELEMENTS, MOST_LETTERS, DEEPEST = 5 * 1024 * 1024, 400_000, 600_000, 60
ZIP, OLD_WORD, PDF, RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf"
LOCKED = "EncryptedPackage".encode("utf-16-le")
IN_PLACE = {"hyperlink", "smartTag", "sdt", "sdtContent", "ins", "moveTo", "fldSimple", "customXml", "dir", "bdo", "r"}
UNSAID = {
    "del",
    "moveFrom",
    "instrText",
    "delText",
    "Fallback",
    "rPr",
    "pPr",
    "sdtPr",
    "sectPr",
    "tblPr",
    "trPr",
    "tcPr",
}
OFF = ("0", "false", "off", "none")
LEVELS = {"superscript": SUP, "subscript": SUB}
SPACES = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
SYMBOLS = dict(zip("abcdeghjklmnpqrstuwxyzDFGS", "αβχδεγηφκλμνπθρστυωξψζΔΦΓΣ", strict=True)) | {
    "\xb1": "±", "\xb3": "≥", "\xa3": "≤", "\xb0": "°", "\xb4": "×", "\xb9": "≠", "\xb7": "•", "\xae": "→", "\xb8": "÷",
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How letters look."""

    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    level: str = ""


Letter = tuple[str, Look]


@dataclass(frozen=True)
class Paragraph:
    """One paragraph as it is read: its letters with their looks, and where it stands."""

    letters: tuple[Letter, ...]
    place: str = "body"  # or "table", "note"
    is_listed: bool = False

    @property
    def text(self) -> str:
        """Return the letters alone."""
        return "".join(letter for letter, _look in self.letters)

    def cut(self, start: int = 0, end: int | None = None) -> "Paragraph":
        """Return a part of it."""
        return replace(self, letters=self.letters[start:end])

    def lines(self) -> "list[Paragraph]":
        """Return it line by line, where it was broken by hand."""
        ends = [place for place, (letter, _look) in enumerate(self.letters) if letter == "\n"]
        starts = [0, *(end + 1 for end in ends)]
        return [self.cut(start, end) for start, end in zip(starts, [*ends, None], strict=True)]

    def markup(self) -> str:
        """Return it with its italics and levels, unless all of it is slanted: then that is a look and says nothing."""
        seen = [look for letter, look in self.letters if not letter.isspace()]
        is_all = bool(seen) and all(look.is_italic for look in seen)
        text = written(Run(letter, look.is_italic and not is_all, look.level) for letter, look in self.letters)
        return re.sub(r"[ \t\xa0]+", " ", text).strip()


@dataclass
class Styles:
    """What the styles of a document say of their letters, each with what it is based on."""

    looks: dict[str, tuple[str, list[Element]]] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)

    def marks(self, name: str | None) -> Iterator[Element]:
        """Yield what a style says, that on which it is based first."""
        chain = list[list[Element]]()
        while name in self.looks and len(chain) < DEEPEST:
            name, marks = self.looks[name or ""]
            chain.append(marks)
        for marks in reversed(chain):
            yield from marks


def read(content: bytes) -> list[Paragraph]:
    """Return the paragraphs of a Word document; a file that is none, or that is not safe, is refused in a sentence."""
    _refuse_other_kinds(content)
    try:
        with archives.opened(content) as parts:
            _refuse_other_archives(parts)
            main = _main_part(parts)
            parts.getinfo(main)
            folder = main.rpartition("/")[0]
            styles = _styles(_tree(parts, join(folder, "styles.xml")))
            texts = [("body", _tree(parts, main))]
            texts += [("note", _tree(parts, join(folder, name))) for name in ("footnotes.xml", "endnotes.xml")]
            return _limited(paragraph for place, tree in texts for paragraph in _paragraphs(tree, styles, place, 0))
    except archives.Bomb as error:
        raise refused(_("This document would unpack to far more than it weighs; it was not opened.")) from error
    except DefusedXmlException as error:
        raise refused(_("This document declares what no Word document declares; it was not opened.")) from error
    except (zipfile.BadZipFile, zlib.error, ParseError, LookupError, ValueError, OSError, EOFError) as error:
        raise refused(_("This file cannot be opened as a Word document. Save it again as .docx.")) from error


def _limited(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs that say something, or refuse a document with more letters than we ever read."""
    kept, letters = list[Paragraph](), 0
    for paragraph in paragraphs:
        letters += len(paragraph.letters)
        if letters > MOST_LETTERS:
            raise _too_long()
        if paragraph.text.strip():
            kept.append(paragraph)
    return kept


def _too_long() -> Refused:
    return refused(_("This document is far longer than a page or two. Keep only what is to be read in it."))


def refused(sentence: str) -> Refused:
    """Return the refusal of a file, in a sentence."""
    return Refused(sentence, code="unreadable-file")


# ── What is no Word document ────────────────────────────────────────────────────────────────────────────────────────


def _refuse_other_kinds(content: bytes) -> None:
    """Refuse by its first letters whatever is no archive; a name says nothing."""
    kinds = (
        (not content.strip(b"\x00 \r\n\t"), _("The file is empty.")),
        (len(content) > MOST_BYTES, _("This file is too heavy: 5 MB at most. Take the pictures out of it.")),
        (
            content.startswith(OLD_WORD) and LOCKED in content,
            _("This document is protected by a password. Save it without one, then send it."),
        ),
        (
            content.startswith(OLD_WORD),
            _("This is a file of an old Word (.doc). Open it, save it as .docx, then send that."),
        ),
        (
            content.startswith(PDF),
            _("This is a PDF: its text has lost its order. Send the .docx."),
        ),
        (content.startswith(RTF), _("This is an RTF. Open it in Word, save it as .docx, then send that.")),
        (not content.startswith(ZIP), _("This is not a Word document (.docx).")),
    )
    for is_so, sentence in kinds:
        if is_so:
            raise refused(sentence)


def _refuse_other_archives(parts: zipfile.ZipFile) -> None:
    names = set(parts.namelist())
    if "mimetype" in names:
        raise refused(_("This is a document of LibreOffice (.odt). Save it as .docx, then send that."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refused(_("This document holds macros. Save it as .docx without them, then send that."))
    if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
        raise refused(_("This is not a Word document (.docx)."))


def _main_part(parts: zipfile.ZipFile) -> str:
    """Return the part that holds the text, as the archive itself names it; it is never outside the archive."""
    for relation in _tree(parts, "_rels/.rels").iter():
        if relation.get("Type", "").endswith("/officeDocument"):
            return normpath(relation.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _tree(parts: zipfile.ZipFile, name: str) -> Element:
    """Return a part as a tree, every name without its namespace; one that is not there is empty."""
    root = Element("nothing")
    if name not in parts.namelist():
        return root
    with parts.open(name) as part:
        for count, element in enumerate(archives.elements(part)):
            if count > MOST_ELEMENTS:
                raise _too_long()
            element.tag = element.tag.rpartition("}")[2]
            root = element
    return root


# ── Its paragraphs ──────────────────────────────────────────────────────────────────────────────────────────────────


def _styles(tree: Element) -> Styles:
    styles = Styles()
    for style in tree.iter("style"):
        name = _said(style, "styleId")
        based = style.find("basedOn")
        styles.looks[name] = (_said(based) if based is not None else "", list(style.iterfind("rPr/*")))
        if style.find("pPr/numPr") is not None:
            styles.lists.add(name)
    return styles


def _said(element: Element, attribute: str = "val") -> str:
    """Return an attribute, whatever the namespace before its name."""
    return next((value for name, value in element.items() if name.rpartition("}")[2] == attribute), "")


def _paragraphs(parent: Element, styles: Styles, place: str, depth: int) -> Iterator[Paragraph]:
    if depth > DEEPEST:
        raise ValueError("too deep")
    for element in parent:
        if element.tag == "p":
            yield _paragraph(element, styles, place)
            for box in _boxes(element):
                yield from _paragraphs(box, styles, place, depth + 1)
        elif element.tag == "tbl":
            yield from _table(element, styles, depth)
        elif element.tag not in UNSAID:
            yield from _paragraphs(element, styles, place, depth + 1)


def _boxes(paragraph: Element) -> list[Element]:
    """Return the text boxes anchored in a paragraph, each once: Word writes them twice, for itself and for others."""
    apart = {id(box) for other in paragraph.iter("Fallback") for box in other.iter("txbxContent")}
    return [box for box in paragraph.iter("txbxContent") if id(box) not in apart]


def _table(table: Element, styles: Styles, depth: int) -> Iterator[Paragraph]:
    """Yield the cells of a table that only lays out, each on its own; of a table of figures, each line in one piece."""
    rows = [
        [[*_paragraphs(cell, styles, "body", depth + 1)] for cell in row.iterfind("tc")] for row in table.iterfind("tr")
    ]
    is_of_figures = _holds_figures(rows)
    for row in rows:
        if is_of_figures:
            text = " | ".join(" ".join(paragraph.text for paragraph in cell) for cell in row)
            yield Paragraph(tuple((letter, Look()) for letter in text), place="table")
        else:
            yield from (paragraph for cell in row for paragraph in cell)


def _holds_figures(rows: list[list[list[Paragraph]]]) -> bool:
    """Tell whether a table has three columns, or two of which the second begins with numbers."""
    seconds = [row[1][0].text for row in rows if len(row) == 2 and row[1]]
    return any(len(row) > 2 for row in rows) or 2 * sum(text.strip()[:1].isdigit() for text in seconds) > len(seconds)


def _paragraph(element: Element, styles: Styles, place: str) -> Paragraph:
    style = element.find("pPr/pStyle")
    name = _said(style) if style is not None else ""
    under = _look(styles.marks(name), Look())
    letters = tuple(islice(_letters(element, styles, under, 0), MOST_LETTERS + 1))
    return Paragraph(letters, place, is_listed=element.find("pPr/numPr") is not None or name in styles.lists)


def _letters(parent: Element, styles: Styles, under: Look, depth: int) -> Iterator[Letter]:
    """Yield the letters of a paragraph or a run, with the look that styles and the run itself give them."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    for element in parent:
        match element.tag:
            case "r":
                yield from _letters(element, styles, _look_of_run(element, styles, under), depth + 1)
            case "t":
                yield from ((letter, under) for letter in (element.text or "").replace("\u00ad", ""))
            case "sym":
                yield from ((letter, under) for letter in _symbol(element))
            case "oMath" | "oMathPara" | "e" | "num" | "den" | "f" | "sSup" | "sSub" | "sup" | "sub":
                level = {"sup": SUP, "sub": SUB}.get(element.tag, under.level)
                yield from _letters(element, styles, replace(under, level=level), depth + 1)
            case tag if tag in SPACES:
                yield SPACES[tag], under
            case tag if tag in IN_PLACE:
                yield from _letters(element, styles, under, depth + 1)


def _look_of_run(run: Element, styles: Styles, under: Look) -> Look:
    style = run.find("rPr/rStyle")
    look = _look(styles.marks(_said(style)) if style is not None else (), under)
    return _look(run.iterfind("rPr/*"), look)


def _look(marks: Iterable[Element], under: Look) -> Look:
    for mark in marks:
        is_on = _said(mark) not in OFF
        match mark.tag:
            case "b":
                under = replace(under, is_bold=is_on)
            case "i":
                under = replace(under, is_italic=is_on)
            case "u":
                under = replace(under, is_underlined=is_on)
            case "vertAlign":
                under = replace(under, level=LEVELS.get(_said(mark), ""))
    return under


def _symbol(element: Element) -> str:
    """Return the letter for a sign that Word takes from a font of signs."""
    code = int(_said(element, "char") or "0", 16)
    return SYMBOLS.get(chr(code & 0xFF), "")
