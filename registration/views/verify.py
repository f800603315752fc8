"""A stranger's question, answered in three seconds: whether this certificate is authentic."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from core.access import public
from core.web import limiter
from registration.queries.certificates import certificate_of_code
from registration.services.certificates import kind_in_words

blueprint = Blueprint("verify", __name__)


@blueprint.get("/v/<code>")
@public
@limiter.limit("60 per minute")
def certificate(code: str) -> ResponseReturnValue:
    """Say whether a certificate is authentic, revoked or unknown; who, what, when, by which council."""
    found = certificate_of_code(code.strip().upper())
    return render_template(
        "registration/public/verify.html",
        certificate=found,
        kind=kind_in_words(found.kind) if found else "",
        code=code,
    ), 200 if found else 404
