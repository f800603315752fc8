"""Every text and ground the style sheet puts together can be read, in light and in dark."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SCREEN = [sheet for sheet in sorted(CSS.rglob("*.css")) if "documents" not in sheet.parts]
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-fA-F]{3,6})\b")


def schemes() -> dict[str, dict[str, str]]:
    """Read the colours of both schemes; the dark one starts from the light one."""
    light_part, dark_part = TOKENS.split("prefers-color-scheme: dark", 1)
    light = dict(COLOUR.findall(light_part))
    return {"light": light, "dark": light | dict(COLOUR.findall(dark_part))}


def declared(kind: str) -> list[tuple[str, str]]:
    """Read the pairs written down at the head of the tokens, as (text, ground)."""
    lines = re.findall(rf"@{kind} ([\w -]+): ([\w -]+)", TOKENS)
    return [(text, ground) for texts, grounds in lines for text in texts.split() for ground in grounds.split()]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def used_together() -> set[tuple[str, str, str]]:
    """Find the rules that set both a text colour and a ground, as (file, text, ground)."""
    found = set()
    for sheet in SCREEN:
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for body in re.findall(r"\{([^{}]*)\}", rules):
            text = re.search(r"(?<![\w-])color:\s*var\(--([\w-]+)\)", body)
            ground = re.search(r"(?<![\w-])background(?:-color)?:\s*var\(--([\w-]+)\)", body)
            if text and ground:
                found.add((sheet.relative_to(CSS).as_posix(), text[1], ground[1]))
    return found


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("kind", "least"), [("text", 4.5), ("edge", 3)])
def test_declared_pairs_can_be_read(scheme, kind, least):
    colours = schemes()[scheme]

    ratios = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in declared(kind)}

    assert ratios
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


def test_rules_use_only_declared_pairs():
    pairs = declared("text")

    strangers = {use for use in used_together() if use[1:] not in pairs}

    assert strangers == set()


def test_sheets_use_only_tokens_that_exist():
    known = set(re.findall(r"--([\w-]+):", "".join(s.read_text(encoding="utf-8") for s in SCREEN)))

    used = {
        (sheet.relative_to(CSS).as_posix(), name)
        for sheet in SCREEN
        for name in re.findall(r"var\(--([\w-]+)", sheet.read_text(encoding="utf-8"))
    }

    assert {use for use in used if use[1] not in known} == set()


def test_colours_are_written_in_the_tokens_only():
    strays = {
        sheet.relative_to(CSS).as_posix(): found
        for sheet in SCREEN
        if sheet.name != "tokens.css"
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*\})", sheet.read_text(encoding="utf-8")))
    }

    assert strays == {}
