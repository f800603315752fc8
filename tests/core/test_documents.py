import hashlib
import socket
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image
from weasyprint import HTML

from core.documents import STATIC, AssetFetcher, RefusedAddress, UnsafeDocument, check_pdf, render_pdf
from core.qr import qr_png

PRODUCED = datetime(2024, 6, 29, 16, 30, tzinfo=UTC)
LETTERS = "Ɛssa N’Diaye dit Ŋolo, ɲɔŋɛ ƝƆŊƐ, « œuvre » p ≤ 0,05 → −5 ✓ β TNF-α"
PAGE = f"""<!doctype html><html><head><title>of the page</title><meta name="author" content="Somebody"></head><body>
<div class="foot">Ségou</div><h1>{LETTERS}</h1>
<p class="serif">Une <b>grande</b> et <i>belle <b>page</b></i> {LETTERS}</p>
<img class="qr" src="asset:code"><img class="mark" src="asset:img/mark.svg"></body></html>"""
CODE = qr_png("R7K2Q9")


def rendered(html=PAGE, **facts):
    given = {"assets": {"code": CODE}, "language": "fr", "title": "Une pièce", "produced_at": PRODUCED}
    return render_pdf(html, **given | facts)


def fonts_of(pdf):
    """Return the name of each font of a PDF and whether its letters lie in the file."""
    found = {}
    for held in pdf.objects:
        if isinstance(held, pikepdf.Dictionary) and str(held.get("/Type")) == "/FontDescriptor":
            found[str(held.FontName).split("+")[1]] = "/FontFile2" in held or "/FontFile3" in held
    return found


# ── What comes out ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_letter_comes_out_as_text():
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(rendered())).pages)

    assert [letter for letter in LETTERS if letter not in text] == []


def test_fonts_are_ours_and_lie_in_the_file():
    with pikepdf.open(BytesIO(rendered())) as pdf:
        fonts = fonts_of(pdf)

    assert fonts == dict.fromkeys(
        [
            "Balanzan-Sans",
            "Balanzan-Sans-Bold",
            "Balanzan-Serif",
            "Balanzan-Serif-Bold",
            "Balanzan-Serif-Italic",
            "Balanzan-Serif-Bold-Italic",
            "Balanzan-Signs",
            "Balanzan-Signs-Bold",
            "Balanzan-Marks",
            "Balanzan-Marks-Bold",
        ],
        True,
    )


def test_document_says_what_it_is_and_names_no_author():
    produced_at = PRODUCED.astimezone(timezone(timedelta(hours=5)))

    about = pypdf.PdfReader(BytesIO(rendered(produced_at=produced_at)))

    assert {key: str(value) for key, value in about.metadata.items() if key != "/Producer"} == {
        "/Title": "Une pièce",
        "/Creator": "Balanzan",
        "/CreationDate": "D:20240629163000Z",
        "/ModDate": "D:20240629163000Z",
    }
    assert about.root_object["/Lang"] == "fr"


def test_page_is_a4_with_a_running_foot():
    html = "<div class=foot>Au pied</div><div class=foot-code>ABC-1</div><p>un<p class=page>deux"

    pages = pypdf.PdfReader(BytesIO(rendered(html))).pages

    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    for number, page in enumerate(pages, 1):
        words = page.extract_text()
        assert "Au pied" in words
        assert "ABC-1" in words
        assert f"{number}\u202f/\u202f2" in words


def test_same_facts_make_the_same_bytes():
    first = rendered()
    rendered("<p>another document in between", assets={}, title="Une autre")

    assert rendered() == first
    assert rendered(title="Une autre pièce") != first
    assert rendered(produced_at=PRODUCED + timedelta(seconds=1)) != first


