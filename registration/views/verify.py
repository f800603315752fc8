"""A stranger's question, answered in three seconds: whether this certificate is authentic."""

from datetime import date, datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock, i18n
from core.access import public
from core.web import limiter
from registration.models import Certificate
from registration.queries.certificates import certificate_of_code
from registration.words import CERTIFICATES

LONGEST = 64
blueprint = Blueprint("verify", __name__)


@blueprint.get("/v/")
@public
@limiter.limit("60 per minute")
def ask() -> ResponseReturnValue:
    """Ask for the code of a certificate, and lead a typed one to its answer."""
    if typed := plain(request.args.get("code", "")):
        return redirect(url_for(".certificate", code=typed))
    return render_template("registration/public/verify.html", asked=False, certificate=None, code="")


@blueprint.get("/v/<code>")
@public
@limiter.limit("60 per minute")
def certificate(code: str) -> ResponseReturnValue:
    """Say whether a certificate is authentic, revoked or unknown; who, what, when, by which council."""
    found = certificate_of_code(plain(code))
    return render_template(
        "registration/public/verify.html",
        asked=True,
        code=plain(code),
        certificate=found,
        begins=at_place(found, found.facts["at"] and datetime.fromisoformat(found.facts["at"])) if found else None,
        issued_on=at_place(found, found.issued_at) if found else None,
        ended_on=at_place(found, found.ended_at) if found else None,
        dates=dates_of(found) if found else "",
        kind=CERTIFICATES[found.kind] if found else "",
    ), 200 if found else 404


def plain(typed: str) -> str:
    """Return a code as it is kept, however it was typed or pasted: a whole address, with spaces, in small letters."""
    return "".join(typed.rstrip("/").rsplit("/", maxsplit=1)[-1].split()).replace("-", "").upper()[:LONGEST]


def dates_of(found: Certificate) -> str:
    """Return the days of the edition a certificate speaks of, as its facts say them."""
    return i18n.span(date.fromisoformat(found.facts["starts_on"]), date.fromisoformat(found.facts["ends_on"]))


def at_place(found: Certificate, moment: datetime | None) -> datetime | None:
    """Return a moment of a certificate by the clock of the place where its edition was held."""
    return clock.at_place(moment, found.edition.time_zone) if moment else None
