"""The book of abstracts as a Word document: the same text, with headings, contents and indexes that Word keeps up."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from flask_babel import force_locale

from abstracts.queries.books import (
    LANGUAGE,
    Chapter,
    Entry,
    Order,
    author_index,
    book_of,
    chapters_of,
    content_or_none,
    keyword_index,
    welcomes_of,
)
from abstracts.words import WELCOMES
from conference.models import Edition
from conference.queries.booklets import PaperDay, days_of
from conference.queries.committees import committees_of
from conference.queries.editions import partners_of
from core import clock, i18n, rich_text, typography
from core.i18n import gettext as _
from core.pictures import as_png

LEAF, OCHRE, SOFT = RGBColor(0x0F, 0x5C, 0x4C), RGBColor(0x9A, 0x54, 0x16), RGBColor(0x52, 0x5D, 0x57)
AUTHORS, KEYWORDS = "a", "k"  # the two indexes of one document, told apart by a letter
WORD = "w"  # the prefix of what Word itself names


def word_book(edition: Edition, order: Order) -> bytes:
    """Return the whole book as a Word document, to be worked on."""
    with force_locale(LANGUAGE):
        document = _blank()
        entries, (release, content) = book_of(edition), content_or_none(edition)
        chapters = chapters_of(entries, order, content)
        _cover(document, edition)
        _contents(document, chapters)
        _front(document, edition, days_of(edition, content))
        for chapter in chapters:
            _chapter(document, chapter)
        _indexes(document, entries)
        about = document.core_properties
        about.title, about.author, about.language = f"Livre des résumés, {edition.name(LANGUAGE)}", "", LANGUAGE
        about.created = about.modified = (release.published_at if release else clock.now()).replace(tzinfo=None)
        about.last_modified_by, about.comments = "", ""
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def _blank() -> Any:
    """Return an empty document, A5, in our letters; whoever has not got them sees their own."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(148), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(17)
    for name, size, colour in (
        ("Normal", 9.5, None),
        ("Heading 1", 18, LEAF),
        ("Heading 2", 11.5, None),
        ("Title", 24, LEAF),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = "Noto Serif", Pt(size)
        _own_letters(style)
        if colour is not None:
            style.font.color.rgb = colour
    document.styles["Heading 2"].font.color.rgb = RGBColor(0x1B, 0x23, 0x20)
    document.styles["Heading 2"].paragraph_format.keep_with_next = True
    return document


def _own_letters(style: Any) -> None:
    """Have a style keep its letters whatever the theme of the document says."""
    letters = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        letters.attrib.pop(qn(f"{WORD}:{name}"), None)


def _cover(document: Any, edition: Edition) -> None:
    lines = [(edition.council.name, None), (_("Book of abstracts"), None), (edition.name(LANGUAGE), "Title")]
    lines += [(f"« {edition.theme} »", None)] if edition.theme else []
    span = typography.short_span(edition.starts_on, edition.ends_on, LANGUAGE)
    lines.append((", ".join(filter(None, (edition.venue, edition.city, span))), None))
    if edition.crest:
        document.add_picture(BytesIO(as_png(edition.crest.file.read())), height=Mm(34))
        document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, style in lines:
        document.add_paragraph(text, style=style).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_section(WD_SECTION.NEW_PAGE)
    _number_pages(document.sections[-1], edition.name(LANGUAGE))


def _number_pages(section: Any, name: str) -> None:
    """Give the pages after the cover their running head and their number."""
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    section.header.paragraphs[0].text = name
    section.footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(section.footer.paragraphs[0], "PAGE", "1")


def _contents(document: Any, chapters: Iterable[Chapter]) -> None:
    document.add_paragraph(_("Contents"), style="Title")
    _field(document.add_paragraph(), 'TOC \\o "1-1" \\h \\z', "\n".join(chapter.title for chapter in chapters))


def _front(document: Any, edition: Edition, days: list[PaperDay]) -> None:
    """Add the words of welcome, the committees, the partners and the programme."""
    for place, words in welcomes_of(edition).items():
        if words.text:
            _heading(document, str(WELCOMES[place]))
            for paragraph in filter(str.strip, words.text.split("\n")):
                document.add_paragraph(paragraph)
            document.add_paragraph(
                "\n".join(filter(None, (words.name, words.function)))
            ).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if committees := committees_of(edition):
        _heading(document, _("Committees"))
        for committee in committees:
            document.add_paragraph().add_run(committee.name(LANGUAGE)).bold = True
            document.add_paragraph(", ".join(member.person.formal_name for member in committee.members))
    if partners := partners_of(edition):
        _heading(document, _("Partners"))
        for partner in partners:
            document.add_paragraph(partner.structure.name, style="List Bullet")
    if days:
        _heading(document, _("Programme"))
        for day in days:
            _day(document, day)


def _day(document: Any, day: PaperDay) -> None:
    document.add_heading(i18n.capitalize_first(i18n.day(day.date)), level=2)
    for block in day.blocks:
        hours = f"{typography.clock_time(block.begins, LANGUAGE)} – {typography.clock_time(block.ends, LANGUAGE)}"
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{hours}  {block.title}").bold = True
        paragraph.add_run(", ".join(["", *filter(None, (block.room, *block.chairs))]))
        for line in () if block.hangs else block.lines:
            document.add_paragraph(
                f"{line.code}  {rich_text.plain(line.title)} ({line.presenter})"
            ).paragraph_format.left_indent = Mm(8)
        if block.hangs:
            document.add_paragraph(", ".join(line.code for line in block.lines))


def _chapter(document: Any, chapter: Chapter) -> None:
    _heading(document, chapter.title)
    for entry in chapter.entries:
        _entry(document, entry)


def _heading(document: Any, text: str) -> None:
    document.add_heading(text, level=1).paragraph_format.page_break_before = True


def _entry(document: Any, entry: Entry) -> None:
    """Add one abstract: code, title, authors with the presenter underlined, places, text, keywords, index marks."""
    codes = document.add_paragraph()
    codes.paragraph_format.keep_with_next = True
    codes.add_run(" · ".join(filter(None, (entry.code, entry.flash, entry.specialty)))).font.color.rgb = OCHRE
    rich_text.write(document.add_heading(level=2), entry.title)
    signed = document.add_paragraph()
    for place, author in enumerate(entry.authors):
        signed.add_run(author.name).underline = author.presents or None
        signed.add_run(",".join(map(str, author.marks))).font.superscript = True
        signed.add_run(", " if place < len(entry.authors) - 1 else "")
        _mark(signed, author.listed, AUTHORS)
    places = document.add_paragraph()
    for place, name in enumerate(entry.places, start=1):
        if len(entry.places) > 1:
            places.add_run(str(place)).font.superscript = True
        run = places.add_run(f" {name}  ")
        run.font.size, run.font.color.rgb = Pt(8), SOFT
    for label, text in entry.sections:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}. " if label else "").bold = True
        rich_text.write(paragraph, text)
    if entry.keywords:
        paragraph = document.add_paragraph()
        paragraph.add_run(_("Keywords:") + " ").bold = True
        paragraph.add_run(", ".join(entry.keywords))
        for keyword in entry.keywords:
            _mark(paragraph, keyword, KEYWORDS)