def test_another_process_without_any_font_makes_the_same_bytes(tmp_path):
    no_fonts = tmp_path / "fonts.conf"
    no_fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{tmp_path}/none</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    program = textwrap.dedent(f"""
        import hashlib, sys
        from datetime import UTC, datetime
        from core.documents import render_pdf
        pdf = render_pdf({PAGE!r}, assets={{"code": bytes.fromhex({CODE.hex()!r})}}, language="fr",
                         title="Une pièce", produced_at=datetime(2024, 6, 29, 16, 30, tzinfo=UTC))
        print(hashlib.sha256(pdf).hexdigest())
    """)

    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={"FONTCONFIG_FILE": str(no_fonts), "PYTHONPATH": str(STATIC.parent), "PATH": "", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == hashlib.sha256(rendered()).hexdigest()


def test_one_name_may_stand_for_another_picture_in_the_next_document():
    assert rendered(assets={"code": qr_png("ANOTHER")}) != rendered()


def test_documents_own_style_wins_over_ours():
    html = "<style>@page { size: 105mm 148mm; margin: 0 }</style><p>badge"

    page = pypdf.PdfReader(BytesIO(rendered(html))).pages[0]

    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [105, 148]


# ── What is refused ───────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = [
    '<img src="http://evil.example/a.png">',
    '<img src="//evil.example/a.png"><base href="http://evil.example/">',
    '<img src="https://169.254.169.254/latest/meta-data">',
    '<img src="file:///etc/passwd">',
    '<img src="FILE:///etc/passwd">',
    '<base href="file:///etc/"><img src="passwd">',
    '<img src="data:image/png;base64,iVBORw0KGgo=">',
    '<img src="ftp://evil.example/a.png">',
    '<img src="asset:nothing">',
    '<img src="asset:../core/documents.py">',
    '<img src="asset:fonts/../../config.py">',
    '<img src="asset:/etc/passwd">',
    '<img src="ASSET:code"><img src="asset:code?x">',
    '<link rel="stylesheet" href="http://evil.example/a.css">',
    '<link rel="stylesheet" href="file:///etc/passwd">',
    '<style>@import "http://evil.example/a.css";</style>',
    '<style>@import url("file:///etc/passwd");</style>',
    '<style>p { background: url("http://evil.example/a.png") } </style><p>x',
    '<style>p::before { content: url("http://evil.example/a.png") } </style><p>x',
    '<style>li { list-style-image: url("file:///etc/passwd") } </style><li>x',
    '<style>@font-face { font-family: x; src: url("http://evil.example/x.ttf") } p { font-family: x }</style><p>x',
    '<style>@page { background: url("http://evil.example/a.png") }</style><p>x',
    '<p style="border-image: url(http://evil.example/a.png) 1; border: 1px solid">x',
    '<object data="file:///etc/passwd"></object>',
    '<embed src="http://evil.example/a.svg">',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    (
        '<svg xmlns="http://www.w3.org/2000/svg"><image xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xlink:href="http://evil.example/a.png" width="9" height="9"/></svg>'
    ),
    '<p><a rel="attachment" href="file:///etc/passwd">x</a>',
]
# The renderer does not even ask for these; what they name must not come near the document either.
IGNORED = [
    '<link rel="attachment" href="file:///etc/passwd">',
    '<link rel="attachment" href="http://evil.example/a">',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="file:///etc/passwd#x"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="http://evil.example/a.svg#x"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "http://evil.example/a.css";</style></svg>',
    '<iframe src="http://evil.example/"></iframe>',
    "<script>fetch('http://evil.example/')</script>",
    '<meta http-equiv="refresh" content="0; url=http://evil.example/">',
    '<video src="http://evil.example/a.mp4" poster="http://evil.example/a.png"></video>',
    '<input type="image" src="http://evil.example/a.png">',
    '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;',
]
_SECRETS = {"/etc/passwd", "passwd", str(STATIC.parent / "config.py")}
_watch = {"on": False, "read": []}


def _note(event, facts):
    if _watch["on"] and event == "open" and str(facts[0]) in _SECRETS:
        _watch["read"].append(facts[0])


sys.addaudithook(_note)


