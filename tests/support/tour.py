"""Somebody who goes through the screens: signs in where it is needed, does what a screen's table says, and looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from conference.demo.personas import DOMAIN, PASSWORD
from tests.support.chromium import Watch
from tests.support.screens import STRANGER, Screen, facts_of
from tests.support.visitor import Visitor, sign_in

HEIGHT = 800
# No worker stands before the pages: what is looked at is what the server said just now.
MANNERS = {"locale": "fr-FR", "timezone_id": "UTC", "reduced_motion": "reduce", "service_workers": "block"}


class Tour:
    """Everybody's browsers, one for each persona; a screen on which something is done gets a fresh one."""

    def __init__(self, browser: Any, app: Flask, base: str) -> None:
        self.browser, self.app, self.base = browser, app, base
        self.facts = facts_of(app) | {"base": base}
        self.signed_in: dict[str, Any] = {STRANGER: None}
        self.usual: dict[str, tuple[Any, Watch]] = {}
        self.complaints: list[str] = []

    @contextmanager
    def at(self, screen: Screen, *, width: int = 1280, scheme: str = "light") -> Iterator[Any]:
        """Give the page of a screen once what it shows has been done."""
        with self.window(screen.login, width=width, scheme=scheme, fresh=screen.then is not None) as page:
            answer = page.goto(self.base + screen.address.format(**self.facts))
            assert answer.status == screen.status, f"{screen.name}: {screen.address} answered {answer.status}"
            if screen.then:
                screen.then(page)
            yield page
            page.watch.forgive("Service Worker registration blocked")
            if screen.status != 200 or screen.then:
                page.watch.forgive("the server responded with a status of 4")
            self.complaints += [f"{screen.name}: {complaint}" for complaint in page.watch.complaints]
            page.watch.complaints = []

    @contextmanager
    def window(self, login: str, *, width: int = 1280, scheme: str = "light", fresh: bool = True) -> Iterator[Any]:
        """Give a page in somebody's browser, signed in unless a stranger's; a fresh one has been nowhere yet."""
        if not fresh and login not in self.usual:
            self.usual[login] = self._page_of(login)
        page, watch = self._page_of(login) if fresh else self.usual[login]
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        page.tour, page.facts, page.watch = self, self.facts, watch
        try:
            yield page
        finally:
            if fresh:
                page.context.close()

    def close(self) -> None:
        """Close every browser."""
        for page, _watch in self.usual.values():
            page.context.close()

    def _page_of(self, login: str) -> tuple[Any, Watch]:
        context = self.browser.new_context(storage_state=self._state_of(login), **MANNERS)
        return context.new_page(), Watch(context)

    def _state_of(self, login: str) -> Any:
        """Return what somebody's browser holds after signing in; they do so once, and without drawing a page."""
        if login not in self.signed_in:
            visitor = Visitor(self.app)
            sign_in(visitor, f"{login}@{DOMAIN}", PASSWORD)
            cookie = visitor.client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
            assert cookie is not None
            held = {"name": cookie.key, "value": cookie.value, "url": self.base, "httpOnly": True, "sameSite": "Lax"}
            self.signed_in[login] = {"cookies": [held], "origins": []}
        return self.signed_in[login]
