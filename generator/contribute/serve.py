"""The site on this machine while it is written: built, shown, and built again whenever a file changes."""

import signal
import threading
from collections.abc import Callable, Iterable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOST = "127.0.0.1"
DEBOUNCE_MS, STEP_MS = 50, 10
_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


class _Handler(SimpleHTTPRequestHandler):
    """Serves files to this machine only: a page elsewhere cannot reach it by pointing its own name here."""

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        host = (
            (self.headers.get("Host") or "").rsplit(":", 1)[0]
            if not (self.headers.get("Host") or "").endswith("]")
            else self.headers["Host"]
        )
        if host not in _NAMES:
            self.send_error(421, "This server answers to 127.0.0.1 and localhost only")
            return False
        return True

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are not worth a line each."""


def serve_site(
    rebuild: Callable[[], str], watched: Iterable[Path], output: Path, port: int, say: Callable[[str], None]
) -> None:
    """Builds and serves until interrupted. `rebuild` gives what there is to tell of a build, problems included."""
    import watchfiles

    if threading.current_thread() is threading.main_thread():  # a parent may have told us to ignore them
        for end in (signal.SIGINT, signal.SIGTERM):
            signal.signal(end, signal.default_int_handler)
    say(_safely(rebuild))
    with ThreadingHTTPServer((HOST, port), partial(_Handler, directory=str(output))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say(f"http://{HOST}:{server.server_port}/ (Ctrl+C ends it)\n")
        folders = [path for path in watched if path.exists()]
        for _ in watchfiles.watch(*folders, debounce=DEBOUNCE_MS, step=STEP_MS, raise_interrupt=False):
            say(_safely(rebuild))
        server.shutdown()


def _safely(rebuild: Callable[[], str]) -> str:
    """A build that fails is told and waited out; the next save may mend it."""
    try:
        return rebuild()
    except Exception as error:  # whatever it is, the writer must see it and the server must go on
        return f"error: {type(error).__name__}: {error}\n"
