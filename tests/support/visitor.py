"""A visitor without JavaScript: follows links, fills in the forms that are there, and checks every page met."""

import contextvars
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, url_for
from flask.testing import FlaskClient
from lxml.html import HtmlElement
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from tests.support import pages
from tests.support.forms import Form, words

REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5


class CleanClient(FlaskClient):
    """A test client whose requests see nothing of the application context a test stands in, as on a real server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make one request in a context of its own; else `g`, and who is signed in, would pass to the next one."""
        return contextvars.Context().run(super().open, *args, **kwargs)


@dataclass(frozen=True)
class Page:
    """What came back: status, headers and, for HTML, the document."""

    url: str
    response: TestResponse

    @property
    def status(self) -> int:
        """Return the status."""
        return self.response.status_code

    @property
    def headers(self) -> Headers:
        """Return the headers."""
        return self.response.headers

    @property
    def is_html(self) -> bool:
        """Tell whether a browser would show this as a page."""
        return self.response.mimetype == "text/html"

    @property
    def html(self) -> str:
        """Return the page as it came."""
        return self.response.get_data().decode(errors="replace")

    @property
    def data(self) -> bytes:
        """Return the bytes of a file."""
        return self.response.get_data()

    @property
    def json(self) -> Any:
        """Return what a JSON answer says."""
        return self.response.get_json()

    @cached_property
    def document(self) -> HtmlElement:
        """Return the parsed page."""
        return pages.parse(self.html)

    @property
    def title(self) -> str:
        """Return the title."""
        return words(self.document.findtext(".//title") or "")

    @property
    def text(self) -> str:
        """Return what is written between the body's tags, on one line with plain spaces."""
        return words(" ".join(self.document.body.itertext()))

    def all(self, selector: str) -> list[HtmlElement]:
        """Return every element a CSS selector matches."""
        return pages.select(self.document, selector)

    def one(self, selector: str) -> HtmlElement:
        """Return the one element a CSS selector matches; none and several are both failures."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector!r} on {self.url}\n{self.text[:500]}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """Return what is written in each element a CSS selector matches."""
        return [words(element.text_content()) for element in self.all(selector)]


class Visitor:
    """Somebody with a browser without JavaScript; keeps cookies, and the page open at present in `page`."""

    def __init__(self, app: Flask | FlaskClient) -> None:
        self.client: FlaskClient = app.test_client() if isinstance(app, Flask) else app
        self.app: Flask = self.client.application
        self.host = "localhost"
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """Return the page open at present."""
        assert self._page is not None, "this visitor has opened no page yet"
        return self._page

    def get(self, url: str, *, expect: int = 200, **more: Any) -> Page:
        """Open an address, without following redirects."""
        return self._request("GET", url, expect, **more)

    def post(self, url: str, data: Any = None, *, expect: int = 302, **more: Any) -> Page:
        """Send something to an address as it is, without a form and without following redirects."""
        return self._request("POST", url, expect, data=data, **more)

    def follow(self, *, expect: int = 200) -> Page:
        """Follow the redirects of the present answer to a page."""
        for _ in range(MOST_REDIRECTS):
            if self.page.status not in REDIRECTS:
                break
            target = urljoin(self.page.url, self.page.headers["Location"])
            assert urlsplit(target).hostname in (None, self.host), f"led to another host: {target}"
            self._request("GET", local(target), None)
        return self._expect(self.page, expect)

    def click(self, link: str, *, expect: int = 200) -> Page:
        """Follow the one link that a selector matches or whose words are exactly these."""
        found = [a for a in self.page.all("a[href]") if words(a.text_content()) == words(link)] or self.page.all(link)
        addresses = {a.get("href") for a in found}
        assert len(addresses) == 1, f"{len(addresses)} links match {link!r} on {self.page.url}"
        self._request("GET", local(urljoin(self.page.url, addresses.pop())), None)
        return self.follow(expect=expect)

    def submit(
        self, form: str | HtmlElement = "main form", *, button: str | None = None, expect: int = 200, **fields: Any
    ) -> Page:
        """Fill in the one form a selector matches, press a button by its words, and follow to the next page.

        Fields not named keep what the page shows, hidden ones too. A field that is not there, a choice not offered
        or a field that cannot be changed is a failure, as it would be for a person.
        """
        filled = Form(self.page.one(form) if isinstance(form, str) else form, self.page.url)
        for name, value in fields.items():
            filled.fill(name, value)
        filled.press(button)
        self._request(filled.method, local(filled.action), None, **filled.sent())
        return self.follow(expect=expect)

    def _request(self, method: str, url: str, expect: int | None, **more: Any) -> Page:
        response = self.client.open(url, method=method, **more)
        page = Page(url, response)
        self._page = page
        if expect is not None:
            self._expect(page, expect)
        if page.is_html and page.status not in REDIRECTS:
            found = pages.faults(page.document, page.headers, host=self.host)
            assert not found, f"{method} {url}:\n- " + "\n- ".join(found)
        return page

    @staticmethod
    def _expect(page: Page, expect: int) -> Page:
        said = page.text[:600] if page.is_html and page.data else page.html[:600]
        where = f" → {page.headers['Location']}" if "Location" in page.headers else ""
        assert page.status == expect, f"{page.url}: {page.status}{where}, expected {expect}\n{said}"
        return page


def sign_in(client: FlaskClient | Visitor, login: str, password: str) -> Page:
    """Sign somebody in through the page everybody uses, and return the page they are led to."""
    visitor = client if isinstance(client, Visitor) else Visitor(client)
    with visitor.app.test_request_context():
        address = url_for(visitor.app.extensions["sign_in_endpoint"])
    page = visitor.get(address)
    element = next(page.one("input[type=password]").iterancestors("form"))
    blank = Form(element, page.url)
    typed: dict[str, Any] = {blank.name_of("text", "email", "tel"): login, blank.name_of("password"): password}
    landed = visitor.submit(element, **typed)
    assert not landed.all("input[type=password]"), f"{login} could not sign in:\n{landed.text[:600]}"
    return landed


def local(url: str) -> str:
    """Return the part of an address that the test client takes."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
