"""A real SMS gateway on this machine: keeps what it is asked, and answers as it is told."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Gateway:
    """A gateway on this machine: keeps what it is asked, and answers as told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.answer, self.location = 200, ""
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            """One request to the gateway."""

            def do_POST(self) -> None:
                """Keep what was asked and answer."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.asked.append((self.path, str(self.headers["Authorization"]), json.loads(body)))
                self.send_response(gateway.answer)
                if gateway.location:
                    self.send_header("Location", gateway.location)
                self.end_headers()
                self.wfile.write(b"said the gateway")

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/sms"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Go away."""
        self.server.shutdown()
        self.server.server_close()
