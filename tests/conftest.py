"""The fixtures all tests share; what they stand on is in tests/support.

An application:    empty_app, demo_app, make_app · installation, demo_installation, database_url, backend · app_context
Somebody using it: client, visitor, demo_visitor, sign_in · queries counts what a page asks of the database
Real processes:    smtp, server, balanzan · browser, open_page, page, screenshot, tour
At full size:      at_size, figure
"""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.ctx import AppContext
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings

from core.web import limiter
from tests.support import chromium, offline, processes
from tests.support.installation import POSTGRESQL, SQLITE, Goldens, Installation, close_app, open_app
from tests.support.mailserver import MailServer
from tests.support.postgres import Unavailable
from tests.support.report import pytest_terminal_summary as pytest_terminal_summary  # noqa: PLC0414 - a hook for pytest
from tests.support.serving import served
from tests.support.statements import Statements, counted
from tests.support.tour import Tour
from tests.support.visitor import Visitor
from tests.support.visitor import sign_in as sign_in_through_the_page

offline.guard()
hypothesis_settings.register_profile("balanzan", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("balanzan")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make prove` ask for full size, and `make screens` for pictures."""
    parser.addoption("--prove", action="store_true", help="run the promises marked `prove` at full size")
    parser.addoption("--screens", type=Path, help="keep the pictures that tests take in this folder")


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all workers of this run share."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's PostgreSQL when the last worker is gone."""
    factory: pytest.TempPathFactory | None = getattr(config, "_tmp_path_factory", None)
    if factory is not None and not hasattr(config, "workerinput"):
        Goldens(shared_folder(factory)).stop()


# ── Installations and applications ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def goldens(tmp_path_factory: pytest.TempPathFactory) -> Goldens:
    """The golden databases and the PostgreSQL of this run."""
    return Goldens(shared_folder(tmp_path_factory))


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest, goldens: Goldens) -> str:
    """Run the test on SQLite, then on PostgreSQL; parametrize("backend", ["sqlite"], indirect=True) chooses one."""
    if request.param == POSTGRESQL:
        try:
            goldens.cluster()
        except Unavailable as error:
            pytest.skip(str(error))
    return str(request.param)


@pytest.fixture
def installation(backend: str, goldens: Goldens, tmp_path: Path) -> Iterator[Installation]:
    """A migrated, empty installation of the test's own."""
    made = goldens.copy(backend, "empty", tmp_path)
    yield made
    goldens.forget(made)


@pytest.fixture
def demo_installation(backend: str, goldens: Goldens, tmp_path: Path) -> Iterator[Installation]:
    """An installation of the test's own with the demonstration's editions, their files too."""
    made = goldens.copy(backend, "demo", tmp_path)
    yield made
    goldens.forget(made)


@pytest.fixture
def new_installation(backend: str, goldens: Goldens, tmp_path: Path) -> Iterator[Installation]:
    """An installation whose database has no tables yet, as a migration meets it."""
    made = goldens.new(backend, tmp_path)
    yield made
    goldens.forget(made)


@pytest.fixture
def database_url(installation: Installation) -> str:
    """The address of a migrated, empty database of the test's own."""
    return installation.database_url


@pytest.fixture
def make_app() -> Iterator[Callable[..., Flask]]:
    """Open further applications: make_app(installation, smtp_url=smtp.url)."""
    opened: list[Flask] = []

    def make(installation: Installation, **changes: Any) -> Flask:
        opened.append(open_app(installation, **changes))
        return opened[-1]

    yield make
    for app in opened:
        close_app(app)


@pytest.fixture
def empty_app(installation: Installation, make_app: Callable[..., Flask]) -> Flask:
    """The application on a migrated, empty database."""
    return make_app(installation)


@pytest.fixture
def demo_app(demo_installation: Installation, make_app: Callable[..., Flask]) -> Flask:
    """The application on a copy of the demonstration."""
    return make_app(demo_installation)


@pytest.fixture
def app_context(empty_app: Flask) -> Iterator[AppContext]:
    """Stand inside the empty application, to call services; requests made meanwhile see nothing of it."""
    with empty_app.app_context() as context:
        yield context


# ── Somebody using it ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def client(empty_app: Flask) -> FlaskClient:
    """A bare client of the empty application, for raw requests."""
    return empty_app.test_client()


@pytest.fixture
def visitor(empty_app: Flask) -> Visitor:
    """Somebody with a browser without JavaScript, at the empty application."""
    return Visitor(empty_app)


@pytest.fixture
def demo_visitor(demo_app: Flask) -> Visitor:
    """Somebody with a browser without JavaScript, at the demonstration."""
    return Visitor(demo_app)


@pytest.fixture
def sign_in() -> Callable[..., Any]:
    """Sign a client or visitor in through the page: sign_in(visitor, login, password)."""
    return sign_in_through_the_page


@pytest.fixture
def queries() -> Callable[[], AbstractContextManager[Statements]]:
    """Count SQL statements: with queries() as count: …; assert count.total == 5, str(count)."""
    return counted


# ── Real processes ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    """A real mail server; `.url`, `.messages`, `.wait_for(n)`, `.stop()`, `.start()`, `.refuse()`, `.accept()`."""
    mail_server = MailServer()
    yield mail_server
    mail_server.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Callable[..., processes.Server]]:
    """Start the application in gunicorn: server(installation, workers=2); `.url`, `.kill()`, `.restart()`, `.log`."""
    started: list[processes.Server] = []

    def start(installation: Installation, *, workers: int = 1, **environ: str) -> processes.Server:
        started.append(processes.Server(installation, tmp_path, workers=workers, **environ))
        started[-1].start()
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def balanzan() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command: balanzan(installation, "report", "js-segou-2024", expect=0).stdout."""
    return processes.balanzan


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium for the run; without one, the tests that need it are listed as not run."""
    try:
        chromium.find()
    except LookupError as error:
        pytest.skip(str(error))
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only browser tests pay for it

    with sync_playwright() as playwright:
        started = chromium.start(playwright)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page in a browser of its own: open_page(chromium.WIDE, java_script_enabled=False).

    At the end it fails on console errors, broken policies and requests to other hosts; `page.watch.forgive("404")`
    forgets those a test brought about.
    """
    opened: list[tuple[Any, chromium.Watch]] = []

    def open_one(viewport: dict[str, int] = chromium.NARROW, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": viewport, "locale": "fr-FR", "timezone_id": "UTC"} | options)
        watch = chromium.Watch(context)
        opened.append((context, watch))
        page = context.new_page()
        page.watch = watch
        return page

    yield open_one
    for context, _watch in opened:
        context.close()
    complaints = [complaint for _context, watch in opened for complaint in watch.complaints]
    assert complaints == []


@pytest.fixture
def tour(browser: Any, demo_installation: Installation, make_app: Callable[..., Flask]) -> Iterator[Tour]:
    """Somebody who goes through the screens of the demonstration: with tour.at(screen, width=360) as page: …

    At the end it fails on what `open_page` fails on. Signing in is not limited here: it happens once for each persona.
    """
    app = make_app(demo_installation, environment="demo")
    limiter.enabled = False
    with served(app) as base:
        going = Tour(browser, app, base)
        yield going
        going.close()
    assert going.complaints == []


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """A page on a phone, 360 px wide, in French."""
    return open_page(chromium.NARROW)


@pytest.fixture
def screenshot(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Path]:
    """Take a picture: screenshot(page, "programme-360-dark"); `make screens` keeps it in docs/screens."""
    folder: Path = request.config.getoption("--screens") or tmp_path

    def take(page: Any, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled")
        return folder / f"{name}.png"

    return take


# ── At full size ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def at_size(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Choose by the command: at_size(small=200, full=10_000) is 200 in `make test` and 10,000 in `make prove`."""
    proves = request.config.getoption("--prove")

    def choose(*, small: Any, full: Any) -> Any:
        return full if proves else small

    return choose


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Have a figure printed at the end of the run: figure("E03 sqlite: 100 sold, 9,900 refused, 41 s")."""
    return lambda sentence: record_property("figure", sentence)
