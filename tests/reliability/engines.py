"""Browsers of three engines that open pages and run a script in them: Chromium, Firefox and WebKitGTK.

Chromium is driven by Playwright, Firefox by Marionette, which it brings along, and WebKit by the driver of WebKitGTK.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import sync_playwright

from tests.find_browser import find_browser

MINI_BROWSERS = (
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
)
SECONDS = 120
PACKAGES = "apt-get install --no-install-recommends chromium firefox-esr webkit2gtk-driver xvfb"


class Engine(Protocol):
    """An open browser."""

    def open(self, address: str) -> None:
        """Goes to an address, and waits until it is loaded."""

    def run(self, script: str) -> Any:
        """Runs the body of an asynchronous function in the page, and gives what it returns."""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> socket.socket:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        except OSError:
            time.sleep(0.1)
    raise OSError(f"{process.args!r} does not answer on port {port}")


@contextmanager
def _running(command: list[str], **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Chromium:
    """A page of Playwright."""

    def __init__(self, page: Any) -> None:
        self._page = page

    def open(self, address: str) -> None:
        self._page.goto(address)

    def run(self, script: str) -> Any:
        return self._page.evaluate(f"async () => {{ {script} }}")


@contextmanager
def chromium() -> Iterator[Engine]:
    """Chromium, Chrome or Edge."""
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        arguments = [*sandbox, "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=find_browser(), args=arguments)
        page = browser.new_page()
        page.set_default_timeout(SECONDS * 1000)
        try:
            yield Chromium(page)
        finally:
            browser.close()


class _Firefox:
    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._number = connection, 0
        self._receive()
        self._say("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {}}})
        self._say("WebDriver:SetTimeouts", {"script": SECONDS * 1000, "pageLoad": SECONDS * 1000})

    def _receive(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            byte = self._connection.recv(1)
            if not byte:
                raise OSError("Firefox has ended")
            length += byte
        wanted, got = int(length[:-1]), b""
        while len(got) < wanted:
            got += self._connection.recv(wanted - len(got))
        return json.loads(got)

    def _say(self, command: str, arguments: dict[str, Any]) -> Any:
        self._number += 1
        message = json.dumps([0, self._number, command, arguments]).encode()
        self._connection.sendall(f"{len(message)}:".encode() + message)
        _, _, error, result = self._receive()
        if error:
            raise OSError(f"{command}: {error}")
        return result

    def open(self, address: str) -> None:
        self._say("WebDriver:Navigate", {"url": address})

    def run(self, script: str) -> Any:
        return self._say("WebDriver:ExecuteAsyncScript", {"script": _asynchronous(script), "args": []})["value"]


def _asynchronous(script: str) -> str:
    told = "then(done, (error) => done(`${error}`))"
    return f"const done = arguments[arguments.length - 1]; (async () => {{ {script} }})().{told};"


@contextmanager
def firefox() -> Iterator[Engine]:
    """Firefox. Raises FileNotFoundError."""
    found = shutil.which("firefox-esr") or shutil.which("firefox")
    if not found:
        raise FileNotFoundError("Firefox")
    port = _free_port()
    with tempfile.TemporaryDirectory() as profile:
        (Path(profile) / "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="ascii")
        command = [found, "--headless", "--marionette", "--no-remote", "--profile", profile]
        with (
            _running(command, HOME=profile, MOZ_DISABLE_CONTENT_SANDBOX="1") as process,
            _wait_for(port, process) as connection,
        ):
            yield _Firefox(connection)


class _WebKit:
    def __init__(self, port: int, browser: str) -> None:
        self._root = f"http://127.0.0.1:{port}/session"
        options = {"binary": browser, "args": ["--automation"]}
        asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self._root += "/" + self._post("", asked)["sessionId"]
        self._post("/timeouts", {"script": SECONDS * 1000, "pageLoad": SECONDS * 1000})

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self._root + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:
            return json.load(reply)["value"]

    def open(self, address: str) -> None:
        self._post("/url", {"url": address})

    def run(self, script: str) -> Any:
        return self._post("/execute/async", {"script": _asynchronous(script), "args": []})

    def close(self) -> None:
        urllib.request.urlopen(urllib.request.Request(self._root, method="DELETE"), timeout=SECONDS).close()


@contextmanager
def webkit() -> Iterator[Engine]:
    """WebKitGTK, on a screen of its own. Raises FileNotFoundError."""
    browser = next((path for path in MINI_BROWSERS if Path(path).exists()), "")
    if not browser or not shutil.which("WebKitWebDriver") or not shutil.which("Xvfb"):
        raise FileNotFoundError("WebKitGTK with its driver, and Xvfb")
    port, screen = _free_port(), f":{90 + os.getpid() % 900}"
    with (
        tempfile.TemporaryDirectory() as home,
        _running(["Xvfb", screen, "-screen", "0", "1200x900x24", "-nolisten", "tcp"]),
        _running(
            ["WebKitWebDriver", f"--port={port}"],
            DISPLAY=screen,
            HOME=home,
            XDG_RUNTIME_DIR=home,
            WEBKIT_DISABLE_COMPOSITING_MODE="1",
            LIBGL_ALWAYS_SOFTWARE="1",
        ) as process,
    ):
        _wait_for(port, process).close()
        time.sleep(1)  # the screen
        engine = _WebKit(port, browser)
        try:
            yield engine
        finally:
            engine.close()


ENGINES: dict[str, Callable[[], Any]] = {"Chromium": chromium, "Firefox": firefox, "WebKit": webkit}


@contextmanager
def engines(names: list[str]) -> Iterator[dict[str, Engine]]:
    """These engines, open. Raises FileNotFoundError where one is not installed."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(ENGINES[name]()) for name in names}
