"""Documents: HTML and our own style sheets become a PDF, the same facts always the same bytes, and nothing is fetched.

Only the worker imports this module: the renderer takes a second to load, which no page should wait for.

A document refers to what it shows as `asset:<name>`: `asset:fonts/…`, `asset:css/documents/…` and `asset:img/…` are
files of ours, every other name is a PNG or JPEG picture handed over with the document. Any other address, whoever
wrote it, stops the document.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from threading import Lock

import pikepdf
from PIL import Image
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = Path(__file__).parent.parent / "static"
SCHEME = "asset:"
_TYPES = {".ttf": "font/ttf", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
_OURS = {
    path.relative_to(STATIC).as_posix(): path
    for folder in ("fonts", "css/documents", "img")
    for path in sorted((STATIC / folder).glob("*"))
    if path.suffix in _TYPES
}


class RefusedAddress(RuntimeError):
    """Raised when a document asked for something it was not given; nothing was fetched."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self.addresses = tuple(addresses)
        super().__init__(f"a document asked for what it was not given: {', '.join(self.addresses)}")


class UnsafeDocument(RuntimeError):
    """Raised when a PDF holds what no document of ours may hold."""

    def __init__(self, findings: Iterable[str]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"a PDF holds what it may not: {', '.join(self.findings)}")


class AssetFetcher(URLFetcher):
    """Hands a document its assets, and refuses every other address without touching disk or network.

    The renderer passes over whatever it cannot load; `refused` tells what that was.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = assets
        self.asked: list[str] = []
        self.served: set[str] = set()

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - the renderer's signature
        """Return an asset, or refuse the address."""
        self.asked.append(url)
        name = url.removeprefix(SCHEME)
        if url == name or not (name in _OURS or name in self.assets):
            raise RefusedAddress([url])
        body = _OURS[name].read_bytes() if name in _OURS else self.assets[name]
        kind = _TYPES[_OURS[name].suffix] if name in _OURS else "application/octet-stream"
        self.served.add(url)
        return URLFetcherResponse(url, body, {"Content-Type": kind})

    @property
    def refused(self) -> list[str]:
        """What was asked for and not given, once each."""
        return [url for url in dict.fromkeys(self.asked) if url not in self.served]


_ONE_AT_A_TIME = Lock()  # fonts are shared, and the library that draws them knows no threads
_FONTS = FontConfiguration()  # one for the process: every document shares its fonts


@cache
def _base_sheet() -> CSS:
    """Read the style sheet under every document and with it our fonts, once; stop when one is missing."""
    fetcher = AssetFetcher({})
    sheet = (STATIC / "css/documents/base.css").read_text(encoding="utf-8")
    read = CSS(string=sheet, base_url=SCHEME, url_fetcher=fetcher, font_config=_FONTS)
    if fetcher.refused:
        raise RefusedAddress(fetcher.refused)
    return read


def render_pdf(
    html: str,
    *,
    assets: Mapping[str, bytes],
    language: str,
    title: str,
    produced_at: datetime,
    allowed_base: str = "",
) -> bytes:
    """Turn a page into the PDF that people keep: our letters embedded, no author named, checked before it is returned.

    Links may lead to `allowed_base` and below, and nowhere else.
    """
    part = lay_out(html, assets=assets, language=language)
    return bind([part], language=language, title=title, produced_at=produced_at, allowed_base=allowed_base)


@dataclass(frozen=True)
class Part:
    """Pages that are laid out and wait to be bound: what they hold follows from `identifier`."""

    document: Document
    identifier: bytes
    fetcher: AssetFetcher

    @property
    def length(self) -> int:
        """Return how many pages it has."""
        return len(self.document.pages)

    @property
    def places(self) -> dict[str, int]:
        """Return on which of its pages, from 0 on, each anchor stands."""
        return {name: place for place, page in enumerate(self.document.pages) for name in page.anchors}


def lay_out(html: str, *, assets: Mapping[str, bytes], language: str) -> Part:
    """Lay out a document, or one part of it, without writing it yet."""
    _check_assets(assets)
    fetcher = AssetFetcher(assets)
    page = HTML(string=html, url_fetcher=fetcher)
    page.etree_element.set("lang", language)
    with _ONE_AT_A_TIME:
        document = page.render(font_config=_FONTS, stylesheets=[_base_sheet()])
    part = Part(document, _identifier(html, assets, language), fetcher)
    _refuse_addresses([part])
    return part


def bind(parts: Sequence[Part], *, language: str, title: str, produced_at: datetime, allowed_base: str = "") -> bytes:
    """Bind parts into the PDF that people keep: links lead from one part to another, the outline is one."""
    moment = f"{produced_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    identifier = _identifier("", {}, title, moment, *(part.identifier.decode() for part in parts))
    with _ONE_AT_A_TIME:
        document = parts[0].document.copy([page for part in parts for page in part.document.pages])
        about = document.metadata
        about.title, about.lang, about.generator = title, language, "Balanzan"
        about.created = about.modified = moment
        about.authors, about.keywords, about.description, about.custom, about.attachments = [], [], None, {}, []
        pdf: bytes = document.write_pdf(pdf_identifier=identifier)
    _refuse_addresses(parts)  # what a drawing or an attachment names is asked for only now
    check_pdf(pdf, allowed_base=allowed_base)
    return pdf


def _refuse_addresses(parts: Sequence[Part]) -> None:
    """Stop a document of which a part asked for what it was not given."""
    refused = [address for part in parts for address in part.fetcher.refused]
    if refused:
        raise RefusedAddress(dict.fromkeys(refused))


def check_pdf(content: bytes, *, allowed_base: str = "") -> None:
    """Raise UnsafeDocument for a PDF with scripts, files inside, a named author, or links that lead elsewhere."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            findings = sorted(set(_findings(pdf, allowed_base)))
    except pikepdf.PdfError:
        findings = ["unreadable"]
    if findings:
        raise UnsafeDocument(findings)


