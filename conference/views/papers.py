"""Papers of the published programme: for the committee all of them, for everybody the programme itself."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from conference.models import Edition, Printed, Release
from conference.permissions import Can
from conference.queries.printed import find_printed, printed_in
from conference.queries.programme import latest_release
from conference.services import printing
from conference.views.shell import edition_here
from conference.words import paper_name
from core import papers, sections
from core.access import may, public, requires
from core.db import transaction
from core.errors import NotFound
from core.forms import EmptyForm
from core.i18n import gettext as _
from core.progress import Progress

blueprint = Blueprint("papers", __name__, url_prefix="/e/<edition>/committee/papers")
printed = Blueprint("printed", __name__, url_prefix="/e/<edition>")


@dataclass(frozen=True)
class Offer:
    """One paper of the list: what it is, and the one that was made, if it says what is published."""

    name: str
    label: str
    note: str
    paper: Printed | None


@blueprint.get("/")
@requires(Can.SEE_COMMITTEE)
def listed(edition: str) -> ResponseReturnValue:
    """List the papers of the published programme, which are ready, and what other packages print."""
    here = edition_here(edition)
    release = latest_release(here)
    return render_template(
        "conference/committee/papers.html",
        edition=here,
        release=release,
        offers=offers_of(here, release) if release else [],
        blocks=sections.gather("papers", here),
        can_schedule=may(Can.SCHEDULE),
        form=EmptyForm(formdata=None),
    )


def offers_of(edition: Edition, release: Release) -> list[Offer]:
    """Return the papers of a published programme, each with the one that was made of it. One query."""
    made, facts = printed_in(edition), printing.made_of_release(edition, release)
    present = {name: paper for name, paper in made.items() if paper.made_of == facts}
    return [Offer(name, *paper_name(name), present.get(name)) for name in printing.names_of(edition, release)]


@blueprint.post("/all")
@requires(Can.SEE_COMMITTEE)
def make_all(edition: str) -> ResponseReturnValue:
    """Have the worker make every paper that is not there yet."""
    here = edition_here(edition)
    release = published(here)
    missing = [offer.name for offer in offers_of(here, release) if offer.paper is None]
    if not missing:
        return redirect(url_for(".listed", edition=here.slug))
    with transaction():
        printing.ask_all(here, missing, printing.made_of_release(here, release))
    return redirect(url_for(".paper", edition=here.slug, name=missing[-1]))


@blueprint.route("/<name>.pdf", methods=["GET", "POST"])
@requires(Can.SEE_COMMITTEE)
def paper(edition: str, name: str) -> ResponseReturnValue:
    """Give a paper as a PDF, or say how far it is; asked for by a form, have the worker lay it out."""
    here = edition_here(edition)
    if name not in printing.names_of(here, published(here)):
        raise NotFound
    above = (_("Papers"), url_for(".listed", edition=here.slug))
    return answer(here, name, "committee.html", above)


@printed.route("/programme.pdf", methods=["GET", "POST"])
@public
def programme(edition: str) -> ResponseReturnValue:
    """Give everybody the published programme, or one day of it, as a PDF."""
    here = edition_here(edition)
    wished = request.args.get("day", "")
    days = {day.isoformat() for day in here.days}
    name = f"{printing.PROGRAMME}-{wished}" if wished in days else printing.PROGRAMME
    above = (_("Programme"), url_for("programme.page", edition=here.slug))
    return answer(here, name, "base.html", above)


def answer(edition: Edition, name: str, frame: str, above: tuple[str, str]) -> ResponseReturnValue:
    """Answer with a paper of the published programme, or with how far it is, on a page below another."""
    facts = printing.made_of_release(edition, published(edition))
    made = find_printed(edition, name, facts)
    file = made.file if made else None
    return papers.answer(
        file,
        f"{edition.slug}-{name}.pdf",
        papers.progress_of(file, printing.job_key(edition, name, facts)),
        ask=lambda: printing.ask_all(edition, [name], facts),
        waiting=lambda progress: waiting_page(edition, paper_name(name)[0], progress, frame=frame, above=above),
    )


def waiting_page(edition: Edition, label: str, progress: Progress, *, frame: str, above: tuple[str, str]) -> str:
    """Return the page on which one waits for a paper, with the name and address of the page above it."""
    return render_template(
        "conference/paper_waiting.html",
        edition=edition,
        label=label,
        progress=progress,
        frame=frame,
        above=above,
        here=request.full_path.rstrip("?"),
        form=EmptyForm(),
    )


def published(edition: Edition) -> Release:
    """Return the programme as last published, or raise NotFound: nothing is printed of what is not public."""
    release = latest_release(edition)
    if release is None:
        raise NotFound
    return release
