"""Takes a browser from page to page; each function returns when the new page is ready to be read.

Playwright returns from a click as soon as the navigation is committed, before the scripts of the new page have run.
A test that reads then sees the page as it was written, not as a reader sees it. `tests/test_browser_waits.py` rejects
such a test.
"""

import re

from playwright.sync_api import Locator, Page, Request, Response, expect

# Where columns are loaded after the page: what is drawn is what the address names. Other pages need no such wait.
DRAWN = "document.querySelector('.compare').dataset.drawn === window.kaedah.readAddress().slugs.join()"


def wait_until_ready(page: Page) -> None:
    """Waits for the scripts of the page, and for the columns of a comparison that scripts put together."""
    page.wait_for_load_state()
    if page.locator("#page-any-title").count():
        page.wait_for_function(DRAWN)


def open_page(page: Page, address: str) -> Response | None:
    """Opens an address; the response is None where only the fragment differs."""
    response = page.goto(address)
    wait_until_ready(page)
    return response


def wait_for_page(page: Page, end: str) -> None:
    """Waits for a navigation that a key or a script started to an address with this end."""
    page.wait_for_url(re.compile(re.escape(end) + "$"))
    wait_until_ready(page)


def follow(page: Page, link: Locator, end: str) -> None:
    """Clicks something that leads to an address with this end."""
    link.click()
    wait_for_page(page, end)


def resize(page: Page, width: int, height: int = 800) -> None:
    """Resizes the window and waits until scripts have been told."""
    page.set_viewport_size({"width": width, "height": height})
    frames = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    page.wait_for_function(frames)


def reload(page: Page) -> None:
    page.reload()
    wait_until_ready(page)


def go_back(page: Page) -> None:
    page.go_back()
    wait_until_ready(page)


def go_forward(page: Page) -> None:
    page.go_forward()
    wait_until_ready(page)


def expect_address(page: Page, end: str) -> None:
    """Asserts that the address has this end; retried, because the browser reports a changed fragment later."""
    expect(page).to_have_url(re.compile(re.escape(end) + "$"))


def watch(page: Page) -> list[str]:
    """Collects the errors of a page, and every request to another host, from now on."""
    faults: list[str] = []

    def failed(request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):  # the reader left before the page was complete
            faults.append(f"failed: {request.url}")

    def requested(request: Request) -> None:
        if not request.url.startswith(("file:", "http://127.0.0.1")):
            faults.append(f"left: {request.url}")

    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", failed)
    page.on("request", requested)
    return faults
