"""Who asks: somebody's browser, or a program under /api/.

A program shows a token in its `Authorization` header, and no cookie of it is read; on a page no token is.
"""

from flask import has_request_context, request

PROGRAMS = "/api/"


def is_program() -> bool:
    """Tell whether the address being answered is one for programs."""
    return has_request_context() and request.path.startswith(PROGRAMS)


def shows_itself() -> bool:
    """Tell whether a program says at all who it is."""
    return is_program() and "Authorization" in request.headers


def token_shown() -> str:
    """Return the token that a program shows, or nothing."""
    shown = request.authorization if is_program() else None
    return (shown.token or "") if shown and shown.type == "bearer" else ""
