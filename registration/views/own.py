"""What a person's own page shows of registration: the picture of the badge."""

from flask import Blueprint, Response, make_response
from flask.typing import ResponseReturnValue

from core.access import known
from core.errors import NotFound
from core.qr import qr_png
from people.recognition import current_person
from registration.queries.waiting import badge_of_holder

PIXELS_A_MODULE = 8
blueprint = Blueprint("own", __name__, url_prefix="/me")


@blueprint.get("/badges/<code>.png")
@known
def badge(code: str) -> ResponseReturnValue:
    """Show its holder the QR code of a valid badge, large enough for any reader; to anybody else it is not found."""
    person = current_person()
    if person is None:
        raise NotFound
    picture: Response = make_response(qr_png(badge_of_holder(code, person).token, box=PIXELS_A_MODULE))
    picture.mimetype = "image/png"
    return picture
