"""A Word document brought to the form: sorted into what is still empty; what is typed stays unless one asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask import request
from wtforms.fields.core import Field

from abstracts import word
from abstracts.forms.author import MOST_AUTHORS, AbstractForm
from abstracts.signatures import Signed
from core.errors import Refused
from core.i18n import gettext as _
from core.i18n import ngettext

FILE, ASKED = "word", "word"


@dataclass
class Brought:
    """What came of a document: what the form took of it, what it would not overwrite, what was not understood."""

    taken: list[str] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def is_brought() -> bool:
    """Tell whether this request brings a document to be sorted, and means nothing else."""
    return request.form.get("action") == ASKED


def bring(form: AbstractForm) -> None:
    """Sort the document that was brought into a form; refused, the form says why and is as it was."""
    sent = request.files.get(FILE)
    if not sent or not sent.filename:
        form.form_errors.append(_("Choose a Word document first."))
        return
    content = sent.read()
    sent.close()
    try:
        found = word.sorted_file(content, _kinds(form))
    except Refused as refusal:
        form.form_errors.append(refusal.message)
    else:
        form.brought = _fill(form, found, may_replace="replace" in request.form)


def _kinds(form: AbstractForm) -> list[word.Form]:
    """Return the kinds of abstract to choose from: once something is typed, the one that was chosen."""
    chosen = form.rules.template(form.template.data or "") if any(form.sections().values()) else None
    templates = [chosen] if chosen and "replace" not in request.form else form.rules.templates
    return [
        word.Form(each.key, {section.key: (section.label_fr, section.label_en) for section in each.sections})
        for each in templates
    ]


def _fill(form: AbstractForm, found: word.Sorted, *, may_replace: bool) -> Brought:
    brought = Brought(left=list(found.left))
    form.template.data = found.template or form.template.data
    texts = [(form.title, found.title), *((form.section(key), text) for key, text in found.sections.items())]
    for typed, said in [*texts, (form.keywords, ", ".join(found.keywords))]:
        _put(brought, typed, said, may_replace=may_replace)
    if found.authors:
        _put_authors(brought, form, found.authors, may_replace=may_replace)
    return brought


def _put(brought: Brought, typed: Field, said: str, *, may_replace: bool) -> None:
    """Write what the document says in a field that is empty, or that one asked to replace."""
    present = " ".join((typed.data or "").split())
    if not said or present == " ".join(said.split()):
        return
    if present and not may_replace:
        brought.kept.append((typed.label.text, said))
    else:
        typed.data = said
        brought.taken.append(typed.label.text)


def _put_authors(brought: Brought, form: AbstractForm, authors: Sequence[Signed], *, may_replace: bool) -> None:
    if any(entry.form.family_name.data for entry in form.authors) and not may_replace:
        brought.kept.append((_("The authors"), "\n".join(_lines(authors))))
        return
    while len(form.authors) < min(len(authors), MOST_AUTHORS):
        form.move("more")
    entries = list(form.authors)
    for place, entry in enumerate(entries):
        author = authors[place] if place < len(authors) else Signed("", "")
        entry.form.given_names.data, entry.form.family_name.data = author.given_names, author.family_name
        entry.form.structure.data = author.structure
        if author.is_presenter:
            form.presenter.data = place + 1
    brought.left += _lines(authors[len(entries) :])
    brought.taken.append(ngettext("%(num)d author", "%(num)d authors", min(len(authors), len(entries))))


def _lines(authors: Sequence[Signed]) -> Iterator[str]:
    for author in authors:
        yield ", ".join(filter(None, (f"{author.given_names} {author.family_name}", author.structure)))
