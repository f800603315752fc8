"""What every page must be, whatever it shows: titled, in a language, labelled, nothing inline, nothing foreign."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import cssselect2
import lxml.html
from lxml.html import HtmlElement
from werkzeug.datastructures import Headers

SCRIPT_TYPES = ("", "module", "text/javascript", "application/javascript", "importmap")
FETCHED = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
    "form": "action",
    "use": "href",
    "input": "src",
}
UNLABELLED = ("hidden", "submit", "button", "image", "reset")


def parse(html: str) -> HtmlElement:
    """Return the document of a page."""
    return lxml.html.document_fromstring(
        html.encode(), parser=lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    )


def select(element: HtmlElement, selector: str) -> list[HtmlElement]:
    """Return every element below one that a CSS selector matches."""
    wrapped = cssselect2.ElementWrapper.from_html_root(element.getroottree().getroot())
    found = [match.etree_element for match in wrapped.query_all(selector)]
    below = set(element.iter())
    return [match for match in found if match in below]


def faults(document: HtmlElement, headers: Headers, *, host: str) -> list[str]:
    """Say, one sentence each, what is wrong with a page whatever it shows."""
    return [
        *_head(document),
        *_inline(document),
        *_foreign(document, host),
        *_unlabelled(document),
        *_repeated_ids(document),
        *_policy(headers),
    ]


def _head(document: HtmlElement) -> Iterator[str]:
    if not (document.get("lang") or "").strip():
        yield "the page does not say its language"
    if not (document.findtext(".//title") or "").strip():
        yield "the page has no title"


def _inline(document: HtmlElement) -> Iterator[str]:
    for element in document.iter():
        kind = (element.get("type") or "").strip().lower()
        if element.tag == "style":
            yield f"inline style sheet, line {element.sourceline}"
        if element.tag == "script" and not element.get("src") and kind in SCRIPT_TYPES:
            yield f"inline script, line {element.sourceline}"
        for name, value in element.attrib.items():
            if name == "style":
                yield f"inline style on <{element.tag}>, line {element.sourceline}"
            if name.startswith(("on", "hx-on")):
                yield f"inline script in {name} of <{element.tag}>, line {element.sourceline}"
            if value.strip().lower().startswith("javascript:"):
                yield f"script address in {name} of <{element.tag}>, line {element.sourceline}"


def _foreign(document: HtmlElement, host: str) -> Iterator[str]:
    for element in document.iter():
        if not isinstance(element.tag, str) or element.tag not in FETCHED:
            continue
        if element.tag == "link" and element.get("rel") in ("canonical", "alternate", "license"):
            continue
        there = urlsplit(element.get(FETCHED[element.tag]) or "").hostname
        if there not in (None, host):
            yield f"<{element.tag}> reaches for another host: {there}"


def _unlabelled(document: HtmlElement) -> Iterator[str]:
    labelled = {label.get("for") for label in document.iter("label")}
    for field in document.iter("input", "select", "textarea"):
        if field.tag == "input" and (field.get("type") or "text") in UNLABELLED:
            continue
        named = any((field.get(name) or "").strip() for name in ("aria-label", "aria-labelledby", "title"))
        inside = any(above.tag == "label" for above in field.iterancestors())
        if not (named or inside or (field.get("id") and field.get("id") in labelled)):
            yield f"the field {field.get('name')!r} has no label"


def _repeated_ids(document: HtmlElement) -> Iterator[str]:
    ids = Counter(element.get("id") for element in document.iter() if element.get("id"))
    yield from (f"the id {name!r} occurs {times} times" for name, times in ids.items() if times > 1)


def _policy(headers: Headers) -> Iterator[str]:
    policy = headers.get("Content-Security-Policy", "")
    if not policy:
        yield "the answer has no Content-Security-Policy"
    if "unsafe-" in policy:
        yield f"the Content-Security-Policy is weakened: {policy}"
