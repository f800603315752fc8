"""The application, put together on one screen; the only module that knows every package."""

import sys
from pathlib import Path

from flask import Flask
from flask.cli import FlaskGroup

import abstracts.history
import abstracts.permissions
import abstracts.sections
import abstracts.services.personal
import abstracts.views
import abstracts.words
import conference.api
import conference.cli
import conference.history
import conference.permissions
import conference.sections
import conference.services.personal
import conference.views
import conference.words
import core.cli
import core.openapi
import people.api
import people.cli
import people.history
import people.permissions
import people.sections
import people.services.personal
import people.views
import people.words
import registration.history
import registration.permissions
import registration.sections
import registration.services.personal
import registration.views
import registration.words
from conference.queries.editions import place_of, sender_of
from conference.views import modules
from conference.views.shell import shell
from config import Config, Misconfigured
from core import (
    access,
    assets,
    clock,
    copies,
    db,
    demo,
    doctor,
    drafts,
    health,
    history,
    i18n,
    jobs,
    logs,
    offline,
    personal,
    retention,
    rich_text,
    seals,
    sections,
    web,
)
from core.tokens import Keyring
from people import recognition

ROOT = Path(__file__).parent
VERSION = "0.1.0"
SHEETS = ("ui", "people", "conference", "abstracts", "registration")
STYLES = ("tokens.css", "base.css", *(f"{folder}/*.css" for folder in SHEETS))
WORK = ("work/*.css",)  # what only pages with the menu of a committee or a council need: nobody else waits for it
SCREEN = ("tokens.css", "screens/*.css")  # what stands beside a door has no frame
SCRIPTS = {  # one request, not two
    "js/public.js": ("js/ui/offline.js", "js/ui/share.js", "js/conference/programme.js", "js/conference/now.js"),
    "js/conference/editing.js": (
        "js/conference/timetable/sending.js",
        "js/conference/timetable/hand.js",
        "js/conference/timetable/dragging.js",
        "js/conference/timetable/tray.js",
    ),
    "js/abstracts/writing.js": (
        "js/abstracts/rich_text.js",
        "js/ui/file_drop.js",
        "js/ui/draft.js",
        "js/abstracts/submission.js",
        "js/abstracts/leaks.js",
    ),
    "js/conference/room.js": (
        "js/shared/shelf.js",
        "js/conference/room/notes.js",
        "js/conference/room/timer.js",
    ),
    "js/abstracts/queue.js": ("js/shared/shelf.js", "js/abstracts/waiting.js"),
    "js/abstracts/reading.js": (
        "js/shared/shelf.js",
        "js/abstracts/waiting.js",
        "js/ui/draft.js",
        "js/abstracts/review.js",
    ),
}
PACKAGES = (people, conference, abstracts, registration)
GRANTS = tuple(package.permissions.GRANTS for package in PACKAGES)
WORDS = {
    "people": people.words,
    "conference": conference.words,
    "abstracts": abstracts.words,
    "registration": registration.words,
}
OFFERS: tuple[sections.Offers, ...] = (
    people.sections.OFFERS,
    conference.sections.OFFERS,
    abstracts.sections.OFFERS,
    registration.sections.OFFERS,
)
VOCABULARIES = tuple(package.history.WORDS for package in PACKAGES)
PERSONAL = tuple(package.services.personal.PART for package in PACKAGES)
NEEDS = (conference.sections.NEEDS, abstracts.sections.NEEDS, registration.sections.NEEDS)
DEMONSTRATION = demo.Script(
    steps=(
        "people.demo.crowd:build",
        "conference.demo.segou:build",
        "conference.demo.kaolack:build",
        "conference.demo.upcoming:build",
        "conference.demo.personas:build",
        "abstracts.demo.funnel:build",
        "abstracts.demo.upcoming:build",
        "conference.demo.programme:build",
        "conference.demo.upcoming:programme",
        "registration.demo.seats:build",
        "registration.demo.money:build",
        "registration.demo.attendance:build",
        "abstracts.demo.prizes:build",
        "registration.demo.upcoming:build",
        "conference.demo.letters:build",
        "people.demo.twins:build",
        "people.demo.register:build",
        "people.demo.asking:build",
        "people.demo.likely:build",
    ),
    days_behind="conference.demo.upcoming:days_behind",
    renewals=("conference.demo.upcoming:renew", "abstracts.demo.upcoming:renew"),
    accounts="conference.demo.personas:accounts",
)


