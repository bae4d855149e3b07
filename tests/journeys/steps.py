"""What every journey does: sign in, press, look."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from lms.demo.accounts import DEMO_ACCOUNTS

PHONE, DESK = {"width": 360, "height": 800}, {"width": 1280, "height": 800}
ACCOUNTS = {account.role: account for account in DEMO_ACCOUNTS}
# Only violations are read, so only of these axe is to write down every element.
TAGS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
SMALLEST_TARGET = 44


def new_context(browser: Browser, size: dict[str, int] = PHONE, **more: object) -> BrowserContext:
    """A phone (or desk) of a person in Việt Nam.

    Without service worker unless asked for: what it fetches no test can hold back.
    """
    more.setdefault("service_workers", "block")
    return browser.new_context(viewport=size, locale="vi-VN", **more)  # type: ignore[arg-type]


def press(target: Locator) -> None:
    """Press what leads to another page, and wait until that page is there.

    A click alone returns while the old page may still be the one that answers.
    """
    with target.page.expect_navigation():
        target.click()


def sign_in(page: Page, server: str, role: str) -> None:
    """Sign in with a demo account, as a newcomer would: by typing it."""
    sign_in_as(page, server, ACCOUNTS[role].username, ACCOUNTS[role].secret)


def sign_in_as(page: Page, server: str, username: str, secret: str) -> None:
    """Sign in with any account."""
    page.goto(f"{server}/sign-in")
    page.get_by_label("Tên đăng nhập hoặc số điện thoại").fill(username)
    page.get_by_label("Mật khẩu hoặc mã PIN").fill(secret)
    press(page.locator("form.card button[type=submit]"))


def look(page: Page) -> None:
    """What no page may have: axe findings, sideways scrolling, small targets, errors."""
    found = Axe().run(page, options=TAGS).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found] == [], page.url
    look_at_layout(page)


def look_both(page: Page) -> None:
    """The page on a phone, and its layout on a desk."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    look(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    look_at_layout(page)


def look_at_layout(page: Page) -> None:
    """Nothing wider than the screen, nothing too small to tap."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{page.url} scrolls sideways"
    small = page.evaluate(
        """least => [...document.querySelectorAll('main button, nav a, main .button, .steps a')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < least)
        .map(e => e.textContent.trim())""",
        SMALLEST_TARGET,
    )
    assert small == [], f"{page.url}: too small to tap: {small}"
