"""What `serve` answers to requests that no browser sends: a status of HTTP, in limited time, and never a traceback."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from kaedah.contribute import dev_server
from kaedah.contribute.dev_server import _Handler, _Server
from kaedah.contribute.live_site import LiveSite

from tests.conftest import MINIMAL, folders, write_site

HOST = b"Host: 127.0.0.1\r\n"
END = HOST + b"\r\n"
PAGE = b"GET /en/methods/one.html HTTP/1.1\r\n"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> LiveSite:
    return LiveSite(folders(write_site(tmp_path_factory.mktemp("live"), MINIMAL)))


@pytest.fixture
def port(live: LiveSite, capfd: pytest.CaptureFixture[str]) -> Iterator[int]:
    """The port of a server that prints nothing, whatever it is asked."""
    with _Server((dev_server.HOST, 0), partial(_Handler, live)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join(10)
    assert capfd.readouterr() == ("", "")


def answers(port: int, request: bytes, seconds: float = 10) -> bytes:
    """All that the server answers until it closes the connection, which the client will not."""
    with socket.create_connection((dev_server.HOST, port), timeout=seconds) as connection:
        connection.sendall(request)
        received = b""
        while piece := connection.recv(1 << 16):
            received += piece
    return received


def status(port: int, request: bytes) -> int:
    """The status of the one answer."""
    head = answers(port, request.replace(END, HOST + b"Connection: close\r\n\r\n")).partition(b"\r\n")[0]
    assert head.startswith(b"HTTP/1.1 ")
    return int(head.split()[1])


REQUESTS = {
    "a path of 70,000 letters": (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + END, 414),
    "a path of a million letters": (b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + END, 414),
    "a path of 60,000 letters": (b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n" + END, 404),
    "a header of 70,000 letters": (PAGE + b"X: " + b"a" * 70_000 + b"\r\n" + END, 431),
    "200 headers": (PAGE + b"X: a\r\n" * 200 + END, 431),
    "a length that is no number": (PAGE + b"Content-Length: x\r\n" + END, 400),
    "a length below nought": (PAGE + b"Content-Length: -5\r\n" + END, 400),
    "a length of 20 digits": (PAGE + b"Content-Length: 99999999999999999999\r\n" + END, 400),
    "two lengths": (PAGE + b"Content-Length: 0\r\nContent-Length: 5\r\n" + END, 400),
    "a request in the content of another": (PAGE + b"Content-Length: 5\r\n" + END + PAGE + END, 400),
    "content in pieces": (PAGE + b"Transfer-Encoding: chunked\r\n" + END + b"0\r\n\r\n", 400),
    "a header without a colon": (PAGE + HOST + b"nothing\r\n\r\n", 400),
    "a header without a name": (PAGE + b": a\r\n" + END, 400),
    "a bad escape": (b"GET /%zz HTTP/1.1\r\n" + END, 400),
    "half an escape": (b"GET /a%1 HTTP/1.1\r\n" + END, 400),
    "escapes that are not UTF-8": (b"GET /%ff%fe HTTP/1.1\r\n" + END, 400),
    "half a character": (b"GET /%ed%a0%80 HTTP/1.1\r\n" + END, 400),
    "a NUL in an escape": (b"GET /en/index.html%00 HTTP/1.1\r\n" + END, 400),
    "a line break in an escape": (b"GET /a%0d%0aX: a HTTP/1.1\r\n" + END, 400),
    "a NUL": (b"GET /\0a HTTP/1.1\r\n" + END, 400),
    "bytes that are not ASCII": (b"GET /\xff\xfe HTTP/1.1\r\n" + END, 400),
    "a terminal escape": (b"GET /\x1b[31m HTTP/1.1\r\n" + END, 400),
    "HTTP/0.9": (b"GET /\r\n", 400),
    "HTTP/1.0": (b"GET /en/methods/one.html HTTP/1.0\r\n" + END, 200),
    "HTTP/2.0": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "a version that is none": (b"GET / HTTP/x\r\n" + END, 400),
    "a version of 5,000 digits": (b"GET / HTTP/1." + b"9" * 5_000 + b"\r\n" + END, 400),
    "a whole address": (b"GET http://127.0.0.1/index.html HTTP/1.1\r\n" + END, 400),
    "the address of another host": (b"GET http://evil.example/index.html HTTP/1.1\r\n" + END, 400),
    "an address with an open bracket": (b"GET http://[::1/index.html HTTP/1.1\r\n" + END, 400),
    "a path with an open bracket": (b"GET //[ HTTP/1.1\r\n" + END, 404),
    "a path with dots": (b"GET /../../etc/passwd HTTP/1.1\r\n" + END, 404),
    "a path with dots in escapes": (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + END, 404),
    "no path": (b"GET HTTP/1.1\r\n" + END, 400),
    "one word": (b"GET\r\n\r\n", 400),
    "an empty line": (b"\r\n\r\n", 400),
    "every byte": (bytes(range(256)) * 10, 400),
    "a greeting of TLS": (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 300 + b"\r\n\r\n", 400),
    "no host": (PAGE + b"\r\n", 421),
    "a host that another header continues": (PAGE + HOST + b" evil\r\n\r\n", 421),
    "another host": (PAGE + b"Host: evil.example\r\n\r\n", 421),
    "two hosts": (PAGE + HOST + END, 421),
    "POST": (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n" + END + b"abc", 501),
    "PUT": (b"PUT /a HTTP/1.1\r\n" + END, 501),
    "a method of control characters": (b"G\x1b[31mT / HTTP/1.1\r\n" + END, 400),
    "an expectation": (PAGE + b"Expect: 100-continue\r\n" + END, 200),
    "a page": (PAGE + END, 200),
    "a page and what is asked of it": (b"GET /en/methods/one.html?a=%zz#b HTTP/1.1\r\n" + END, 200),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_is_answered_with_a_status(port: int, name: str) -> None:
    request, expected = REQUESTS[name]
    assert status(port, request) == expected
    assert status(port, PAGE + END) == 200  # and the server goes on


def test_what_follows_a_refused_request_is_not_another_one(port: int) -> None:
    smuggled = PAGE + b"Content-Length: 5\r\n" + END + b"abcde" + PAGE + END
    assert answers(port, smuggled).count(b"HTTP/1.1 ") == 1
    assert answers(port, b"POST / HTTP/1.1\r\nContent-Length: 500\r\n" + END + PAGE + END).count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("begin", [b"", b"G", PAGE[:-2], PAGE, PAGE + b"X: a\r\n", PAGE + b"X: a"])
def test_a_request_that_does_not_end_is_not_waited_for(
    port: int, begin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev_server, "IDLE_SECONDS", 0.5)
    monkeypatch.setattr(dev_server, "REQUEST_SECONDS", 0.5)
    began = time.monotonic()
    assert answers(port, begin) == b""
    assert time.monotonic() - began < 5


def test_a_request_that_comes_byte_by_byte_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte comes in time, but not the end."""
    monkeypatch.setattr(dev_server, "REQUEST_SECONDS", 1.0)
    began = time.monotonic()
    with socket.create_connection((dev_server.HOST, port), timeout=10) as connection, suppress(OSError):
        while time.monotonic() < began + 10:
            connection.sendall(b"a")
            time.sleep(0.05)
    assert time.monotonic() - began < 5
    assert status(port, PAGE + END) == 200


