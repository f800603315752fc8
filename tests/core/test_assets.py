"""Styles and scripts: joined, made lean, kept by browsers for a year and fetched anew when they change."""

import brotli
import pytest
import tinycss2  # type: ignore[import-untyped]

from app import SCREEN, SCRIPTS, STYLES, WORK
from core.assets import asset_url, gather
from tests.support.installation import ROOT

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def static(tmp_path):
    """A folder of three style sheets and a script."""
    for name, content in {
        "css/tokens.css": ":root { --ink: #123; } /* for us,\n not for the road */\n",
        "css/ui/button.css": ".button {\n    color: var(--ink);\n}\n",
        "css/ui/field.css": ".field { margin: 0 }\n",
        "js/scan.js": "// scan\nlet a = 1;\n",
    }.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path / "static"


def test_a_bundle_joins_what_its_patterns_match_in_their_order(installation, static):
    joined = gather(static, {"app.css": ("css/tokens.css", "css/ui/*.css")})["app.css"].content.decode()

    assert joined.split() == [
        ":root",
        "{",
        "--ink:",
        "#123;",
        "}",
        ".button",
        "{",
        "color:",
        "var(--ink);",
        "}",
        ".field",
        "{",
        "margin:",
        "0",
        "}",
    ]


def test_an_address_changes_exactly_when_the_content_does(installation, static):
    first, again = (gather(static, {})["css/tokens.css"].fingerprint for _ in range(2))
    (static / "css/tokens.css").write_text(":root { --ink: #124; }", encoding="utf-8")
    changed = gather(static, {})["css/tokens.css"].fingerprint

    assert first == again
    assert first != changed


def test_every_asset_of_the_application_is_served_with_its_type_and_kept_for_a_year(empty_app):
    client = empty_app.test_client()
    types = {
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
        "ttf": "font/ttf",
        "png": "image/png",
    }

    for name, asset in empty_app.extensions["assets"].items():
        with empty_app.app_context():
            answer = client.get(asset_url(name))
        assert (answer.status_code, answer.get_data()) == (200, asset.content), name
        assert answer.headers["Cache-Control"] == FOREVER, name
        assert "Set-Cookie" not in answer.headers
        assert answer.content_type == types.get(name.rsplit(".", 1)[-1], answer.content_type), name


def test_an_old_address_still_gives_the_present_file_but_is_not_kept(empty_app):
    answer = empty_app.test_client().get("/static/0123456789ab/app.css")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["nothing.css", "../app.py", "..%2fapp.py", "css/../../config.py", "%00", "/etc/passwd", "css", ""]
)
def test_nothing_but_the_static_files_is_served(empty_app, name):
    answer = empty_app.test_client().get(f"/static/0123456789ab/{name}")

    assert answer.status_code in (404, 308)
    assert b"SECRET" not in answer.get_data()


def tokens(sheet: bytes) -> list[str]:
    """Return what a style sheet says, token by token, without the space and the comments between them."""
    flat: list[str] = []

    def walk(nodes) -> None:
        for node in nodes:
            if node.type in ("whitespace", "comment"):
                continue
            flat.append(node.serialize() if not hasattr(node, "content") else node.type)
            walk(getattr(node, "content", None) or getattr(node, "arguments", []))

    walk(tinycss2.parse_component_value_list(sheet.decode()))
    return flat


@pytest.mark.parametrize(("sheet", "patterns"), [("app.css", STYLES), ("work.css", WORK)])
def test_a_lean_style_sheet_says_exactly_what_its_parts_say(empty_app, sheet, patterns):
    folder = ROOT / "static" / "css"
    names = [part for pattern in patterns for part in sorted(folder.glob(pattern))]

    said = empty_app.extensions["assets"][sheet].content

    assert tokens(said) == tokens(b"\n".join(part.read_bytes() for part in names))
    assert b"/*" not in said
    assert b"\n" not in said


def test_no_style_sheet_is_left_out(backend):
    folder = ROOT / "static" / "css"
    joined = {part for pattern in (*STYLES, *WORK, *SCREEN) for part in folder.glob(pattern)}

    left_out = {part for part in folder.rglob("*.css") if part not in joined}

    assert {part.relative_to(folder).parts[0] for part in left_out} == {"documents", "styleguide.css", "timetable.css"}


def test_the_style_sheet_leaves_as_small_as_it_can_be(empty_app):
    address = f"/static/{empty_app.extensions['assets']['app.css'].fingerprint}/app.css"

    plain = empty_app.test_client().get(address)
    packed = empty_app.test_client().get(address, headers={"Accept-Encoding": "gzip, br"})

    assert packed.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert brotli.decompress(packed.get_data()) == plain.get_data()
    assert len(packed.get_data()) <= 10_000


def test_scripts_that_travel_together_do_not_see_each_other(empty_app):
    scripts = [(ROOT / "static" / name).read_bytes() for name in SCRIPTS["js/public.js"]]

    joined = empty_app.extensions["assets"]["js/public.js"].content

    assert joined == b"".join(b"{\n" + script + b"}\n" for script in scripts)


def test_what_everybody_shares_is_kept_when_a_cookie_changes(visitor):
    visitor.get("/sign-in")  # the form's key is a cookie
    address = f"/static/{visitor.app.extensions['assets']['app.css'].fingerprint}/app.css"

    answer = visitor.client.get(address, headers={"Accept-Encoding": "br"})

    assert "Cookie" not in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


def test_a_browser_that_takes_no_compression_gets_plain_bytes(empty_app):
    answer = empty_app.test_client().get("/static/any/app.css", headers={"Accept-Encoding": "identity"})

    assert "Content-Encoding" not in answer.headers
