"""What programs are answered under /api/, and refused, all in one shape.

A view says by its types what it takes and what it answers: `asked`, a dataclass
read from the query, and the dataclass it returns. The description at /api/openapi.json is made of the same types.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from functools import wraps
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

from flask import Response, request

from core.errors import NotFound, Unreadable
from core.i18n import gettext as _
from core.logs import request_id

LONGEST_QUESTION = 200
View = Callable[..., Any]
Row = TypeVar("Row")


# ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

CODES = {
    400: "not-understood",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    429: "too-often",
    500: "our-fault",
    503: "busy",
}
COME_BACK = 60  # seconds after which somebody who asked too often may ask again


def refusal(status: int, sentence: str, *, code: str = "", **more: Any) -> Response:
    """Return a refusal as a program reads it: a stable word, a sentence, and the number by which we find it."""
    word = code or CODES.get(status, CODES[400])
    answer = as_json({"error": {"status": status, "code": word, "message": sentence, "request": request_id(), **more}})
    answer.status_code = status
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == 429:
        answer.headers["Retry-After"] = str(COME_BACK)
    return answer


def as_json(said: Any) -> Response:
    """Answer with plain values as JSON, days and moments as ISO 8601 writes them."""
    return Response(json.dumps(said, ensure_ascii=False, default=written), content_type="application/json")


def written(moment: Any) -> str:
    """Return a day or a moment as ISO 8601 writes it; nothing else is answered."""
    if isinstance(moment, date):
        return moment.isoformat()
    raise TypeError(moment)


# ── What is asked and what is answered ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Asked:
    """What every list may be asked: which of its pages."""

    page: Annotated[int, "Which page of the list, from 1."] = 1


@dataclass(frozen=True)
class Listed:
    """One page of a list, and how many there are."""

    page: int
    pages: int
    total: int
    next: Annotated[str | None, "The address of the next page; null on the last."]


def place_in(found: Any, asked: Asked) -> dict[str, Any]:
    """Return where a page of a list stands among the others; a page after the last is not found."""
    if asked.page > found.pages:
        raise NotFound
    more = {**request.args.to_dict(), "page": asked.page + 1}
    following = f"{request.path}?{urlencode(more)}" if asked.page < found.pages else None
    return {"page": asked.page, "pages": found.pages, "total": found.total, "next": following}


def answers(view: View) -> View:
    """Answer what a view returns as JSON, after reading the query into what it takes as `asked`."""
    question = get_type_hints(view).get("asked")

    @wraps(view)
    def answer(**address: Any) -> Response:
        given = read(question) if question else read(Nothing)
        said = view(**address, asked=given) if question else view(**address)
        made = as_json(asdict(said))
        made.add_etag()
        made.make_conditional(request)
        return made

    return answer


@dataclass(frozen=True)
class Nothing:
    """What is asked where there is nothing to ask."""


def read(question: type[Row]) -> Row:
    """Return what the query asks; what it does not know or cannot read is refused, all of it at once."""
    hints = get_type_hints(question)
    known = {field.name for field in fields(question)}  # type: ignore[arg-type]
    wrong = [(name, _("This is no question here.")) for name in request.args if name not in {*known, "lang"}]
    values: dict[str, Any] = {}
    for name in known & set(request.args):
        try:
            values[name] = READERS[hints[name]](request.args[name])
        except (ValueError, KeyError):
            wrong.append((name, _("This cannot be read.")))
    if wrong:
        raise Unreadable(_("The question could not be understood."), fields=dict(wrong))
    return question(**values)


def number(text: str) -> int:
    """Return a number from 1 that every database can compare."""
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:12]) < 10**9:
        raise ValueError(text)
    return int(text)


def words(text: str) -> str:
    """Return what is looked for, if it is no longer than a name."""
    if "\0" in text or len(text) > LONGEST_QUESTION:
        raise ValueError(text)
    return text.strip()


READERS: dict[Any, Callable[[str], Any]] = {int: number, str: words}


# ── Types as a description says them ────────────────────────────────────────────────────────────────────────────────

PLAIN = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
FORMATS = {"date": "date", "datetime": "date-time"}


def described(kind: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    """Return what JSON Schema says of a type; each dataclass met on the way is put among the shapes."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return {**described(parts[0], shapes), "description": str(parts[1])}
    if origin in (Union, UnionType):
        return {"anyOf": [described(part, shapes) for part in parts]}
    if origin is list:
        return {"type": "array", "items": described(parts[0], shapes)}
    if kind is type(None):
        return {"type": "null"}
    if hasattr(kind, "__dataclass_fields__"):
        return _shape(kind, shapes)
    if issubclass(kind, StrEnum):
        return {"type": "string", "enum": [member.value for member in kind]}
    if kind.__name__ in FORMATS:
        return {"type": "string", "format": FORMATS[kind.__name__]}
    return {"type": PLAIN[kind.__name__]}


def _shape(kind: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in shapes:
        hints = get_type_hints(kind, include_extras=True)
        names = [field.name for field in fields(kind)]
        shapes[kind.__name__] = {
            "type": "object",
            "description": first_line(kind),
            "properties": {name: described(hints[name], shapes) for name in names},
            "required": names,
        }
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def first_line(thing: Any) -> str:
    """Return what a docstring says in its first line."""
    return (thing.__doc__ or "").strip().splitlines()[0]