def test_one_connection_serves_requests_one_after_another(port: int) -> None:
    with socket.create_connection((dev_server.HOST, port), timeout=10) as connection:
        for _ in range(3):
            connection.sendall(PAGE + END)
            received = b""
            while b"</html>" not in received:
                received += connection.recv(1 << 16)
            assert received.startswith(b"HTTP/1.1 200 OK\r\n")


def test_an_answer_that_nobody_reads_is_given_up(port: int, live: LiveSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev_server, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(live, "page", lambda path: (b"x" * 50_000_000, "1"))
    before = threading.active_count()
    with socket.create_connection((dev_server.HOST, port), timeout=10) as connection:
        connection.sendall(PAGE + END)
        ended = time.monotonic() + 8
        time.sleep(0.2)
        while threading.active_count() > before and time.monotonic() < ended:
            time.sleep(0.05)
        assert threading.active_count() <= before


def test_more_connections_than_the_limit_are_closed_and_leave_room_later(
    live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev_server, "MOST_CONNECTIONS", 3)
    with _Server((dev_server.HOST, 0), partial(_Handler, live)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_port
        held = [socket.create_connection((dev_server.HOST, port), timeout=10) for _ in range(3)]
        with socket.create_connection((dev_server.HOST, port), timeout=10) as another:
            assert another.recv(100) == b""
        for connection in held:
            connection.close()
        ended = time.monotonic() + 10
        while time.monotonic() < ended:
            try:
                if status(port, PAGE + END) == 200:
                    break
            except (AssertionError, OSError):
                time.sleep(0.05)
        assert status(port, PAGE + END) == 200
        server.shutdown()


def test_an_error_of_ours_is_shown_and_the_server_goes_on(
    port: int, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: str) -> None:
        raise ZeroDivisionError("<b>")

    monkeypatch.setattr(live, "page", fail)
    answer = answers(port, PAGE + HOST + b"Connection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"ZeroDivisionError: &lt;b&gt;" in answer
    assert b"Traceback" not in answer
    monkeypatch.undo()
    assert status(port, PAGE + END) == 200


def test_the_server_changes_nothing(live: LiveSite, port: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    """There is no request with which another site could make it do something: only pages are read."""
    handled = {name for name in dir(_Handler) if name.startswith("do_")}
    assert handled == {"do_GET", "do_HEAD"}


def test_folders_of_the_site_are_not_read_for_a_request(
    live: LiveSite, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    real = Path.open

    def note(path: Path, *given: object, **more: object) -> object:
        opened.append(str(path))
        return real(path, *given, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", note)
    assert status(port, b"GET /content/site.yaml HTTP/1.1\r\n" + END) == 404
    assert opened == []