def create_app(config: Config | None = None) -> Flask:
    """Return the application for one installation, or refuse to start, naming every reason.

    What it is made of follows below, one function a step, in this order.
    """
    config = config or Config.from_environment()
    config.check()
    config.instance.mkdir(parents=True, exist_ok=True)
    app = web.App(__name__, instance_path=str(config.instance.resolve()), static_folder=None)
    app.config.update(settings(config))
    lay_foundations(app, config)
    guard(app)
    furnish(app)
    hand_over(app)
    open_addresses(app)
    access.refuse_undeclared(app)
    copies.refuse_private(app)
    return app


def lay_foundations(app: Flask, config: Config) -> None:
    """Give an application its clock, its log, its languages, its database, its jobs and its keys."""
    clock.set_off(config.clock_offset)
    logs.install(app)
    i18n.install(app)
    db.install(app)
    jobs.install(app)
    app.extensions["keyring"] = Keyring.open(config.instance / "keys")
    seals.install(app, config.instance / "keys")


def guard(app: Flask) -> None:
    """Have an application know who asks, and let nobody in where they may not be."""
    recognition.install(app)
    authority = people.permissions.RolesAuthority(
        GRANTS, place_of, recognition.current_person, recognition.is_trusted, recognition.present_token
    )
    access.install(app, authority=authority, sign_in_endpoint="sign_in.form", confirm_endpoint="second_factor.page")
    modules.install(app, NEEDS)


def furnish(app: Flask) -> None:
    """Give the pages their frame, their styles and scripts, and what templates call by name."""
    web.install(app, home_endpoint="public.home")
    bundles = {"app.css": STYLES, "work.css": WORK, "screen.css": SCREEN}
    sheets = {name: tuple(f"css/{part}" for part in parts) for name, parts in bundles.items()}
    assets.install(app, bundles={**sheets, **SCRIPTS})
    offline.install(app, sign_out_endpoint="sign_in.out")
    rich_text.install(app)
    app.context_processor(lambda: {"shell": shell()})
    app.jinja_env.globals.update(words=WORDS, draft_token=drafts.token, draft_owner=drafts.owner, now=clock.now)


def hand_over(app: Flask) -> None:
    """Hand the foundation what the packages offer it: it imports none of them."""
    sections.install(app, OFFERS)
    app.extensions["sender_of"] = sender_of
    history.install(app, VOCABULARIES)
    personal.install(app, PERSONAL)
    retention.install(app)
    doctor.install(app, (*people.sections.INVARIANTS, *registration.sections.INVARIANTS))
    demo.install(app, DEMONSTRATION)
    app.extensions["huey"].each_minute("people.jobs:weigh_people")


def open_addresses(app: Flask) -> None:
    """Open every command and every address: those of the foundation, of programs, of the packages."""
    commands = (core.cli, people.cli, conference.cli)
    for module in (*commands, health, drafts, core.openapi, people.api, conference.api):
        app.register_blueprint(module.blueprint)
    for package in PACKAGES:
        for blueprint in package.views.blueprints:
            app.register_blueprint(blueprint)


def serving() -> Flask:
    """Return the application to a web server, or refuse when its database is not at the newest migration."""
    app = create_app()
    with app.app_context():
        health.refuse_old_schema()
    return app


def settings(config: Config) -> dict[str, object]:
    """Return what Flask and its extensions are told, from this installation's settings."""
    return {
        "BALANZAN": config,
        "DEBUG": config.debug,
        "TESTING": config.environment == "test",
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.sqlalchemy_url,
        "SQLITE_SYNCHRONOUS": config.sqlite_synchronous,
        "MIGRATIONS": ROOT / "migrations",
        "TRUSTED_HOSTS": config.served_hosts,
        "MAX_CONTENT_LENGTH": config.largest_request,
        "MAX_FORM_MEMORY_SIZE": config.largest_request,
        "SESSION_COOKIE_NAME": "__Host-balanzan" if config.is_https else "balanzan",
        "SESSION_COOKIE_SECURE": config.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_LEVEL": 5,
        "BUILD": VERSION,
        "RATELIMIT_ENABLED": config.environment != "test",
        "PASSWORD_COST": (1, 8) if config.environment == "test" else (1, 46 * 1024),  # passes, and kilobytes of memory
    }


cli = FlaskGroup(name="balanzan", create_app=create_app, add_default_commands=False)

if __name__ == "__main__":
    try:
        cli(prog_name="balanzan")
    except (Misconfigured, health.OldSchema) as refusal:
        sys.exit(str(refusal))
