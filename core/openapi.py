"""The description of what programs may ask, made of the views themselves: what they declare, take and answer.

There is no second list: an address is described because it is served, and described as it is served.
"""

import re
from dataclasses import fields
from typing import Any, get_type_hints

from flask import Blueprint, Flask, Response, current_app
from werkzeug.routing import Rule

from core.access import Access, Policy, access_of, public
from core.api import as_json, described, first_line
from core.callers import PROGRAMS

VERSION = f"{PROGRAMS}v1/"
SCHEME = "token"
KINDS = {"int": "integer"}
REFUSALS = {
    "401": "No token, or one that opens nothing.",
    "403": "The token was not made for that.",
    "404": "It does not exist, or it is not open to the holder of the token.",
    "422": "The question could not be read; `fields` says what of it.",
    "429": "Asked too often; `Retry-After` says when to come back.",
}
REFUSED = {
    "type": "object",
    "description": "Why nothing was answered.",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "status": {"type": "integer"},
                "code": {"type": "string", "description": "A stable word."},
                "message": {"type": "string", "description": "A sentence for people."},
                "request": {"type": "string", "description": "The number by which we find this request."},
                "fields": {"type": "object", "additionalProperties": {"type": "string"}},
            },
            "required": ["status", "code", "message", "request"],
        }
    },
    "required": ["error"],
}
blueprint = Blueprint("openapi", __name__)


@blueprint.get(f"{PROGRAMS}openapi.json")
@public
def page() -> Response:
    """Answer what programs may ask, as OpenAPI says it."""
    return as_json(document(current_app))


def document(app: Flask) -> dict[str, Any]:
    """Return the whole description."""
    shapes: dict[str, Any] = {"Refused": REFUSED}
    paths: dict[str, Any] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(VERSION):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            paths[path] = {"get": _operation(app, rule, shapes)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Balanzan", "version": app.config["BUILD"]},
        "servers": [{"url": app.config["BALANZAN"].base_url}],
        "paths": paths,
        "components": {"schemas": shapes, "securitySchemes": {SCHEME: {"type": "http", "scheme": "bearer"}}},
    }


def _operation(app: Flask, rule: Rule, shapes: dict[str, Any]) -> dict[str, Any]:
    view, access = app.view_functions[rule.endpoint], access_of(app, rule.endpoint)
    hints = get_type_hints(view)
    return {
        "operationId": rule.endpoint,
        "summary": first_line(view),
        "parameters": [*_in_path(rule), *_in_query(hints.get("asked"), shapes)],
        "responses": {"200": _content("Answered.", described(hints["return"], shapes)), **_refusals(access)},
        "security": _needed(access),
    }


def _in_path(rule: Rule) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in rule.arguments]


def _in_query(question: Any, shapes: dict[str, Any]) -> list[dict[str, Any]]:
    if question is None:
        return []
    hints = get_type_hints(question, include_extras=True)
    return [
        {"name": field.name, "in": "query", "schema": described(hints[field.name], shapes) | {"default": field.default}}
        for field in fields(question)
    ]


def _refusals(access: Access | None) -> dict[str, Any]:
    is_open = access is not None and access.policy is Policy.PUBLIC
    schema = {"$ref": "#/components/schemas/Refused"}
    return {
        status: _content(sentence, schema) for status, sentence in REFUSALS.items() if not (is_open and status == "403")
    }


def _content(sentence: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": sentence, "content": {"application/json": {"schema": schema}}}


def _needed(access: Access | None) -> list[dict[str, list[str]]]:
    if access is None or access.policy is Policy.PUBLIC:
        return []
    reaches = current_app.extensions["authority"].scopes_with(access.permission) if access.permission else []
    return [{SCHEME: reaches}]
