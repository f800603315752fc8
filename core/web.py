"""What every page shares: one write at a time per request, headers, refusals in words, pages of a list."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Request, Response, current_app, g, render_template, request, session, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy import Select, func, select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from core import clock, copies, i18n, repeats
from core.access import Policy, access_of
from core.api import refusal
from core.callers import PROGRAMS, is_program, shows_itself
from core.conflicts import settled
from core.db import again_on_conflict, db, is_conflict
from core.errors import Busy, NoLonger, NotFound, Refused, Repeated, Stale, TooOften, Unreadable
from core.i18n import gettext as _
from core.logs import request_id
from core.placeholders import harmless

Row = TypeVar("Row")
PER_PAGE = 50
KEYS = ("csrf_token", "version", repeats.FIELD)
WORTH_KEEPING = 40  # letters from which somebody would be sorry to type a text again
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
YEAR = 365 * 24 * 3600
COME_BACK = 30  # seconds after which somebody turned away by a busy database may try again
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types balanzan-worker"
)
csrf = CSRFProtect()
compress = Compress()
limiter = Limiter(get_remote_address, storage_uri="memory://")


class Sessions(SecureCookieSessionInterface):
    """The session in its cookie; what everybody shares is answered without it, so that browsers keep it.

    Programs have none: a cookie sent to their addresses is not read, and none is set there.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie of a browser."""
        return self.session_class() if is_program() else super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, and say that the answer depends on it."""
        if not response.cache_control.public and not is_program():
            super().save_session(app, session, response)


class App(Flask):
    """A Flask application whose writing requests are tried again when the database was busy."""

    session_interface = Sessions()

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Note when a request arrived and what its page hangs on, before anything it may have to wait for."""
        g.arrived_at = clock.now()
        copies.note_stamp()
        return super().preprocess_request()

    def wsgi_app(self, asked: dict[str, Any], start: Any) -> Any:
        """Answer a request: from a copy, if the page was made already and is still true."""
        copy = copies.given(self, asked)
        return copy.answer(asked, start) if copy else super().wsgi_app(asked, start)

    def process_response(self, response: Response) -> Response:
        """Let an answer leave; a copy is kept of what has become everything it will be."""
        return copies.keep(super().process_response(response))

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer a request; a form received twice is led where it was led the first time."""
        if request.method in SAFE_METHODS or request.routing_exception is not None:
            return super().dispatch_request()
        return again_on_conflict(self._write)

    def _write(self) -> ResponseReturnValue:
        try:
            if earlier := repeats.earlier_answer():
                return earlier
            answer = self.make_response(super().dispatch_request())
        except (Repeated, NotFound, Refused) as error:
            had_effect = isinstance(error, Repeated) or repeats.had_effect_meanwhile()
            if had_effect and (awaited := repeats.awaited_answer()):
                return awaited
            raise
        repeats.remember(answer)
        return answer

    def handle_user_exception(self, e: Exception) -> Any:
        """Answer what went wrong; a database that stayed busy is no fault, whoever asked it and for what."""
        if isinstance(e, DBAPIError) and is_conflict(e):
            e = Busy(str(e.orig))
        return super().handle_user_exception(e)


def arrived_at() -> datetime:
    """Return when the request being answered arrived: a deadline is judged by this, not by when its turn came."""
    moment: datetime = g.arrived_at
    return moment


class Number(IntegerConverter):
    """A number in an address: short enough for every database to compare."""

    regex = r"\d{1,9}"


def for_programs(name: str) -> Blueprint:
    """Return a blueprint of addresses for programs: no form sends to it, and who shows no token is counted here.

    Whoever shows one is counted by that, in the database.
    """
    made = Blueprint(name, name, url_prefix=f"{PROGRAMS}v1")
    csrf.exempt(made)
    limiter.limit("600 per minute", exempt_when=shows_itself)(made)
    return made