@pytest.fixture
def nothing_is_fetched(monkeypatch):
    """Fail on any connection, any look-up of a name, and any secret file opened, also one the renderer hides."""
    reached = []

    def refuse(*what):
        reached.append(what)
        raise OSError("the network is out of reach")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    _watch.update(on=True, read=[])
    yield
    _watch["on"] = False
    assert reached == _watch["read"] == []


def test_watch_sees_what_is_opened_and_reached(nothing_is_fetched):
    Path("/etc/passwd").read_bytes()

    assert _watch["read"] == ["/etc/passwd"]
    _watch["read"].clear()


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_address_stops_the_document_and_fetches_nothing(nothing_is_fetched, html):
    with pytest.raises(RefusedAddress) as refusal:
        rendered(html)

    assert refusal.value.addresses != ()


@pytest.mark.parametrize("html", IGNORED)
def test_hostile_markup_that_names_no_picture_fetches_nothing(nothing_is_fetched, html):
    pdf = rendered(html)

    assert b"evil" not in pdf
    assert "root:" not in "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("html", [*HOSTILE, *IGNORED])
def test_fetcher_serves_nothing_but_assets(nothing_is_fetched, html):
    fetcher = AssetFetcher({"code": CODE})

    document = HTML(string=html, url_fetcher=fetcher).render()
    document.metadata.attachments = []
    document.write_pdf()

    assert fetcher.served <= {"asset:code"}
    assert set(fetcher.refused) == set(fetcher.asked) - fetcher.served


@pytest.mark.parametrize(
    "address", ["http://a.example", "file:///etc/passwd", "asset:", "asset:x", "code", "data:,x", "ASSET:code", ""]
)
def test_fetcher_raises_for_any_other_address(address):
    fetcher = AssetFetcher({"code": CODE})

    with pytest.raises(RefusedAddress) as refusal:
        fetcher.open(address)

    assert refusal.value.addresses == (address,)
    assert fetcher("asset:code").read() == CODE


def test_hostile_values_stay_text_when_escaped():
    value = "&lt;img src=&quot;file:///etc/passwd&quot;&gt; {{ 7*7 }} %PDF-1.7 /JS (x) \\u0000"

    text = pypdf.PdfReader(BytesIO(rendered(f"<p>{value}"))).pages[0].extract_text()

    assert '<img src="file:///etc/passwd"> {{ 7*7 }}' in text.replace("\n", " ")


def test_hostile_title_stays_a_title():
    title = ") /JS (app.alert(1)) /Launch <</S /JavaScript>> \\"

    pdf = rendered(title=title)

    assert pypdf.PdfReader(BytesIO(pdf)).metadata.title == title


@pytest.mark.parametrize("name", ["fonts/NotoSans-Regular.ttf", "css/documents/base.css", "img/mark.svg"])
def test_asset_cannot_take_the_place_of_a_file_of_ours(name):
    with pytest.raises(ValueError) as refusal:
        rendered(assets={name: CODE})

    assert str(refusal.value) == f"the name {name} is kept for files of ours"


def _gif():
    picture = BytesIO()
    Image.new("1", (2, 2)).save(picture, "GIF")
    return picture.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        CODE[:60],
        CODE[:40] + b"\x00" * 80,
        _gif(),
    ],
)
def test_asset_that_is_no_whole_picture_is_refused(content):
    with pytest.raises(ValueError) as refusal:
        rendered(assets={"code": content})

    assert str(refusal.value) == "the asset code is not a whole PNG or JPEG picture"


# ── What a PDF may not hold ───────────────────────────────────────────────────────────────────────────────────────────


def spoiled(change):
    """Return a clean document with something put into it."""
    with pikepdf.open(BytesIO(rendered("<p>x"))) as pdf:
        change(pdf)
        written = BytesIO()
        pdf.save(written)
    return written.getvalue()


def put(**facts):
    def change(pdf):
        pdf.Root.Extra = pdf.make_indirect(pikepdf.Dictionary(Deep=pikepdf.Array([pikepdf.Dictionary(**facts)])))

    return change