def _indexes(document: Any, entries: list[Entry]) -> None:
    """Add the indexes: Word puts the pages in when it opens the document; until then they lead to codes."""
    for title, letter, lines in (
        (
            _("Index of authors"),
            AUTHORS,
            author_index(entries),
        ),
        (_("Index of keywords"), KEYWORDS, keyword_index(entries)),
    ):
        _heading(document, title)
        shown = "\n".join(f"{name}, {', '.join(codes)}" for name, codes in lines)
        _field(document.add_paragraph(), f'INDEX \\f "{letter}" \\c "2" \\e " "', shown)


# ── Fields ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _mark(paragraph: Any, text: str, letter: str) -> None:
    """Mark a place for an index; the mark is not printed."""
    spoken = text.replace("\\", "").replace('"', "”").replace(":", "\\:")
    _part(paragraph, "begin")
    _instruction(paragraph, f'XE "{spoken}" \\f "{letter}"')
    _part(paragraph, "end")


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field that Word brings up to date when it opens the document, with what is shown until then."""
    _part(paragraph, "begin", is_dirty=True)
    _instruction(paragraph, instruction)
    _part(paragraph, "separate")
    paragraph.add_run(shown)
    _part(paragraph, "end")


def _part(paragraph: Any, kind: str, *, is_dirty: bool = False) -> None:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    if is_dirty:
        element.set(qn(f"{WORD}:dirty"), "true")
    paragraph.add_run().element.append(element)


def _instruction(paragraph: Any, text: str) -> None:
    element = OxmlElement("w:instrText")
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    element.text = f" {text} "
    paragraph.add_run().element.append(element)
