"""Chromium for tests: found on this machine, started without reaching for the network, watched while pages run."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from conference.demo.personas import DOMAIN, PASSWORD

if TYPE_CHECKING:  # half a second that only browser tests should pay
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# Chromium must neither look its makers' hosts up nor need a screen; as root it cannot use its sandbox.
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


def find() -> str:
    """Return the path of a Chromium, or why there is none."""
    if chosen := os.environ.get("BALANZAN_CHROMIUM"):
        if Path(chosen).exists():
            return chosen
        raise LookupError(f"BALANZAN_CHROMIUM={chosen} does not exist")
    for name in NAMES:
        if path := shutil.which(name):
            return path
    raise LookupError(f"no Chromium on this machine (looked for {', '.join(NAMES)}, and at BALANZAN_CHROMIUM)")


def start(playwright: "Playwright", *more_flags: str) -> "Browser":
    """Start a Chromium; more flags give it a camera, or a slow network."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=find(), args=[*FLAGS, *as_root, *more_flags])


class Watch:
    """What a browser complains about while pages run: errors, broken policies, requests to other hosts."""

    def __init__(self, context: "BrowserContext", host: str = "127.0.0.1") -> None:
        self.complaints: list[str] = []
        self.host = host
        context.on("weberror", self._broke)
        context.on("console", self._heard)
        context.on("request", self._saw)

    def _broke(self, error: Any) -> None:
        self.complaints.append(f"error in {error.page.url if error.page else '?'}: {error.error}")

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type} in {message.location.get('url', '')}: {message.text}")

    def _saw(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != self.host:
            self.complaints.append(f"reached for another host: {request.url}")

    def forgive(self, words: str) -> None:
        """Forget the complaints with these words: the test brought them about."""
        self.complaints = [complaint for complaint in self.complaints if words not in complaint]


def sign_in(page: "Page", base: str, login: str) -> None:
    """Sign a persona of the demonstration in, and be where that leads: their own page."""
    page.goto(f"{base}/sign-in")
    page.fill("[name=identifier]", f"{login}@{DOMAIN}")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{base}/me/")


def no_overflow(page: "Page") -> bool:
    """Tell whether a page fits its window's width."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
