"""A visitor of a real server: the same steps and the same checks, over the network, with real processes behind it."""

import http.client
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.datastructures import Headers

from tests.support.visitor import CleanClient, Visitor

SECONDS = 60
HOST = "localhost"


class LiveClient(CleanClient):
    """A test client whose requests are answered by a server at an address instead of by the application here."""

    def __init__(self, *args: Any, server: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.server = urlsplit(server)

    def run_wsgi_app(
        self, environ: dict[str, Any], *_buffered: Any, **_more: Any
    ) -> tuple[Iterable[bytes], str, Headers]:
        """Send the request as it was built, with this browser's cookies, and return what came back."""
        self._add_cookies_to_wsgi(environ)
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").title(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
        }
        query = f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
        body = environ["wsgi.input"].read() if environ.get("CONTENT_LENGTH") else None
        connection = http.client.HTTPConnection(self.server.hostname or "", self.server.port, timeout=SECONDS)
        try:
            connection.request(environ["REQUEST_METHOD"], environ["PATH_INFO"] + query, body=body, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
        except http.client.IncompleteRead as error:
            raise ConnectionResetError("the answer was cut off") from error
        finally:
            connection.close()
        came = Headers(answer.getheaders())
        self._update_cookies_from_response(HOST, environ["PATH_INFO"], came.getlist("Set-Cookie"))
        return [content], f"{answer.status} {answer.reason}", came


def live_visitor(app: Flask, server: str) -> Visitor:
    """Return somebody with a browser without JavaScript, at a server that runs this application."""
    return Visitor(LiveClient(app, app.response_class, use_cookies=True, server=server))
