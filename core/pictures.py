"""Pictures that people bring: opened, made small and drawn anew, so that nothing of the file itself is ever served.

What comes out holds pixels only: no place, no camera, no script. A drawing in SVG can hold a script and is refused.
"""

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import Refused
from core.i18n import gettext as _

if TYPE_CHECKING:  # an imaging library that only an upload should pay for
    from PIL.Image import Image

BEFORE_MARKUP = b"\xef\xbb\xbf \t\r\n"
FORMATS = ("PNG", "JPEG", "WEBP")
CONTENT_TYPE = "image/webp"
MOST_BYTES = 4 * 1024 * 1024
MOST_PIXELS = 40_000_000
FIGURES = {"image/png": "PNG", "image/jpeg": "JPEG"}
FIGURE_BOX, FIGURE_QUALITY = (3000, 3000), 88
QUALITIES = (90, 80, 70, 55, 40, 25)


@dataclass(frozen=True)
class Shape:
    """What a kind of picture may be: its largest box, its narrowest and widest ratio, its weight, cut square or not."""

    box: tuple[int, int]
    ratios: tuple[float, float]
    most_bytes: int
    square: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept and served."""

    content: bytes
    width: int
    height: int


def redraw(upload: bytes, shape: Shape) -> Picture:
    """Return what an upload shows, in the shape asked for; refused in a sentence when it cannot be."""
    image = _opened(upload)
    ratio = image.width / image.height
    if not shape.ratios[0] <= ratio <= shape.ratios[1]:
        raise Refused(
            _("This picture is too long or too tall: %(width)d × %(height)d.", width=image.width, height=image.height),
            code="picture-ratio",
        )
    return _encoded(_fitted(image, shape), shape)


def drawn_anew(upload: bytes, content_type: str, most_bytes: int) -> bytes:
    """Return what a figure shows, in the format it came in; it is made smaller until it fits."""
    image = _opened(upload, formats=(FIGURES[content_type],), most_bytes=most_bytes)
    image.thumbnail(FIGURE_BOX)
    if content_type == "image/jpeg" or image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    while True:
        written = io.BytesIO()
        image.save(written, FIGURES[content_type], optimize=True, quality=FIGURE_QUALITY)
        if written.tell() <= most_bytes:
            return written.getvalue()
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))


def as_png(content: bytes) -> bytes:
    """Return a picture of ours in the format that documents take."""
    from PIL import Image  # noqa: PLC0415 - see above

    with Image.open(io.BytesIO(content)) as image:
        kept = io.BytesIO()
        image.convert("RGBA").save(kept, "PNG")
    return kept.getvalue()


def _opened(upload: bytes, *, formats: tuple[str, ...] = FORMATS, most_bytes: int = MOST_BYTES) -> "Image":
    from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - see above

    if len(upload) > most_bytes:
        raise Refused(_("This picture is too heavy: 4 MB at most."), code="picture-too-heavy")
    if upload.lstrip(BEFORE_MARKUP).startswith(b"<"):
        raise Refused(
            _("A drawing in SVG can hold a script, so it is not taken. Save it as PNG."), code="picture-is-svg"
        )
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, where it is loaded, lets half a picture through
    try:
        image = Image.open(io.BytesIO(upload), formats=formats)
        if image.width * image.height > MOST_PIXELS:
            raise Refused(_("This picture has too many points: 40 million at most."), code="picture-too-large")
        pixels = ImageOps.exif_transpose(image).convert("RGBA")
        pixels.info.clear()  # where and with what it was taken is nobody's business
        return pixels
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Refused(
            _("This is not a picture that can be read. PNG, JPEG and WebP are taken.")
            if formats == FORMATS
            else _("This is not a picture that can be read. PNG and JPEG are taken."),
            code="picture-unreadable",
        ) from error


def _fitted(image: "Image", shape: Shape) -> "Image":
    from PIL import ImageOps  # noqa: PLC0415 - see above

    if shape.square:
        side = min(image.width, image.height, shape.box[0])
        return ImageOps.fit(image, (side, side))
    image.thumbnail(shape.box)
    return image


def _encoded(image: "Image", shape: Shape) -> Picture:
    """Write pixels as WebP, as well as the weight allows; a busy picture is made smaller until it fits."""
    while True:
        for quality in QUALITIES:
            written = io.BytesIO()
            image.save(written, "WEBP", quality=quality, method=6)
            if written.tell() <= shape.most_bytes:
                return Picture(written.getvalue(), image.width, image.height)
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))
