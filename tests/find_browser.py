"""Finds a Chrome, Edge or Chromium for the browser tests; with `--install` gets one where it can.

Playwright's own browsers are not used: many networks cannot download them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"  # the same engine without windows: a page takes a quarter of the processor time
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# On Debian: the browser, and fonts for Han and Hangul so that pictures show what readers see.
PACKAGES = ("chromium", SHELL, "fonts-noto-cjk")


def find_browser(with_windows: bool = False) -> str:
    """The browser's path; BROWSER_PATH wins. Raises FileNotFoundError with what to do."""
    given = os.environ.get("BROWSER_PATH", "")
    names = NAMES if with_windows else (SHELL, *NAMES)
    found = next((path for path in (given, *map(shutil.which, names), *PLACES) if path and Path(path).exists()), None)
    if found is None:
        raise FileNotFoundError("no browser found: install Chromium, Chrome or Edge, or set BROWSER_PATH to one")
    return str(found)


def install() -> None:
    """Installs Chromium on a Debian or Ubuntu as root; elsewhere a browser must be there already.

    Beside a Chromium of the system, its headless shell is installed where there is one of the same version.
    """
    may_install = shutil.which("apt-get") is not None and os.geteuid() == 0
    try:
        find_browser()
    except FileNotFoundError:
        if not may_install:
            raise
        _apt_get("update")
        _apt_get("install", *PACKAGES)
    else:
        if may_install and not os.environ.get("BROWSER_PATH") and not shutil.which(SHELL):
            version = _chromium_version()
            try:
                if version:
                    _apt_get("update")
                    _apt_get("install", f"{SHELL}={version}")
            except subprocess.CalledProcessError:
                print(f"no {SHELL} {version}: the tests take longer without it")
    print(f"browser: {find_browser()}")


def _apt_get(command: str, *packages: str) -> None:
    options = ("-qq", "-y", "-o", "Acquire::http::Timeout=20", *(("--no-install-recommends",) if packages else ()))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", command, *options, *packages], check=True, env=environment)


def _chromium_version() -> str:
    """The version of Debian's package; empty where Chromium is not from one."""
    command = ["dpkg-query", "--show", "--showformat=${Version}", "chromium"]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8").stdout


if __name__ == "__main__":
    try:
        if "--install" in sys.argv:
            install()
        else:
            print(find_browser())
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        sys.exit(f"error: {error}")