@dataclass(frozen=True)
class Page:
    """One page of a list, its place among the others, and the address of each."""

    items: list[Any]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages the list has."""
        return max(1, -(-self.total // PER_PAGE))

    def url(self, number: int) -> str:
        """Return the address of another page of this list, with the same filters."""
        return this_address(page=number)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)


def paged(statement: Select[Any]) -> Page:
    """Return the page of a list that the address asks for: two queries, however long the list."""
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    last = max(1, -(-total // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), last)
    rows = db.session.scalars(statement.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).unique()
    return Page(items=list(rows), number=number, total=total)


def page_of(items: Sequence[Any]) -> Page:
    """Return the page that the address asks for of a list that has been read and put in order already."""
    last = max(1, -(-len(items) // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), last)
    return Page(items=list(items[(number - 1) * PER_PAGE : number * PER_PAGE]), number=number, total=len(items))


def this_address(**changes: Any) -> str:
    """Return the address of the page being answered, with something in its query changed.

    It is not built by `url_for`, to which `?endpoint=` or `?_method=` in a query would be an instruction.
    """
    return f"/{quote(request.path.lstrip('/'))}?{urlencode({**request.args.to_dict(), **changes})}"


def absolute_url(endpoint: str, **values: Any) -> str:
    """Return a full address for a message or a QR code, from the configured base URL only, never from a header."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['BALANZAN'].base_url}{path}"


def peer() -> str:
    """Return the network address that asks, as far as our own proxies vouch for it.

    Of the sixth version only the half that one household has to itself.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def secure(answer: Response) -> Response:
    """Put on every answer the headers that keep foreign code, frames and caches away."""
    headers = answer.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["X-Request-Id"] = request_id()
    if not answer.cache_control.public:  # a style or an icon is everybody's: a new cookie must not make it come again
        answer.vary.add("Authorization" if is_program() else "Cookie")
        headers.setdefault("Cache-Control", "private, no-cache" if _is_anonymous_page() else "no-store")
    return answer


def _is_anonymous_page() -> bool:
    access = access_of(current_app, request.endpoint) if request.endpoint else None
    is_public = access is not None and access.policy is Policy.PUBLIC
    return is_public and not session and request.method in SAFE_METHODS


def explain(error: Refused) -> ResponseReturnValue:
    """Tell somebody in a sentence why nothing was changed; nothing typed is lost, the way back keeps it."""
    fields = {"fields": error.facts["fields"]} if isinstance(error, Unreadable) else {}
    return _message_page(error.message, status=error.status, code=error.code, **fields)


def too_often(error: TooOften) -> ResponseReturnValue:
    """Tell somebody who tries too often when the next try is taken."""
    answer = current_app.make_response(_message_page(error.message, status=error.status, title=_("Too many tries")))
    answer.headers["Retry-After"] = str(error.wait)
    return answer


def no_longer(error: NoLonger) -> ResponseReturnValue:
    """Tell somebody that what they could do has ended, and give them back what they had typed."""
    typed = [text for name, text in request.form.items(multi=True) if len(text) >= WORTH_KEEPING and name not in KEYS]
    title = _("This is no longer yours to do")
    return _message_page(error.message, status=error.status, title=title, code=error.code, typed=typed)


def _message_page(
    sentence: str,
    *,
    status: int,
    title: str | None = None,
    code: str = "",
    typed: Sequence[str] = (),
    **more: object,
) -> ResponseReturnValue:
    if is_program():
        return refusal(status, sentence, code=code, **more)
    page = render_template(
        "errors/message.html",
        typed=typed,
        title=title or _("Nothing was changed"),
        sentence=sentence,
        next_label=_("Back to the home page"),
        next_href=url_for(current_app.extensions["home_endpoint"]),
    )
    return page, status


def _bare_page(sentence: str, *, status: int, title: str) -> ResponseReturnValue:
    """Answer without the frame of a page, which asks the database and needs an address of ours to build links from."""
    if is_program():
        return refusal(status, sentence)
    template = current_app.jinja_env.get_template("errors/bare.html")
    return template.render(title=title, sentence=sentence, language=i18n.language()), status


def not_found(_error: Exception) -> ResponseReturnValue:
    """Answer alike for what does not exist and for what is not this person's to see."""
    return _message_page(_("This page does not exist, or it is not open to you."), status=404, title=_("Nothing here"))


def received_already(_error: Repeated) -> ResponseReturnValue:
    """Tell somebody who sent a form twice that the first sending counted."""
    return _message_page(
        _("Your form was received the first time; nothing was done twice."), status=200, title=_("Already received")
    )


