"""Draw the icons of the installed application from static/img/mark.svg: `.venv/bin/python tools/icons.py`.

The mark stands in white on leaf. A maskable icon may be cut to any shape, so its mark keeps to the middle; an icon
for any place has round corners of its own.
"""

from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image
from weasyprint import HTML

IMAGES = Path(__file__).parent.parent / "static" / "img"
LEAF = "#0f5c4c"
# Name, side in pixels, share of the side the mark takes, radius of the corners as a share of the side.
ICONS = (
    ("any-192", 192, 0.72, 0.22),
    ("any-512", 512, 0.72, 0.22),
    ("maskable-512", 512, 0.56, 0.0),
    ("touch-180", 180, 0.66, 0.0),
)


def drawing(share: float, radius: float) -> str:
    """Return the icon as a drawing of 100 by 100."""
    mark = (
        (IMAGES / "mark.svg").read_text(encoding="utf-8").replace(f'color="{LEAF}"', "").replace("currentColor", "#fff")
    )
    inner = mark[mark.index(">") + 1 : mark.rindex("</svg>")]
    place, scale = 50 * (1 - share), share * 100 / 32
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100px" height="100px">'
        f'<rect width="100" height="100" rx="{radius * 100}" fill="{LEAF}"/>'
        f'<g transform="translate({place} {place}) scale({scale})">{inner}</g></svg>'
    )


def picture(side: int, share: float, radius: float) -> bytes:
    """Return the icon as a PNG of few colours."""
    sheet = "@page { size: 100px 100px; margin: 0 } body { margin: 0 } svg { display: block }"
    document = HTML(string=f"<style>{sheet}</style>{drawing(share, radius)}").write_pdf()
    page = pypdfium2.PdfDocument(document)[0]
    drawn = page.render(scale=side / page.get_width(), fill_color=(255, 255, 255, 0), rev_byteorder=True).to_pil()
    kept = BytesIO()
    drawn.convert("RGBA").resize((side, side)).quantize(64, method=Image.Quantize.FASTOCTREE).save(
        kept, "PNG", optimize=True
    )
    return kept.getvalue()


if __name__ == "__main__":
    (IMAGES / "icons").mkdir(exist_ok=True)
    for name, side, share, radius in ICONS:
        path = IMAGES / "icons" / f"{name}.png"
        path.write_bytes(picture(side, share, radius))
        print(f"{path.name}: {path.stat().st_size} bytes")
