"""A development server: serves the site from memory, and reloads open pages when a file changes."""

import io
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import unquote

from kaedah.contribute.live_site import LiveSite
from kaedah.contribute.watch import changes_below
from kaedah.plan.paths import NOT_FOUND
from kaedah.problems import format_problems
from kaedah.render.render_error import RenderError

HOST = "127.0.0.1"
# The prefix of the server's own files. No page has it: paths of pages begin with a language or a file name.
PREFIX = "~kaedah/"
# The strictest policy that a published site supports, so that violations show during development.
POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEARTBEAT_SECONDS = 15.0
# Limits of what clients may do: how long a connection may wait for a request, a request for its end and an answer for
# being read; how many connections there may be; how many bytes are read of a request that was refused.
IDLE_SECONDS, REQUEST_SECONDS, ANSWER_SECONDS = 60.0, 10.0, 30.0
MOST_CONNECTIONS = 100
MOST_IGNORED = 1 << 20
_REQUEST_LINE = re.compile(rb"[A-Z]{1,16} /[!-~]* HTTP/1\.[01]\r?\n")
_BAD_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_LOCAL_HOSTS = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


class _Requests(io.RawIOBase):
    """What a client sends, within the time for it. Raises TimeoutError."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.wait()

    def wait(self) -> None:
        """Waits for another request."""
        self._has_begun, self._end = False, time.monotonic() + IDLE_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            raise TimeoutError
        self._connection.settimeout(remaining)
        count = self._connection.recv_into(buffer)
        if not self._has_begun:
            self._has_begun, self._end = True, time.monotonic() + REQUEST_SECONDS
        return count


class _Handler(BaseHTTPRequestHandler):
    """Answers requests for local host names only, which prevents DNS rebinding. Reads no file of the site."""

    protocol_version = default_request_version = "HTTP/1.1"
    raw_requestline: bytes
    _immutable = False  # of what is answered; the library answers some requests before it parses them

    def __init__(self, live: LiveSite, *rest: object) -> None:
        self.live, self._immutable = live, False
        super().__init__(*rest)  # type: ignore[arg-type]

    def setup(self) -> None:
        super().setup()
        self._requests = _Requests(self.connection)
        self.rfile = io.BufferedReader(self._requests)

    def handle_one_request(self) -> None:
        self._immutable = False  # one connection serves many requests
        self._requests.wait()
        super().handle_one_request()

    def parse_request(self) -> bool:
        self.command, self.requestline, self.request_version = "", "", self.default_request_version
        if not _REQUEST_LINE.fullmatch(self.raw_requestline):
            return self._refuse(HTTPStatus.BAD_REQUEST, "This is not a request of HTTP/1.1 for a path")
        if not super().parse_request():
            return False
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or not _LOCAL_HOSTS.fullmatch(hosts[0]):
            return self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "This server answers to 127.0.0.1 and localhost only")
        lengths = self.headers.get_all("Content-Length") or ["0"]
        if lengths != ["0"] or "Transfer-Encoding" in self.headers or self.headers.defects:
            if self.command in ("GET", "HEAD"):
                return self._refuse(HTTPStatus.BAD_REQUEST, "A request for a page has no content")
            self.close_connection = True
        return True

    def version_string(self) -> str:
        return "kaedah"

    def handle_expect_100(self) -> bool:
        return True  # no content is read

    def _refuse(self, status: HTTPStatus, reason: str) -> bool:
        self.close_connection = True
        self.send_error(status, reason)
        return False

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuses the request, and reads what is still to come of it: who sends might not read the answer else."""
        self.connection.settimeout(ANSWER_SECONDS)
        super().send_error(code, message, explain)
        with suppress(OSError):
            self.connection.settimeout(0.1)
            remaining = MOST_IGNORED
            while remaining > 0 and (ignored := self.connection.recv(1 << 16)):
                remaining -= len(ignored)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].partition("#")[0]
        try:
            path = unquote(path, errors="strict").removeprefix("/") if not _BAD_ESCAPE.search(path) else "\0"
        except UnicodeDecodeError:
            path = "\0"
        if _CONTROL.search(path):
            self._refuse(HTTPStatus.BAD_REQUEST, "The path is not percent-encoded UTF-8 text")
            return None
        if path == PREFIX + "events":
            return self._send_events()
        if path in (PREFIX + "live.js", PREFIX + "live.css"):
            return self._send(HTTPStatus.OK, (Path(__file__).parent / path.removeprefix(PREFIX)).read_bytes(), path)
        if not path or path.endswith("/"):
            path += "index.html"
        try:
            content, version = self.live.page(path)
            status = HTTPStatus.OK
            if content is None:
                content, status = self.live.page(NOT_FOUND)[0], HTTPStatus.NOT_FOUND
            if content is None:
                content, status = (
                    _plain_page(format_problems(self.live.problems, translator=self.live.translator)),
                    HTTPStatus.SERVICE_UNAVAILABLE,
                )
        except Exception as error:  # whatever it is, the writer must see it and the server must go on
            version, status = self.live.version, HTTPStatus.INTERNAL_SERVER_ERROR
            content = _plain_page(str(error) if isinstance(error, RenderError) else f"{type(error).__name__}: {error}")
        if status != HTTPStatus.OK:
            path = NOT_FOUND
        return self._send(status, _with_live_script(content, version) if path.endswith(".html") else content, path)

    do_HEAD = do_GET  # noqa: N815

    def _send(self, status: HTTPStatus, content: bytes, path: str) -> None:
        self._immutable = path.startswith("assets/")  # the name contains a digest
        kind = guess_type(path)[0] or "application/octet-stream"
        self.connection.settimeout(ANSWER_SECONDS)
        self.send_response(status)
        self.send_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith("text/") else ""))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_events(self) -> None:
        """Server-sent events: the current state, then every change, until the browser disconnects."""
        self.close_connection = True
        self.connection.settimeout(ANSWER_SECONDS)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        if self.command == "HEAD":
            return
        sent = ""
        with suppress(OSError):
            self.wfile.write(b"retry: 500\n\n")
            while True:
                state = self.live.wait_for_change(sent, HEARTBEAT_SECONDS)
                self.wfile.write(f"data: {state}\n\n".encode() if state != sent else b": still here\n\n")
                sent = state

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=31536000, immutable" if self._immutable else "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Does not log requests."""


def _with_live_script(page: bytes, version: str) -> bytes:
    """The page with the script of the server in its head."""
    script = f'<script defer src="/{PREFIX}live.js" data-version="{version}"></script>\n</head>'
    return page.replace(b"</head>", script.encode(), 1)


def _plain_page(text: str) -> bytes:
    """An HTML page with a text, for when the site cannot be rendered."""
    head = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Kaedah</title>\n</head>\n'
    return (
        f"{head}<body>\n<h1>This page cannot be shown yet</h1>\n<pre>{escape(text)}</pre>\n</body>\n</html>\n".encode()
    )


class _Server(ThreadingHTTPServer):
    """A threading server of a limited number of connections, that ignores those closed by the browser."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def serve_site(
    live: LiveSite,
    watched: Iterable[Path],
    port: int,
    on_checked: Callable[..., None],
    write_text: Callable[[str], None],
) -> None:
    """Serves until interrupted. `on_checked` gets the site and its problems after each check.

    Raises OSError if the port is not available.
    """
    if threading.current_thread() is threading.main_thread():  # a parent process may have set them to be ignored
        for end in (signal.SIGINT, signal.SIGTERM):
            signal.signal(end, signal.default_int_handler)
    sys.setswitchinterval(0.001)  # requests must not wait for the rules
    changes: SimpleQueue[set[Path]] = SimpleQueue()
    stopped = threading.Event()

    def watch() -> None:
        for paths in changes_below([*watched], stopped, initial=True):
            changes.put(paths)

    watcher = threading.Thread(target=watch)
    with _Server((HOST, port), partial(_Handler, live)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        threading.Thread(target=live.check_in_background, args=(on_checked,), daemon=True).start()
        watcher.start()
        write_text(f"http://{HOST}:{server.server_port}/ (press Ctrl+C to stop)\n")
        try:
            while True:
                with suppress(Empty):
                    live.read_changed(changes.get(timeout=1))
        except KeyboardInterrupt:
            stopped.set()
            server.shutdown()
            watcher.join(5)
