"""Finds a Chrome, Edge or Chromium for the browser tests; with `--install` gets one where it can.

Playwright's own browsers are not used: many networks cannot download them.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
# On Debian: the browser, and fonts for Han and Hangul so that pictures show what readers see.
PACKAGES = ("chromium", "fonts-noto-cjk")


def find_browser() -> str:
    """The browser's path; BROWSER_PATH wins. Raises FileNotFoundError with what to do."""
    given = os.environ.get("BROWSER_PATH", "")
    found = next((path for path in (given, *map(shutil.which, NAMES), *PLACES) if path and Path(path).exists()), None)
    if found is None:
        raise FileNotFoundError("no browser found: install Chromium, Chrome or Edge, or set BROWSER_PATH to one")
    return str(found)


def install() -> None:
    """Installs Chromium on a Debian or Ubuntu as root; elsewhere a browser must be there already."""
    try:
        print(f"browser: {find_browser()}")
        return
    except FileNotFoundError:
        if not shutil.which("apt-get") or os.geteuid() != 0:
            raise
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    subprocess.run(
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *PACKAGES], check=True, env=environment
    )
    print(f"browser: {find_browser()}")


if __name__ == "__main__":
    try:
        if "--install" in sys.argv:
            install()
        else:
            print(find_browser())
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        sys.exit(f"error: {error}")
