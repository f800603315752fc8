"""Log lines as JSON, each with the request's id, none with a person's text."""

import json
import logging
import secrets
from datetime import UTC, datetime
from logging import Formatter, LogRecord

from flask import Flask, g, has_app_context


def request_id() -> str:
    """Return the id of the request, job or command being served; one is made when there is none."""
    if not has_app_context():
        return "-"
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


class JsonLines(Formatter):
    """One JSON object a line."""

    def format(self, record: LogRecord) -> str:
        """Return the record as one JSON line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def install(app: Flask) -> None:
    """Have this process log JSON lines to its standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    app.logger.handlers = [handler]
    app.logger.propagate = False
    app.logger.setLevel(logging.INFO)