def show_both_texts(error: Stale) -> ResponseReturnValue:
    """Show the text typed here beside the one saved meanwhile, and let the person choose."""
    return render_template("errors/conflict.html", error=error, fields=settled(request.form)), error.status


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """Tell somebody whose form stayed open too long how to go on; the browser's back button keeps the text."""
    return _message_page(_("This form was open for too long. Go back, reload the page and send it again."), status=400)


SENTENCES: dict[int, Callable[[], str]] = {
    400: lambda: _("This request could not be understood; nothing was changed."),
    405: lambda: _("This address cannot be used that way; nothing was changed."),
    413: lambda: _("This is too large to be sent; nothing was changed."),
    429: lambda: _("Too many tries in a short time. Wait a few minutes, then try again."),
}


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer any other refusal of the web itself in a sentence."""
    code = error.code or 500
    if code < 400:  # a redirect raised as an exception
        return error.get_response()
    if code == 404:
        return not_found(error)
    sentence = SENTENCES.get(code, SENTENCES[400])()
    if isinstance(error, SecurityError):  # asked under a foreign host name: there is no address to lead on to
        return _bare_page(sentence, status=code, title=_("Nothing was changed"))
    return _message_page(sentence, status=code)


def refused_by_database(error: IntegrityError | DataError) -> ResponseReturnValue:
    """Tell somebody that the database did not take what came: the same came meanwhile, or it is no text at all."""
    db.session.rollback()
    current_app.logger.warning("refused by the database", exc_info=error)
    if isinstance(error, DataError):
        return _message_page(SENTENCES[400](), status=400)
    return _message_page(_("This step is no longer possible: somebody may have acted meanwhile."), status=409)


def too_busy(error: Busy) -> ResponseReturnValue:
    """Tell somebody that the database stayed busy: what they typed is still in the page they came from."""
    db.session.rollback()
    current_app.logger.warning("the database stayed busy: %s", error)
    if request.method in SAFE_METHODS:
        sentence = _("Very many people are here at this moment. Wait half a minute, then load this page again.")
    else:
        sentence = _(
            "Very many people are sending something at this moment. Nothing was changed, and nothing you typed is lost:"
            " go back with your browser, wait half a minute and send it again."
        )
    answer = current_app.make_response(_bare_page(sentence, status=503, title=_("Nothing was changed")))
    answer.headers["Retry-After"] = str(COME_BACK)
    return answer


def fault(error: Exception) -> ResponseReturnValue:
    """Tell somebody that the fault is ours, with the number by which we find it."""
    db.session.rollback()
    current_app.logger.error("unhandled", exc_info=error)
    sentence = _(
        "The fault is ours; nothing was changed. If it happens again, tell us the number %(number)s.",
        number=request_id(),
    )
    return _bare_page(sentence, status=500, title=_("Nothing was changed"))


def install(app: Flask, *, home_endpoint: str) -> None:
    """Give an application its headers, limits, protections and refusals."""
    config = app.config["BALANZAN"]
    app.extensions["home_endpoint"] = home_endpoint
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.url_map.converters["int"] = Number
    copies.install(app)
    compress.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(secure)
    if config.is_https:
        app.after_request(_strict_transport)
    for kind, answer in (
        (NotFound, not_found),
        (Stale, show_both_texts),
        (TooOften, too_often),
        (NoLonger, no_longer),
        (Refused, explain),
        (Repeated, received_already),
        (Busy, too_busy),
        (CSRFError, form_expired),
        (HTTPException, http_error),
        (IntegrityError, refused_by_database),
        (DataError, refused_by_database),
    ):
        app.register_error_handler(kind, answer)
    if not app.testing:
        app.register_error_handler(Exception, fault)
    app.jinja_env.filters["harmless"] = harmless
    app.jinja_env.globals.update(form_key=repeats.new_key, absolute_url=absolute_url)


def _strict_transport(answer: Response) -> Response:
    answer.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    return answer


def new_cookie_secret() -> str:
    """Return a secret good enough for BALANZAN_SECRET_KEY."""
    return secrets.token_urlsafe(48)
