"""The book of abstracts: its words of welcome, its papers, its freezing, what changed since."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from abstracts.forms.book import WelcomeForm
from abstracts.models import FrozenBook, WelcomePlace
from abstracts.permissions import Can
from abstracts.queries.books import (
    Entry,
    Order,
    book_of,
    by_specialty,
    entries_of,
    errata,
    frozen_book,
    welcomes_of,
)
from abstracts.services import books
from abstracts.words import ORDERS_OF_BOOK, WELCOMES
from conference.models import Edition, Printed
from conference.queries.printed import find_printed, printed_in
from conference.services import printing
from conference.views.papers import waiting_page
from conference.views.shell import edition_here
from core import jobs, papers
from core.access import may, requires
from core.db import transaction
from core.errors import NotFound
from core.forms import EmptyForm
from core.i18n import gettext as _
from core.jobs import Job, JobState
from core.progress import Progress, Stage, in_the_queue
from people.recognition import current_actor

blueprint = Blueprint("book", __name__, url_prefix="/e/<edition>/committee/book")
ENDINGS = {printing.PDF: "pdf", printing.DOCX: "docx"}


@dataclass(frozen=True)
class Offer:
    """One paper of the book: what it is, and the one that was made, if it says what the book says now."""

    name: str
    label: str
    paper: Printed | None

    @property
    def size(self) -> str:
        """Return how heavy the file is, as people say it."""
        kilobytes = self.paper.file.size / 1024 if self.paper else 0
        return _("%(size)s MB", size=f"{kilobytes / 1024:.1f}") if kilobytes > 900 else _("%(size)d kB", size=kilobytes)


@blueprint.get("/")
@requires(Can.SEE_ALL)
def page(edition: str) -> ResponseReturnValue:
    """Show what the book holds, which of its papers are ready, and what changed since it was frozen."""
    here = edition_here(edition)
    entries, frozen, made = book_of(here), frozen_book(here), printed_in(here)
    facts = books.made_of(here)
    present = {name: paper for name, paper in made.items() if paper.made_of == facts}
    return render_template(
        "abstracts/book/page.html",
        edition=here,
        entries=entries,
        frozen=frozen,
        changes=changes_of(here, frozen),
        welcomes=welcomes_of(here),
        places=list(WelcomePlace),
        orders=[
            (ORDERS_OF_BOOK[order], offer(f"book-{order}", present), offer(f"book-{order}-word", present))
            for order in Order
        ],
        chapters=[
            Offer(f"chapter-{chapter.key}", f"{chapter.title} ({len(chapter.entries)})",
                  present.get(f"chapter-{chapter.key}"))
            for chapter in by_specialty(entries)
        ],
        errata=offer(books.ERRATA, present),
        can_edit=may(Can.EDIT_BOOK),
        form=EmptyForm(formdata=None),
    )  # fmt: skip


def offer(name: str, present: dict[str, Printed]) -> Offer:
    """Return one paper of the book for the page."""
    return Offer(name, label_of(name), present.get(name))


def label_of(name: str) -> str:
    """Return what a paper of the book is called."""
    if name == books.ERRATA:
        return _("Errata of the book")
    if name.startswith("chapter-"):
        return _("A chapter of the book")
    return _("The book as a Word document") if name.endswith("-word") else _("The book as a PDF")


def changes_of(edition: Edition, frozen: FrozenBook | None) -> list[tuple[str, str]]:
    """Return what changed since the book was frozen."""
    return errata(map(Entry.of, frozen.entries), entries_of(edition)) if frozen else []


@blueprint.route("/welcome/<place>", methods=["GET", "POST"])
@requires(Can.EDIT_BOOK)
def welcome(edition: str, place: str) -> ResponseReturnValue:
    """Write the words by which somebody opens the book."""
    here = edition_here(edition)
    if place not in list(WelcomePlace):
        raise NotFound
    form = WelcomeForm(obj=welcomes_of(here).get(WelcomePlace(place)))
    if form.validate_on_submit():
        said = {name: form[name].data or "" for name in ("name", "function", "text")}
        with form.effect():
            books.welcome(here, WelcomePlace(place), **said, by=current_actor())
        if form.had_effect:
            flash(_("These words are kept."))
            return redirect(url_for(".page", edition=here.slug))
    label = WELCOMES[WelcomePlace(place)]
    return render_template("abstracts/book/welcome.html", edition=here, form=form, label=label), form.status


@blueprint.post("/freeze")
@requires(Can.EDIT_BOOK)
def freeze(edition: str) -> ResponseReturnValue:
    """Freeze the codes and texts of the book."""
    here = edition_here(edition)
    with transaction():
        frozen = books.freeze(here, by=current_actor())
    flash(_("The book is frozen with version %(number)d of the programme.", number=frozen.release_number))
    return redirect(url_for(".page", edition=here.slug))


@blueprint.post("/chapters")
@requires(Can.SEE_ALL)
def chapters(edition: str) -> ResponseReturnValue:
    """Have the worker make every chapter as a small PDF."""
    here = edition_here(edition)
    names = [f"chapter-{chapter.key}" for chapter in by_specialty(book_of(here))]
    if not names:
        raise NotFound
    facts = books.made_of(here)
    missing = [name for name in names if find_printed(here, name, facts) is None] or names[-1:]
    with transaction():
        books.ask(here, missing, facts)
    return redirect(url_for(".paper", edition=here.slug, name=missing[-1]))


@blueprint.route("/papers/<name>", methods=["GET", "POST"])
@requires(Can.SEE_ALL)
def paper(edition: str, name: str) -> ResponseReturnValue:
    """Give the book or a part of it, or say how far it is; asked for by a form, have the worker make it."""
    here = edition_here(edition)
    if name not in books.names_of(here):
        raise NotFound
    facts = books.made_of(here)
    made = find_printed(here, name, facts)
    return papers.answer(
        made.file if made else None,
        f"{here.slug}-{name}.{ENDINGS[made.file.content_type]}" if made else "",
        progress_of(made, jobs.find(printing.job_key(here, name, facts))),
        ask=lambda: books.ask(here, [name], facts),
        waiting=lambda progress: waiting_page(
            here,
            label_of(name),
            progress,
            frame="committee.html",
            above=(_("Book of abstracts"), url_for(".page", edition=here.slug)),
        ),
    )


def progress_of(made: Printed | None, job: Job | None) -> Progress:
    """Return how far a paper is: while it is laid out, how much of the book is."""
    if made is not None:
        return Progress(Stage.DONE, _("It is ready."), 1, 1)
    if job is not None and job.state is JobState.RUNNING and job.total:
        return Progress(Stage.UNDER_WAY, _("The pages are being laid out."), job.done, job.total)
    if job is not None and job.state is JobState.DONE:  # made, and something it says changed meanwhile
        return Progress(Stage.UNASKED, "")
    return in_the_queue(job)
