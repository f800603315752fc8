"""Somebody who goes through the screens: signs in where it is needed, does what a screen's table says, and looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from conference.demo.personas import DOMAIN, PASSWORD
from tests.support.chromium import Watch
from tests.support.screens import STRANGER, Screen

HEIGHT = 800
# No worker stands before the pages: what is looked at is what the server said just now.
MANNERS = {"locale": "fr-FR", "timezone_id": "UTC", "reduced_motion": "reduce", "service_workers": "block"}


class Tour:
    """Everybody's browsers, one for each persona; a screen on which something is done gets a fresh one."""

    def __init__(self, browser: Any, base: str, facts: dict[str, str]) -> None:
        self.browser, self.base = browser, base
        self.facts = facts | {"base": base}
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
        """Give an empty page in somebody's browser, signed in unless a stranger's; a fresh one holds nothing else."""
        if not fresh and login not in self.usual:
            self.usual[login] = self._browser_of(login)
        context, watch = self._browser_of(login) if fresh else self.usual[login]
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        page.tour, page.facts, page.watch = self, self.facts, watch
        try:
            yield page
        finally:
            (context if fresh else page).close()

    def close(self) -> None:
        """Close every browser."""
        for context, _watch in self.usual.values():
            context.close()

    def _browser_of(self, login: str) -> tuple[Any, Watch]:
        context = self.browser.new_context(storage_state=self._state_of(login), **MANNERS)
        return context, Watch(context)

    def _state_of(self, login: str) -> Any:
        """Return what somebody's browser holds after signing in; they do so once."""
        if login not in self.signed_in:
            context = self.browser.new_context()
            page = context.new_page()
            page.goto(f"{self.base}/sign-in")
            page.fill("[name=identifier]", f"{login}@{DOMAIN}")
            page.fill("[name=password]", PASSWORD)
            with page.expect_navigation():
                page.press("[name=password]", "Enter")
            assert "/sign-in" not in page.url, f"{login} could not sign in"
            self.signed_in[login] = context.storage_state()
            context.close()
        return self.signed_in[login]
