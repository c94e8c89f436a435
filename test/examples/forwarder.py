"""Stands between the helper and a service, and makes trouble on purpose."""

import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


#: What it asks to wait with a 503.
_RETRY_AFTER = {"busy": "0", "busy for an hour": "3600", "busy until a date": "Wed, 21 Oct 2026 07:28:00 GMT"}


class Forwarder:
    """Forwards to `target`. What to do first with some requests is told by `trouble`: for a method and the end of a path, a
    list of `busy` and the like (503), `lost` (forwarded, but the answer does not arrive) and `cut` (the answer ends after a line)."""

    def __init__(self, target, trouble):
        self.trouble = {request: list(kinds) for request, kinds in trouble.items()}
        self.seen = []
        """(method, path, Idempotency-Key, Location of the answer) of all that was forwarded."""
        forwarder, address = self, urlsplit(target)

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                kind = forwarder.next_trouble(self.command, self.path)
                if kind in _RETRY_AFTER:
                    self.send_response(503)
                    self.send_header("Retry-After", _RETRY_AFTER[kind])
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                connection = HTTPConnection(address.hostname, address.port)
                headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                forwarder.seen.append((self.command, self.path, headers.get("Idempotency-Key"), answer.headers.get("Location")))
                if kind != "lost":
                    self.send_response(answer.status)
                    for name in ("Content-Type", "Location"):
                        if name in answer.headers:
                            self.send_header(name, answer.headers[name])
                    self.end_headers()  # HTTP/1.0: the answer ends with the connection.
                    for line in answer:
                        self.wfile.write(line)
                        self.wfile.flush()
                        if kind == "cut":
                            break
                connection.close()
                self.close_connection = True

            do_GET = do_POST = do_PUT = do_DELETE = handle_any

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def next_trouble(self, method, path):
        for (wanted, end), kinds in self.trouble.items():
            if method == wanted and path.endswith(end) and kinds:
                return kinds.pop(0)
        return None

    def close(self):
        self._server.shutdown()
        self._server.server_close()
