"""The versions of an abstract with what changed between two, for authors and the chair, and its page of the book."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from abstracts.models import Abstract
from abstracts.permissions import Can
from abstracts.queries.abstracts import find_received
from abstracts.queries.projection import files_of
from abstracts.queries.versions import differences, files_changed, two_of, versions_of
from abstracts.views.submit import own_abstract
from conference.models import Edition
from conference.views.shell import edition_here
from core import i18n
from core.access import public, requires

blueprint = Blueprint("versions", __name__, url_prefix="/e/<edition>")


@blueprint.get("/submit/<code>/versions")
@public
def of_author(edition: str, code: str) -> ResponseReturnValue:
    """Show an author what was sent when, and what changed."""
    here = edition_here(edition)
    return show(here, own_abstract(here, code), "abstracts/author/versions.html")


@blueprint.get("/committee/abstracts/<code>/versions")
@requires(Can.SEE_ALL)
def of_chair(edition: str, code: str) -> ResponseReturnValue:
    """Show the chair what was sent when, and what changed."""
    here = edition_here(edition)
    return show(here, find_received(here, code), "abstracts/chair/versions.html")


def show(edition: Edition, abstract: Abstract, template: str) -> str:
    """Return the page of the versions, between the two that the address asks for."""
    versions = versions_of(abstract)
    older, newer = (request.args.get(name, 0, type=int) for name in ("from", "to"))
    pair = two_of(versions, older, newer)
    return render_template(
        template,
        edition=edition,
        abstract=abstract,
        versions=versions,
        pair=pair,
        changed=differences(*pair, i18n.language()) if pair else [],
        files_changed=files_changed(*pair) if pair else [],
        files_sent=[(version, files) for version in pair or () if (files := files_of(version))],
    )


@blueprint.get("/submit/<code>/page")
@public
def page(edition: str, code: str) -> ResponseReturnValue:
    """Show an author the page of the book, ready to be printed."""
    here = edition_here(edition)
    abstract = own_abstract(here, code)
    return render_template("abstracts/author/page.html", edition=here, abstract=abstract, template=abstract.kind)
