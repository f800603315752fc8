"""A crest for the eighth edition, drawn here: a sun over the river, in a ring. It is nobody's."""

import io

from PIL import Image, ImageDraw

SIDE = 448
PLUM, OCHRE, PAPER, RIVER = "#8a2a52", "#c98a2b", "#fbfaf6", "#1f5f6b"


def drawn() -> bytes:
    """Return the crest as PNG."""
    image = Image.new("RGBA", (SIDE, SIDE))
    pen = ImageDraw.Draw(image)
    pen.ellipse((4, 4, SIDE - 4, SIDE - 4), fill=PLUM)
    pen.ellipse((34, 34, SIDE - 34, SIDE - 34), fill=PAPER)
    pen.ellipse((150, 84, 298, 232), fill=OCHRE)
    pen.chord((48, 48, SIDE - 48, SIDE - 48), 12, 168, fill=RIVER)
    for row, (left, right) in enumerate(((110, 338), (140, 308), (182, 266))):
        top = 292 + 36 * row
        pen.rounded_rectangle((left, top, right, top + 12), radius=6, fill=PAPER)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()
