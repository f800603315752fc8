"""Who may call what: nothing, unless the endpoint says so. An endpoint that says nothing stops the start.

A permission is a member of a StrEnum declared by the package that needs it; which role holds which permission
is handed over at start. What a person may do is asked of one authority, given at start as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from core.callers import is_program
from core.errors import NoLonger, NotFound, Unknown, Withheld
from core.i18n import gettext as _

View = TypeVar("View", bound=Callable[..., Any])


class Policy(StrEnum):
    """The four answers to "who may call this"."""

    PUBLIC = "public"
    KNOWN = "known"
    SIGNED_IN = "signed-in"
    PERMITTED = "permitted"


@dataclass(frozen=True)
class Access:
    """What an endpoint declares."""

    policy: Policy
    permission: StrEnum | None = None

    def __str__(self) -> str:
        return f"requires {self.permission}" if self.permission else str(self.policy)


class Authority(Protocol):
    """Whoever knows what a person may do in the place an address names."""

    def permissions(self, user: Any, place: Mapping[str, Any]) -> frozenset[str]:
        """Return everything the user may do there."""

    def sleeping(self, user: Any, place: Mapping[str, Any]) -> frozenset[str]:
        """Return what the user may do there as soon as they have confirmed who they are in this browser."""

    def withheld(self, permission: StrEnum) -> bool:
        """Tell whether the token that a program shows leaves a permission out, whatever its holder may do."""

    def scopes_with(self, permission: StrEnum) -> list[str]:
        """Return what a token may be made for that needs a permission."""

    def ended(self, user: Any, place: Mapping[str, Any], permission: str) -> str:
        """Return a sentence that says since when the user may no longer do this there, if they lately could."""

    def known_person(self) -> Any | None:
        """Return the person this browser speaks for, by account or by personal link, or None."""


class UndeclaredAccess(RuntimeError):
    """Raised at start for an endpoint that does not say who may call it."""


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Open an endpoint to everybody."""
    return _declare(Access(Policy.PUBLIC))(view)


def known(view: View) -> View:
    """Open an endpoint to whoever is known by an account or by the personal link of a message."""
    return _declare(Access(Policy.KNOWN))(view)


def signed_in(view: View) -> View:
    """Open an endpoint to whoever has signed in."""
    return _declare(Access(Policy.SIGNED_IN))(view)


def requires(permission: StrEnum) -> Callable[[View], View]:
    """Open an endpoint to those whose roles, in the place its address names, hold a permission."""
    return _declare(Access(Policy.PERMITTED, permission))


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Return what an endpoint declares, or None."""
    found: Access | None = getattr(app.view_functions.get(endpoint), "access", None)
    return found


def may(permission: StrEnum) -> bool:
    """Tell whether the present person holds a permission in the place this address names."""
    return permission in held()


def held() -> frozenset[str]:
    """Return all the present person may do in the place this address names, asked once a request."""
    if "permissions_held" not in g:
        authority: Authority = current_app.extensions["authority"]
        place = request.view_args or {}
        g.permissions_held = (
            authority.permissions(current_user, place) if current_user.is_authenticated else frozenset()
        )
    return g.permissions_held  # type: ignore[no-any-return]


def guard() -> ResponseReturnValue | None:
    """Let the request through, lead to where one says or confirms who one is, or answer as if nothing were there."""
    if request.endpoint is None:
        return None  # no such address: Flask answers 404
    access = access_of(current_app, request.endpoint)
    if access is None:
        raise UndeclaredAccess(request.endpoint)
    if access.policy is Policy.PUBLIC:
        return None
    if is_program():
        admit_program(access)
        return None
    if access.policy is Policy.KNOWN:
        return None if current_app.extensions["authority"].known_person() else to_sign_in()
    if not current_user.is_authenticated:
        return to_sign_in()
    if access.permission is None or may(access.permission):
        return None
    if access.permission in current_app.extensions["authority"].sleeping(current_user, request.view_args or {}):
        return redirect(url_for(current_app.extensions["confirm_endpoint"], next=came_for()))
    if sentence := current_app.extensions["authority"].ended(current_user, request.view_args or {}, access.permission):
        raise NoLonger(sentence, code="no-longer")
    raise NotFound


def admit_program(access: Access) -> None:
    """Let a program through by the token it shows, or refuse: there is no page to lead it to."""
    if not current_user.is_authenticated:
        raise Unknown(_("Show a token of your account in the header “Authorization”."))
    if access.permission is None:
        return
    authority: Authority = current_app.extensions["authority"]
    if authority.withheld(access.permission):
        raise Withheld(_("This token was not made for that. Make another one on your account's page."), code="scope")
    if access.permission in authority.sleeping(current_user, request.view_args or {}):
        raise Withheld(
            _("Your roles wait for a second factor. Enrol a phone, sign in with its code and make another token."),
            code="second-factor",
        )
    if not may(access.permission):
        raise NotFound


def to_sign_in() -> ResponseReturnValue:
    """Lead to the sign-in page, and back here afterwards."""
    return redirect(url_for(current_app.extensions["sign_in_endpoint"], next=came_for()))


def came_for() -> str | None:
    """Return the address of the page asked for, to come back to; a form sent is no place to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def install(app: Flask, *, authority: Authority, sign_in_endpoint: str, confirm_endpoint: str) -> None:
    """Have every request of an application guarded."""
    app.extensions["authority"] = authority
    app.extensions["sign_in_endpoint"] = sign_in_endpoint
    app.extensions["confirm_endpoint"] = confirm_endpoint
    app.before_request(guard)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when an endpoint does not say who may call it."""
    silent = sorted(rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None)
    if silent:
        raise UndeclaredAccess(f"Balanzan does not start: no access declared for {', '.join(silent)}")
