"""What an edition looks like: its accent, crests, logos and portraits, refused when nobody could read or open them."""

from sqlalchemy import select

from conference.models import Edition, Participation, Partner, Picture
from conference.words import GROUNDS, SCHEMES
from core import assets, audit, files, i18n
from core.audit import Actor
from core.db import db
from core.errors import Refused
from core.i18n import gettext as _
from core.palette import LEAST, WRITTEN, Palette, lightened, mixed
from core.pictures import CONTENT_TYPE, Shape, redraw
from people.models import Council

CREST = Shape(box=(144, 144), ratios=(0.5, 2), most_bytes=6_000)
LOGO = Shape(box=(360, 128), ratios=(0.4, 8), most_bytes=7_000)
PORTRAIT = Shape(box=(192, 192), ratios=(0.5, 2), most_bytes=9_000, square=True)
SHARE_OF_ACCENT = {"light": 0.12, "dark": 0.14}
AIMED_AT_IN_THE_DARK = 7.0

Owner = Council | Edition | Partner | Participation


def palette() -> Palette:
    """Return the colours of our own style sheet."""
    return Palette.read(assets.text("css/tokens.css"))


def accent_colours(accent: str) -> dict[str, dict[str, str]]:
    """Return what an accent changes in each scheme: itself and its soft ground; the dark ones are derived."""
    ours = palette().colours
    in_the_dark = lightened(accent, ours["dark"]["paper"], AIMED_AT_IN_THE_DARK)
    return {
        scheme: {"accent": colour, "accent-wash": mixed(colour, ours[scheme]["sheet"], share)}
        for (scheme, share), colour in zip(SHARE_OF_ACCENT.items(), (accent, in_the_dark), strict=True)
    }


def set_accent(edition: Edition, accent: str, *, by: Actor) -> None:
    """Give an edition its accent, or none; refused when one of the pairs it forms could not be read."""
    wished = accent.strip().lower()
    if wished:
        check_accent(wished)
    if wished == (edition.accent or ""):
        return
    old, edition.accent = edition.accent, wished or None
    audit.log(edition, "accent-set", by=by, old=old, new=edition.accent)


def check_accent(accent: str) -> None:
    """Refuse a colour that is none, or that breaks the contrast of a pair, naming the pair and its ratio."""
    if not WRITTEN.fullmatch(accent):
        raise Refused(_("A colour is written # and six digits or letters from a to f: #96500f."), code="accent-unclear")
    broken = palette().unreadable(changes=accent_colours(accent))
    if broken:
        worst = broken[0]
        raise Refused(
            _(
                "This colour could not be read: %(text)s on %(ground)s, %(scheme)s, has a contrast of %(ratio)s to 1,"
                " and %(least)s are needed. Choose a darker one.",
                text=GROUNDS[worst.text],
                ground=GROUNDS[worst.ground],
                scheme=SCHEMES[worst.scheme],
                ratio=i18n.decimal(int(worst.ratio * 10) / 10),
                least=i18n.decimal(LEAST["text"]),
            ),
            code="accent-unreadable",
            pair=(worst.text, worst.ground),
        )


def show(owner: Owner, upload: bytes, *, by: Actor) -> Picture:
    """Give a council or an edition its crest, a partner its logo, a participant a portrait; the earlier one goes."""
    if not upload:
        raise Refused(_("Choose a picture first."), code="picture-missing")
    column, shape, _shown_as = _place(owner)
    drawn = redraw(upload, shape)
    picture = picture_of(owner) or Picture(**{column: owner.id})
    picture.file = files.keep(drawn.content, CONTENT_TYPE)
    picture.width, picture.height = drawn.width, drawn.height
    db.session.add(picture)
    audit.log(owner, "picture-set", by=by, sha256=picture.file.sha256)
    _look_again(owner)
    return picture


def take_away(owner: Owner, *, by: Actor) -> None:
    """Show nothing any more; the file stays in the store, since documents already made may hold it."""
    picture = picture_of(owner)
    if picture is None:
        return
    audit.log(owner, "picture-taken-away", by=by, sha256=picture.file.sha256)
    db.session.delete(picture)
    db.session.flush()
    _look_again(owner)


def _look_again(owner: Owner) -> None:
    """Have what shows this picture read it anew; a council is not shown by itself."""
    if not isinstance(owner, Council):
        _column, _shape, shown_as = _place(owner)
        db.session.expire(owner, [shown_as])


def picture_of(owner: Owner) -> Picture | None:
    """Return the picture of something, or None. One query."""
    column, _shape, _shown_as = _place(owner)
    return db.session.scalar(select(Picture).filter_by(**{column: owner.id}))


def _place(owner: Owner) -> tuple[str, Shape, str]:
    """Return the column that points at an owner, the shape of its picture, and the attribute that shows it."""
    match owner:
        case Council():
            return "council_id", CREST, "council_crest"
        case Edition():
            return "edition_id", CREST, "own_crest"
        case Partner():
            return "partner_id", LOGO, "logo"
        case Participation():
            return "participation_id", PORTRAIT, "portrait"
