"""The palette: the colours of the style sheet in both schemes, which texts stand on which grounds, and who can read it.

The style sheet of tokens says everything once; its head lists the pairs that occur.
"""

import colorsys
import re
from collections.abc import Iterable
from dataclasses import dataclass

LEAST = {"text": 4.5, "edge": 3.0}
SCHEMES = ("light", "dark")
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b")
WRITTEN = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Pair:
    """A text on a ground, or an edge on one, in one scheme."""

    scheme: str
    text: str
    ground: str
    ratio: float


@dataclass(frozen=True)
class Palette:
    """The colours by scheme and name, and the pairs of names that occur, by kind."""

    colours: dict[str, dict[str, str]]
    pairs: dict[str, list[tuple[str, str]]]

    @classmethod
    def read(cls, tokens: str) -> "Palette":
        """Read a style sheet of tokens; its dark scheme starts from the light one."""
        light_part, dark_part = tokens.split("prefers-color-scheme: dark", 1)
        light = dict(COLOUR.findall(light_part))
        dark = light | dict(COLOUR.findall(dark_part))
        return cls({"light": light, "dark": dark}, {kind: _declared(tokens, kind) for kind in LEAST})

    def unreadable(self, kind: str = "text", changes: dict[str, dict[str, str]] | None = None) -> list[Pair]:
        """Return the pairs below the least contrast, the worst first; with changes, those a change takes part in."""
        found = []
        for scheme in SCHEMES:
            changed = (changes or {}).get(scheme, {})
            colours = self.colours[scheme] | changed
            for text, ground in self.pairs[kind]:
                if changes is None or text in changed or ground in changed:
                    found.append(Pair(scheme, text, ground, contrast(colours[text], colours[ground])))
        return sorted((pair for pair in found if pair.ratio < LEAST[kind]), key=lambda pair: pair.ratio)


def _declared(tokens: str, kind: str) -> list[tuple[str, str]]:
    lines = re.findall(rf"@{kind} ([\w -]+): ([\w -]+)", tokens)
    return [(text, ground) for texts, grounds in lines for text in texts.split() for ground in grounds.split()]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """Return a ground tinted with a share of a colour."""
    return _written(c * share + g * (1 - share) for c, g in zip(_channels(colour), _channels(ground), strict=True))


def lightened(colour: str, ground: str, ratio: float) -> str:
    """Return a colour of the same hue, as light as it takes to stand out from a dark ground by a ratio."""
    hue, light, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(round(light * 100), 101):
        candidate = _written(colorsys.hls_to_rgb(hue, step / 100, min(saturation, 0.75)))
        if contrast(candidate, ground) >= ratio:
            return candidate
    return "#ffffff"


def _channels(colour: str) -> tuple[float, float, float]:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def _written(channels: Iterable[float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
