"""What an edition looks like: the committee's page about it, and the few bytes of style an accent needs."""

from collections.abc import Iterator

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from conference.forms.identity import AccentForm, PictureForm
from conference.models import Edition, Participation, ParticipationRole, Partner, Picture
from conference.permissions import Can
from conference.queries.editions import find_one_of, partners_of, people_in
from conference.services import identity
from conference.services.identity import Owner
from conference.views.shell import accent_href, edition_here
from core import assets
from core.access import public, requires
from core.db import Base
from core.errors import NotFound, Refused
from core.history import history_of
from core.i18n import gettext as _
from people.recognition import current_actor

blueprint = Blueprint("identity", __name__)
HONOURED = (ParticipationRole.PATRON, ParticipationRole.PRESIDENT)


@blueprint.get("/accent/<fingerprint>/<colour>.css")
@public
def accent(fingerprint: str, colour: str) -> Response:
    """Answer with the style of an accent, by day and in the dark; only of one that can be read."""
    try:
        identity.check_accent(f"#{colour}")
    except Refused as refusal:
        raise NotFound from refusal
    by_scheme = identity.accent_colours(f"#{colour}")
    light, dark = (_rule(by_scheme[scheme]) for scheme in ("light", "dark"))
    is_present = fingerprint == assets.fingerprint_of("css/tokens.css")
    sheet = f"{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"
    return assets.answer(sheet.encode(), "text/css; charset=utf-8", is_present=is_present)


def _rule(colours: dict[str, str]) -> str:
    return ":root{" + ";".join(f"--{name}:{colour}" for name, colour in colours.items()) + "}"


@blueprint.route("/e/<edition>/committee/identity", methods=["GET", "POST"])
@requires(Can.SET_IDENTITY)
def page(edition: str) -> ResponseReturnValue:
    """Show what an edition looks like, and give it an accent, tried first or kept at once."""
    here = edition_here(edition)
    form = AccentForm(accent=here.accent, version=here.version)
    if form.validate_on_submit():
        with form.effect():
            form.refuse_if_stale(here, {"accent": here.accent})
            identity.set_accent(here, form.accent.data or "", by=current_actor())
        if form.had_effect:
            flash(_("The accent is kept."))
            return redirect(url_for(".page", edition=here.slug))
    return _page(here, form), form.status


@blueprint.post("/e/<edition>/committee/identity/try")
@requires(Can.SET_IDENTITY)
def try_accent(edition: str) -> ResponseReturnValue:
    """Show the page in an accent that nothing has kept yet."""
    here = edition_here(edition)
    form = AccentForm()
    tried = ""
    if form.validate_on_submit():
        try:
            tried = (form.accent.data or "").strip().lower()
            identity.check_accent(tried)
        except Refused as refusal:
            form.form_errors.append(refusal.message)
            tried = ""
    return _page(here, form, tried=tried), form.status


@blueprint.post("/e/<edition>/committee/identity/<kind>/<int:number>")
@requires(Can.SET_IDENTITY)
def picture(edition: str, kind: str, number: int) -> ResponseReturnValue:
    """Give the edition its crest, a partner its logo, a patron a portrait, or take it away."""
    here = edition_here(edition)
    return _changed(here, _owner(here, kind, number))


@blueprint.post("/e/<edition>/committee/identity/council")
@requires(Can.SET_IDENTITY)
def council_crest(edition: str) -> ResponseReturnValue:
    """Give the council its crest, for all its editions; only who acts for the whole council may."""
    here = edition_here(edition)
    if not _may_for_council(here):
        raise NotFound
    return _changed(here, here.council)


def _changed(here: Edition, owner: Owner) -> ResponseReturnValue:
    form = PictureForm()
    if form.validate_on_submit():
        with form.effect():
            if form.remove.data:
                identity.take_away(owner, by=current_actor())
            else:
                identity.show(owner, form.upload(), by=current_actor())
        if form.had_effect:
            flash(_("The picture was taken away.") if form.remove.data else _("The picture is shown."))
            return redirect(url_for(".page", edition=here.slug))
    return _page(here, AccentForm(accent=here.accent, version=here.version), refused=form), form.status


def _owner(here: Edition, kind: str, number: int) -> Owner:
    """Return what a picture is to belong to, in this edition only."""
    match kind:
        case "edition" if number == here.id:
            return here
        case "partner":
            return find_one_of(here, Partner, number)
        case "portrait":
            return find_one_of(here, Participation, number)
    raise NotFound


def _may_for_council(here: Edition) -> bool:
    council = {"council": here.council.slug}
    return Can.SET_IDENTITY in current_app.extensions["authority"].permissions(current_user, council)


def _page(here: Edition, form: AccentForm, *, tried: str = "", refused: PictureForm | None = None) -> str:
    partners, honoured = partners_of(here), people_in(here, *HONOURED)
    return render_template(
        "conference/committee/identity.html",
        edition=here,
        form=form,
        refused=refused,
        tried_href=accent_href(tried) if tried else None,
        crests=list(_crests(here)),
        logos=[_place(here, "partner", partner, partner.structure.name, partner.logo) for partner in partners],
        portraits=[_place(here, "portrait", part, part.person.name, part.portrait) for part in honoured],
        done=history_of(here, *partners, *honoured, time_zone=here.time_zone),
    )


def _crests(here: Edition) -> Iterator[tuple[str, Picture | None, str]]:
    yield _place(here, "edition", here, _("The edition’s own crest"), here.own_crest)
    if _may_for_council(here):
        href = url_for(".council_crest", edition=here.slug)
        yield here.council.name, here.council_crest, href


def _place(here: Edition, kind: str, owner: Base, name: str, shown: Picture | None) -> tuple[str, Picture | None, str]:
    """Return a picture's name, the picture, and where its form is sent."""
    return name, shown, url_for(".picture", edition=here.slug, kind=kind, number=owner.id)
