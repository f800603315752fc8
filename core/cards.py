"""Cards to share: a picture of 1,200 × 630 with a title, a few lines and who says it, in the colours of the house.

WhatsApp and its like show it above a link. It is flat, so that it weighs twenty kilobytes on a prepaid line.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import assets
from core.palette import Palette

if TYPE_CHECKING:  # an imaging library that only a card should pay for
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parents[1] / "static" / "fonts"
WIDTH, HEIGHT, EDGE = 1200, 630, 64
STRIPE, CREST = 18, 120
BOTTOM = HEIGHT - 84  # the line above the foot
ROW, WIDEST_ROW = 46, 62
DOTS = ((9.2, 6.2), (16, 4), (22.8, 6.2), (4, 12.3), (12.3, 11.5), (19.7, 11.5), (28, 12.3), (6.6, 18.6), (25.4, 18.6))
TRUNK = ((14.5, 17.5), (17.5, 17.5), (17.5, 23.5), (22.6, 30), (9.4, 30), (14.5, 23.5))
CONTENT_TYPE = "image/png"
COLOURS = 48
FACES = {
    "eyebrow": ("NotoSans-Bold", 26),
    "title": ("NotoSerif-Bold", 68),
    "small title": ("NotoSerif-Bold", 50),
    "under": ("NotoSans-Regular", 32),
    "hour": ("NotoSans-Bold", 30),
    "line": ("NotoSans-Regular", 30),
    "foot": ("NotoSans-Regular", 23),
}
MORE = "…"


@dataclass(frozen=True)
class Card:
    """What a card says: whose it is, what, when and where, its lines with an hour or a code before each, its foot."""

    eyebrow: str
    title: str
    under: str
    foot: str
    lines: tuple[tuple[str, str], ...] = ()
    accent: str = ""
    crest: bytes = b""


def drawn(card: Card) -> bytes:
    """Return a card as a PNG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - an imaging library that only a card should pay for

    light = Palette.read(assets.text("css/tokens.css")).colours["light"]
    picture = Image.new("RGB", (WIDTH, HEIGHT), light["paper"])
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, STRIPE, HEIGHT), fill=light["leaf"])
    if card.crest:
        _paste(picture, card.crest)
    else:
        _tree(pen, light["leaf"])
    _words(pen, card, light)
    pen.line((EDGE, BOTTOM, WIDTH - EDGE, BOTTOM), fill=_full(light["line-strong"]), width=2)
    pen.text((EDGE, BOTTOM + 20), cut(card.foot, "foot", WIDTH - 2 * EDGE), font=font("foot"), fill=light["soft"])
    made = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()


def _words(pen: "ImageDraw", card: Card, light: dict[str, str]) -> None:
    """Draw the head, and below it the lines as far as there is room; alone, the head stands in the middle."""
    width = WIDTH - 2 * EDGE - CREST - 32
    face = "small title" if card.lines or len(card.title) > 90 else "title"
    head = wrapped(card.title, face, width, rows=2 if card.lines else 4)
    under = wrapped(card.under, "under", WIDTH - 2 * EDGE, rows=2)
    step = FACES[face][1] * 5 // 4
    top = 48 if card.lines else (BOTTOM - 62 - len(head) * step - len(under) * 46) // 2
    pen.text(
        (EDGE, top), cut(card.eyebrow, "eyebrow", width), font=font("eyebrow"), fill=card.accent or light["accent"]
    )
    top += 48
    for row in head:
        pen.text((EDGE, top), row, font=font(face), fill=light["ink"])
        top += step
    top += 14
    for row in under:
        pen.text((EDGE, top), row, font=font("under"), fill=light["soft"])
        top += 46
    _lines(pen, card, light, top + 20)


def _lines(pen: "ImageDraw", card: Card, light: dict[str, str], top: int) -> None:
    """Draw the lines, the wider apart the fewer they are; the last says that there are more."""
    most = (BOTTOM - 10 - top) // ROW
    shown = card.lines if len(card.lines) <= most else (*card.lines[: most - 1], (MORE, ""))
    step = min(WIDEST_ROW, (BOTTOM - 10 - top) // max(1, len(shown)))
    indent = max((int(font("hour").getlength(hour)) for hour, _text in shown), default=0) + 26
    for hour, text in shown:
        pen.text((EDGE, top), hour, font=font("hour"), fill=light["leaf"])
        fitting = cut(text, "line", WIDTH - 2 * EDGE - indent)
        pen.text((EDGE + indent, top), fitting, font=font("line"), fill=light["ink"])
        top += step


def _tree(pen: "ImageDraw", colour: str) -> None:
    """Draw the mark of the house where there is no crest."""
    unit, left, top, radius = CREST / 32, WIDTH - EDGE - CREST, 44, 2.75
    for x, y in DOTS:
        box = [
            left + (x - radius) * unit,
            top + (y - radius) * unit,
            left + (x + radius) * unit,
            top + (y + radius) * unit,
        ]
        pen.ellipse(box, fill=colour)
    pen.polygon([(left + x * unit, top + y * unit) for x, y in TRUNK], fill=colour)


def wrapped(text: str, face: str, width: int, *, rows: int) -> list[str]:
    """Return a text in rows that fit a width; the last one is cut when there is more."""
    found: list[str] = []
    words = text.split(" ")
    while words and len(found) < rows:
        row = words.pop(0)
        while words and font(face).getlength(f"{row} {words[0]}") <= width:
            row = f"{row} {words.pop(0)}"
        found.append(row)
    if words:
        found[-1] = cut(f"{found[-1]} {' '.join(words)}", face, width)
    return [cut(row, face, width) for row in found if row]


def cut(text: str, face: str, width: int) -> str:
    """Return as much of a text as fits a width."""
    if font(face).getlength(text) <= width:
        return text
    while text and font(face).getlength(text + MORE) > width:
        text = text[:-1]
    return text.rstrip(" ,.:;·–-") + MORE


@lru_cache
def font(face: str) -> "FreeTypeFont":
    """Return one of our faces in its size."""
    from PIL import ImageFont  # noqa: PLC0415 - as above

    name, size = FACES[face]
    return ImageFont.truetype(FONTS / f"{name}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


def _paste(picture: Any, content: bytes) -> None:
    from PIL import Image  # noqa: PLC0415 - as above

    with Image.open(io.BytesIO(content)) as crest:
        small = crest.convert("RGBA")
    small.thumbnail((CREST, CREST))
    picture.paste(small, (WIDTH - EDGE - small.width, 44), small)


def _full(colour: str) -> str:
    """Return a colour in six figures."""
    return colour if len(colour) == 7 else "#" + "".join(2 * figure for figure in colour[1:])
