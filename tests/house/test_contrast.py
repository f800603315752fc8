"""Every text and ground the style sheet puts together can be read, in light and in dark."""

import re
from pathlib import Path

import pytest

from core.palette import LEAST, SCHEMES, Palette, contrast

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SCREEN = [sheet for sheet in sorted(CSS.rglob("*.css")) if "documents" not in sheet.parts]
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
PALETTE = Palette.read(TOKENS)
SIZES = {"--s0", "--s1", "--s2", "--s3", "--s4", "--s5"}
NOT_A_SIZE = {"max(1rem, 16px)"}  # a phone enlarges the page around a smaller field
DOTS = {"50%", "0", "1rem", "2rem", ".3rem", "2px"}  # round ends and straight ones; everything else has the one radius


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


@pytest.mark.parametrize("kind", sorted(LEAST))
def test_declared_pairs_can_be_read(kind):
    assert len(PALETTE.pairs[kind]) >= 4
    assert PALETTE.unreadable(kind) == []


def test_a_pair_that_cannot_be_read_is_found():
    pale = {"light": {"accent": "#e0a468"}}

    found = PALETTE.unreadable(changes=pale)

    assert {(pair.scheme, pair.text) for pair in found} == {("light", "accent")}
    assert len(found) == sum(text == "accent" for text, _ground in PALETTE.pairs["text"])


@pytest.mark.parametrize("tone", ["info", "ok", "warn", "stop", "accent"])
def test_each_tone_has_a_soft_ground_it_can_be_read_on_in_both_schemes(tone):
    assert (tone, f"{tone}-wash") in PALETTE.pairs["text"]
    assert all({tone, f"{tone}-wash"} <= set(PALETTE.colours[scheme]) for scheme in SCHEMES)
    assert PALETTE.colours["light"][tone] != PALETTE.colours["dark"][tone]


def test_paper_is_printed_in_the_light_scheme():
    assert re.search(r"@media screen and \(prefers-color-scheme: dark\)", TOKENS)


def test_rules_use_only_declared_pairs():
    strangers = {use for use in used_together() if use[1:] not in PALETTE.pairs["text"]}

    assert strangers == set()


def test_sheets_use_only_tokens_that_exist():
    known = set(re.findall(r"--([\w-]+):", "".join(s.read_text(encoding="utf-8") for s in SCREEN)))

    used = {
        (sheet.relative_to(CSS).as_posix(), name)
        for sheet in SCREEN
        for name in re.findall(r"var\(--([\w-]+)", sheet.read_text(encoding="utf-8"))
    }

    assert {use for use in used if use[1] not in known} == set()


def values_of(name):
    """Return every value a property has on screen, as (file, value)."""
    return {
        (sheet.relative_to(CSS).as_posix(), value.strip())
        for sheet in SCREEN
        for value in re.findall(rf"(?<![\w-]){name}:\s*([^;}}]+)", sheet.read_text(encoding="utf-8"))
    }


def test_there_are_six_sizes_of_type():
    sizes = {(sheet, value) for sheet, value in values_of("font-size") if value not in NOT_A_SIZE}
    shorthands = {(sheet, value) for sheet, value in values_of("font") if value != "inherit"}
    strays = {use for use in sizes if use[1].removeprefix("var(").removesuffix(")") not in SIZES}
    strays |= {use for use in shorthands if not re.search(r"var\(--s[0-5]\)|400 100%", use[1])}

    assert set(re.findall(r"(--s\d):", TOKENS)) == SIZES
    assert strays - {("base.css", "80%")} - sizes_of_roots() == set(), "a printed page is a fifth smaller"


def sizes_of_roots():
    """Return what the six sizes are measured in where that is not the reader's own size, as (file, value)."""
    rules = {sheet: re.findall(r"^html \{([^{}]*)\}", sheet.read_text("utf-8"), re.MULTILINE) for sheet in SCREEN}
    return {
        (sheet.relative_to(CSS).as_posix(), value.strip())
        for sheet, bodies in rules.items()
        for value in re.findall(r"font-size:\s*([^;}]+)", " ".join(bodies))
    }


def test_only_a_screen_beside_a_door_measures_them_by_its_width():
    assert sizes_of_roots() == {("screens/door.css", "1.5vw"), ("screens/door.css", "clamp(15px, 1.5vw, 40px)")}


def test_there_is_one_radius():
    found = {(sheet, part) for sheet, value in values_of("border-radius") for part in value.split()}

    assert {use for use in found if use[1] not in DOTS | {"var(--r)"}} == set()


def test_colours_are_written_in_the_tokens_only():
    strays = {
        sheet.relative_to(CSS).as_posix(): found
        for sheet in SCREEN
        if sheet.name != "tokens.css"
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*\})", sheet.read_text(encoding="utf-8")))
    }

    assert strays == {}
