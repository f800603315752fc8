"""What a co-author is shown by the link they were sent: what they sign, and the words « that is not me »."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from abstracts import links
from abstracts.models import AbstractAuthor
from abstracts.services import authors
from abstracts.states import IN_EVALUATION
from core.access import public
from core.db import db, transaction
from core.errors import NotFound
from core.forms import EmptyForm
from core.i18n import gettext as _

blueprint = Blueprint("signatures", __name__, url_prefix="/signs")


@blueprint.get("/<token>")
@public
def page(token: str) -> ResponseReturnValue:
    """Show an author the abstract that names them."""
    author = author_of(token)
    abstract = author.abstract
    return render_template(
        "abstracts/author/signature.html",
        author=author,
        abstract=abstract,
        edition=abstract.call.edition,
        kind=abstract.kind,
        token=token,
        form=EmptyForm(),
    )


@blueprint.post("/<token>/not-me")
@public
def disown(token: str) -> ResponseReturnValue:
    """Note that somebody is not the author they are named as."""
    author = author_of(token)
    if EmptyForm().validate_on_submit():
        with transaction():
            authors.disown(author, by=author.person)
        flash(_("It is noted. Whoever submitted the abstract and the scientific committee are told."))
    return redirect(url_for(".page", token=token))


@blueprint.post("/<token>/me-after-all")
@public
def own_again(token: str) -> ResponseReturnValue:
    """Note that it is them after all."""
    author = author_of(token)
    if EmptyForm().validate_on_submit():
        with transaction():
            authors.own_again(author, by=author.person)
        flash(_("It is noted: you sign this abstract."))
    return redirect(url_for(".page", token=token))


def author_of(token: str) -> AbstractAuthor:
    """Return whom a link speaks for, or raise NotFound when it is forged, too old, or the name was taken off."""
    author = db.session.get(AbstractAuthor, links.read(links.SIGNATURE, token) or 0)
    if author is None or author.abstract.state not in IN_EVALUATION:
        raise NotFound
    return author
