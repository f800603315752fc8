"""What an edition leaves off is not there: its addresses answer as unknown, whoever asks."""

from collections.abc import Iterable, Mapping

from flask import Flask, current_app, g, request

from conference.models import Edition, Kind, Module
from conference.queries.editions import find_edition
from core.errors import NotFound

Needs = Mapping[str, Module | Kind]


def install(app: Flask, needs: Iterable[Needs]) -> None:
    """Have every address of an edition ask whether what it needs is switched on; after the guard of access."""
    app.extensions["needs"] = {name: need for declared in needs for name, need in declared.items()}
    app.before_request(refuse_what_is_off)


def refuse_what_is_off() -> None:
    """Answer as if there were nothing there when the edition of an address leaves off what the address needs."""
    slug = (request.view_args or {}).get("edition")
    need = need_of(request.endpoint)
    if slug is None or need is None:
        return
    g.edition_asked = find_edition(slug)
    if not has(g.edition_asked, need):
        raise NotFound


def need_of(endpoint: str | None) -> Module | Kind | None:
    """Return what an endpoint needs: what is said of it, else of all endpoints beside it."""
    needs: Needs = current_app.extensions["needs"]
    return needs.get(endpoint or "", needs.get((endpoint or "").split(".", maxsplit=1)[0]))


def has(edition: Edition, need: Module | Kind) -> bool:
    """Tell whether an edition is of a kind, or has a module switched on."""
    return edition.kind is need if isinstance(need, Kind) else edition.has(need)