def _check_assets(assets: Mapping[str, bytes]) -> None:
    """Refuse an asset that is no whole picture, or that would take the place of a file of ours."""
    for name, content in assets.items():
        if name.startswith(("fonts/", "css/", "img/")):
            raise ValueError(f"the name {name} is kept for files of ours")
        try:
            with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
                picture.verify()  # the renderer makes load() pass over what is cut off
        except (OSError, SyntaxError) as error:  # Pillow raises SyntaxError for a broken PNG
            raise ValueError(f"the asset {name} is not a whole PNG or JPEG picture") from error


def _identifier(html: str, assets: Mapping[str, bytes], *facts: str) -> bytes:
    """Return the document's identifier, which follows from its facts alone."""
    digest = sha256()
    for part in (html.encode(), *(fact.encode() for fact in facts)):
        digest.update(sha256(part).digest())
    for name in sorted(assets):
        digest.update(sha256(name.encode()).digest() + sha256(assets[name]).digest())
    return digest.hexdigest()[:32].encode()


# ── What a PDF may not hold ───────────────────────────────────────────────────────────────────────────────────────────

_FORBIDDEN_KEYS = frozenset(
    {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/AF", "/AA", "/OpenAction", "/XFA"}
)
_FORBIDDEN_ACTIONS = frozenset(
    {"/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute"}
)
_FORBIDDEN_TYPES = frozenset({"/EmbeddedFile", "/Filespec", "/FileAttachment", "/RichMedia", "/Screen", "/Movie"})


def _findings(pdf: pikepdf.Pdf, allowed_base: str) -> Iterator[str]:
    """Yield what is wrong with a PDF, in words a log can hold."""
    if pdf.is_encrypted:
        yield "encryption"
    if "/Author" in pdf.docinfo:
        yield "an author"
    for held in (pdf.trailer, *pdf.objects):
        for facts in _dictionaries(held):
            yield from _findings_of(facts, allowed_base)


def _dictionaries(held: object) -> Iterator[Mapping[str, object]]:
    """Yield the dictionaries of an object, nested ones too, but none that has a turn of its own."""
    parts: Iterable[object] = ()
    if isinstance(held, pikepdf.Array):
        parts = list(held)
    elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        facts = dict(held.items())
        yield facts
        parts = facts.values()
    for part in parts:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _dictionaries(part)


def _findings_of(facts: Mapping[str, object], allowed_base: str) -> Iterator[str]:
    """Yield what is wrong with one dictionary of a PDF."""
    yield from (key for key in facts if key in _FORBIDDEN_KEYS)
    if str(facts.get("/S")) in _FORBIDDEN_ACTIONS:
        yield f"an action {facts['/S']}"
    yield from (f"an object {facts[key]}" for key in ("/Type", "/Subtype") if str(facts.get(key)) in _FORBIDDEN_TYPES)
    if "/URI" in facts and not _leads_within(str(facts["/URI"]), allowed_base):
        yield f"a link to {facts['/URI']}"


def _leads_within(address: str, base: str) -> bool:
    return bool(base) and (address == base or address.startswith(f"{base.rstrip('/')}/"))
