"""Pictures of screens: full length, few colours, and kept as they are unless something in them really changed."""

import io
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from tests.support.screens import picture

LONGEST = 3600  # pixels: a list of 190 items is recognised long before its end
WINDOW = 740
COLOURS = 48
SAME = 24  # of 255: two runs of a browser may differ by a shade at the edge of a letter


class Album:
    """The folder of pictures, and what taking them anew changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: set[str] = set()
        self.changed: list[str] = []
        self.removed: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Any, name: str, width: int, scheme: str) -> None:
        """Take one picture of the page as it is now; an unchanged one is left alone."""
        page.set_viewport_size({"width": width, "height": WINDOW})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("scrollTo(0, 0)")
        height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
        page.set_viewport_size(
            {"width": width, "height": height}
        )  # what sticks to the window's edge then covers nothing
        new = lean(page.screenshot(animations="disabled", caret="hide"))
        path = self.folder / picture(name, width, scheme)
        self.taken.add(path.name)
        if not path.exists() or differs(path.read_bytes(), new):
            path.write_bytes(new)
            self.changed.append(path.name)

    def finish(self, gallery: str) -> None:
        """Remove the pictures of screens that are gone, and write the page that shows the others."""
        for path in sorted(self.folder.glob("*.png")):
            if path.name not in self.taken:
                path.unlink()
                self.removed.append(path.name)
        (self.folder / "README.md").write_text(gallery, encoding="utf-8")

    def __str__(self) -> str:
        lines = [f"{len(self.taken)} pictures; {len(self.changed)} new or changed, {len(self.removed)} removed"]
        return "\n".join([*lines, *(f"  {name}" for name in [*self.changed, *self.removed])])


def lean(shot: bytes) -> bytes:
    """Return a picture with a palette of few colours: text and lines need no more."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    small = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def differs(kept: bytes, taken: bytes) -> bool:
    """Tell whether somebody would see a difference between two pictures."""
    before, after = (Image.open(io.BytesIO(one)).convert("L") for one in (kept, taken))
    if before.size != after.size:
        return True
    most = ImageChops.difference(before, after).getextrema()[1]
    return float(most) > SAME  # type: ignore[arg-type]