def open_with_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def attach(pdf):
    pdf.attachments["a.txt"] = b"x"


def sign_as_author(pdf):
    pdf.docinfo["/Author"] = "Somebody"


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (open_with_script, "/OpenAction"),
        (open_with_script, "/JS"),
        (open_with_script, "an action /JavaScript"),
        (attach, "/EmbeddedFiles"),
        (attach, "an object /EmbeddedFile"),
        (sign_as_author, "an author"),
        (put(S=pikepdf.Name.Launch, F="calc.exe"), "an action /Launch"),
        (put(S=pikepdf.Name.GoToR, F="other.pdf"), "an action /GoToR"),
        (put(S=pikepdf.Name.SubmitForm), "an action /SubmitForm"),
        (put(AA=pikepdf.Dictionary()), "/AA"),
        (put(XFA="x"), "/XFA"),
        (put(Subtype=pikepdf.Name.FileAttachment), "an object /FileAttachment"),
        (put(S=pikepdf.Name.URI, URI="http://evil.example/"), "a link to http://evil.example/"),
        (put(S=pikepdf.Name.URI, URI="https://council.example.evil/"), "a link to https://council.example.evil/"),
        (put(S=pikepdf.Name.URI, URI="file:///etc/passwd"), "a link to file:///etc/passwd"),
    ],
)
def test_check_finds_what_may_not_be_there(change, finding):
    with pytest.raises(UnsafeDocument) as refusal:
        check_pdf(spoiled(change), allowed_base="https://council.example")

    assert finding in refusal.value.findings


def test_check_refuses_what_it_cannot_read():
    written = BytesIO()
    with pikepdf.open(BytesIO(rendered("<p>x"))) as pdf:
        pdf.save(written, encryption=pikepdf.Encryption(owner="a", user="", R=6))

    for content, finding in ((b"not a PDF", "unreadable"), (b"", "unreadable"), (written.getvalue(), "encryption")):
        with pytest.raises(UnsafeDocument) as refusal:
            check_pdf(content)
        assert refusal.value.findings == (finding,)


def test_check_lets_a_clean_document_pass():
    check_pdf(rendered())


@pytest.mark.parametrize("href", ["https://council.example", "https://council.example/v/ABC", "#part"])
def test_link_to_the_allowed_base_stands(href):
    html = f'<p id="part"><a href="{href}">x</a>'

    assert rendered(html, allowed_base="https://council.example").startswith(b"%PDF-")


@pytest.mark.parametrize("href", ["https://council.example.evil/", "http://council.example/", "mailto:a@b.c", "/etc"])
def test_link_elsewhere_stops_the_document(href):
    with pytest.raises(UnsafeDocument) as refusal:
        rendered(f'<a href="{href}">x</a>', allowed_base="https://council.example")

    assert refusal.value.findings == (f"a link to {href}",)


# ── The fonts themselves ──────────────────────────────────────────────────────────────────────────────────────────────

FONTS = sorted((STATIC / "fonts").glob("*.ttf"))


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_fonts_are_small(path):
    assert path.stat().st_size < 150_000


@pytest.mark.parametrize("path", [path for path in FONTS if "Math" not in path.stem and "Symbols" not in path.stem])
def test_text_fonts_hold_every_letter_our_names_need(path):
    letters = "ɛɔɲŋƐƆƝŊɓɗƴƁƊƳñëçœŒÉÈÀÇẹọṣ’‘«»“”…–—°ᵉʳ²³₂€№αβγµ\u00a0\u202f\u2011"

    with TTFont(path) as font:
        held = font.getBestCmap()

    assert [letter for letter in letters if ord(letter) not in held] == []


def test_fonts_travel_with_their_licence():
    licence = (STATIC / "fonts/LICENSE.txt").read_text(encoding="utf-8")

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert len(FONTS) == 10
    assert Path(STATIC / "fonts/README.md").exists()
