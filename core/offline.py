"""Reading without a network: what may be kept on a phone, for whom, the worker that keeps it, and what installs it.

A view that may be read without a network says so with `@readable_offline`. Its pages leave with two headers: the
worker keeps them apart for each reader, and forgets them when somebody else reads or whoever signed in signs out.
"""

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from flask.globals import request_ctx
from flask_babel import force_locale

from core import assets, i18n, web
from core.access import public
from core.assets import asset_url
from core.i18n import gettext as _
from core.palette import Palette

View = TypeVar("View", bound=Callable[..., Any])
blueprint = Blueprint("offline", __name__)
READER, KEEP = "Balanzan-Reader", "Balanzan-Keep"
NOBODY = "nobody"
ICONS = (("any", 192), ("any", 512), ("maskable", 512))
DAY = 24 * 3600


def readable_offline(view: View) -> View:
    """Let a browser keep a page, so that its reader can open it again without a network."""
    view.readable_offline = True  # type: ignore[attr-defined]
    return view


def say_what_may_be_kept(answer: Response) -> Response:
    """Tell the worker who reads a page, in which language it is, and whether it may keep it."""
    if answer.status_code == 200 and answer.mimetype == "text/html":
        answer.headers[READER] = reader()
        answer.headers["Content-Language"] = i18n.language()
        if is_keepable():
            answer.headers[KEEP] = "yes"
    return answer


def is_keepable() -> bool:
    """Tell whether the page being answered may be read again later: no form's answer, no word said only once."""
    view = current_app.view_functions.get(request.endpoint or "")
    said_once = getattr(request_ctx, "flashes", None)
    return request.method == "GET" and getattr(view, "readable_offline", False) and not said_once


def reader() -> str:
    """Return a word for whoever reads here, the same as long as it is the same person; it tells nothing of them."""
    person = current_app.extensions["authority"].known_person()
    if person is None:
        return NOBODY
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"reader-{person.id}".encode(), hashlib.sha256).hexdigest()[:16]


# ── The worker ──────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/sw.js")
@public
def worker() -> Response:
    """Give the browser the worker of this build; asked for again at each visit, and small when nothing changed."""
    answer = Response(worker_source(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(build()["version"], weak=True)
    answer.make_conditional(request)
    return answer


def worker_source() -> str:
    """Return the worker with what it must know of this build: its version, its pages and its words."""
    source: bytes = current_app.extensions["assets"]["js/sw.js"].content
    facts = json.dumps(build(), ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"const BUILD = {facts};\n{source.decode()}"


def build() -> dict[str, Any]:
    """Return what the worker knows of this build, put together once: its version changes when anything of it does."""
    made: dict[str, Any] = current_app.extensions["offline"]
    if not made:
        facts = {
            "headers": {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": web.CONTENT_SECURITY},
            "signOut": url_for(current_app.extensions["sign_out_endpoint"]),
            "pages": {language: page_in(language) for language in i18n.LANGUAGES},
            "words": {language: words_in(language) for language in i18n.LANGUAGES},
        }
        prints = sorted(asset.fingerprint for asset in current_app.extensions["assets"].values())
        said = json.dumps([facts, prints], sort_keys=True).encode()
        made.update(facts, version=hashlib.sha256(said).hexdigest()[:12])
    return made


def page_in(language: str) -> str:
    """Return the page shown instead of one that was never read, in a language."""
    with force_locale(language):
        return render_template("offline/page.html")


def words_in(language: str) -> dict[str, str]:
    """Return what the worker says above a page it kept, in a language; it fills in the day and the time."""
    when = {"day": "{day}", "time": "{time}"}
    with force_locale(language):
        return {
            "offline": _("Copy of %(day)s at %(time)s: offline", **when),
            "slow": _("Copy of %(day)s at %(time)s: the network is too slow", **when),
        }


@blueprint.get("/offline")
@public
def page() -> Response:
    """Say what can be read on this phone without a network, and what works then."""
    answer = Response(page_in(i18n.language()), content_type="text/html; charset=utf-8")
    answer.set_etag(f"{build()['version']}-{i18n.language()}", weak=True)
    answer.make_conditional(request)
    return answer


# ── Installing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/manifest.webmanifest")
@public
def installed() -> Response:
    """Tell a phone how to install the whole: its name, its mark, where it begins."""
    return manifest("Balanzan", "Balanzan", url_for(current_app.extensions["home_endpoint"]))


def manifest(name: str, short_name: str, start: str) -> Response:
    """Return what a phone installs under a name, beginning at an address; in the language the address asks for.

    Browsers ask for it without cookies, so neither the reader nor their language is known here.
    """
    light = Palette.read(assets.text("css/tokens.css")).colours["light"]
    facts = {
        "id": start,
        "name": name,
        "short_name": short_name,
        "lang": manifest_language(),
        "dir": "ltr",
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": light["paper"],
        "theme_color": light["leaf"],
        "icons": [
            {
                "src": asset_url(f"img/icons/{purpose}-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for purpose, size in ICONS
        ],
    }
    answer = Response(json.dumps(facts, ensure_ascii=False), content_type="application/manifest+json; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={DAY}"
    return answer


def manifest_language() -> str:
    """Return the language a manifest's address asks for, else the installation's own."""
    wished = request.args.get("language", "")
    return wished if wished in i18n.LANGUAGES else str(current_app.config["BABEL_DEFAULT_LOCALE"])


def install(app: Flask, *, sign_out_endpoint: str) -> None:
    """Have an application's pages kept on phones for those who read them."""
    app.extensions["offline"] = {}
    app.extensions["sign_out_endpoint"] = sign_out_endpoint
    app.after_request(say_what_may_be_kept)
    app.register_blueprint(blueprint)
