"""What a page costs on the way to a browser: requests, bytes on the wire, and the moment something is seen.

Chromium itself counts and slows down, through its debugger: `encodedDataLength` is what came over the wire, headers
and compressed body; a slow phone is a processor four times slower on a line of 400 kbit/s where every answer takes
400 ms to begin.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

KBIT = 1000 / 8
PHONE = {"offline": False, "latency": 400, "downloadThroughput": 400 * KBIT, "uploadThroughput": 400 * KBIT}
SLOWER = 4
SETTLED = 200  # milliseconds without an answer: the icon of the tab comes when everything else is there
FIRST_PAINT = """() => new Promise(seen => new PerformanceObserver(all => {
  for (const one of all.getEntriesByName('first-contentful-paint')) seen(one.startTime);
}).observe({type: 'paint', buffered: true}))"""


@dataclass
class Fetched:
    """One answer that came over the wire."""

    url: str
    status: int
    encoding: str
    wire: int = 0


@dataclass
class Visit:
    """What one visit to a page fetched."""

    answers: dict[str, Fetched] = field(default_factory=dict)

    @property
    def fetched(self) -> list[Fetched]:
        """Return the answers that came over the wire; those the browser had kept weigh nothing."""
        return [one for one in self.answers.values() if one.wire]

    @property
    def requests(self) -> int:
        """Return how many answers came over the wire."""
        return len(self.fetched)

    @property
    def wire(self) -> int:
        """Return their bytes."""
        return sum(one.wire for one in self.fetched)

    def __str__(self) -> str:
        parts = ", ".join(f"{one.url.rsplit('/', 1)[-1] or '/'} {one.wire}" for one in self.fetched)
        return f"{self.wire / 1000:.1f} kB in {self.requests} ({parts})"


class Scales:
    """A window whose browser tells what every visit fetches; what it kept from earlier visits is not counted."""

    def __init__(self, context: Any) -> None:
        self.page = context.new_page()
        self.wire = context.new_cdp_session(self.page)
        self.wire.send("Network.enable")
        self.visit = Visit()
        self.wire.on("Network.responseReceived", self._answered)
        self.wire.on("Network.loadingFinished", self._finished)

    def weigh(self, address: str) -> Visit:
        """Visit a page until nothing more is fetched, and return what came over the wire."""
        self.visit = Visit()
        self.page.goto(address)
        fetched = -1
        while fetched != (fetched := len(self.visit.answers)):
            self.page.wait_for_timeout(SETTLED)
        return self.visit

    def slow_down(self) -> None:
        """Become a slow phone."""
        self.wire.send("Network.emulateNetworkConditions", PHONE)
        self.wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def first_paint(self, address: str) -> float:
        """Visit a page and return the seconds until something of it is seen."""
        self.page.goto(address, wait_until="load")
        return float(self.page.evaluate(FIRST_PAINT)) / 1000

    def _answered(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        if answer["url"].startswith("http") and not answer.get("fromDiskCache"):
            headers = {name.lower(): value for name, value in answer["headers"].items()}
            encoding = headers.get("content-encoding", "")
            self.visit.answers[event["requestId"]] = Fetched(answer["url"], answer["status"], encoding)

    def _finished(self, event: dict[str, Any]) -> None:
        if fetched := self.visit.answers.get(event["requestId"]):
            fetched.wire = int(event["encodedDataLength"])


@contextmanager
def scales(browser: Any, **options: Any) -> Iterator[Scales]:
    """Give scales in a browser that has never been here and that no worker stands before, so that all is counted."""
    context = browser.new_context(locale="fr-FR", timezone_id="UTC", service_workers="block", **options)
    try:
        yield Scales(context)
    finally:
        context.close()
