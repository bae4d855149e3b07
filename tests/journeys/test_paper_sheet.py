"""A sheet is printed, signed on paper, photographed, keyed by numbers, confirmed by another."""

import struct
import zlib

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import DESK, PHONE, look, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def a_photograph() -> dict[str, object]:
    """A grey picture of the shape of a page."""

    def part(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    head = part(b"IHDR", struct.pack(">IIBBBBB", 210, 297, 8, 0, 0, 0, 0))
    lines = part(b"IDAT", zlib.compress((b"\x00" + b"\xc8" * 210) * 297))
    picture = b"\x89PNG\r\n\x1a\n" + head + lines + part(b"IEND", b"")
    return {"name": "IMG_0001.png", "mimeType": "image/png", "buffer": picture}


def plan(page: Page, server: str) -> None:
    page.goto(f"{server}/training/classes/form")
    page.get_by_label("Tên lớp").fill("Lớp ký trên giấy")
    page.get_by_label("Địa điểm").fill("Nhà văn hóa thôn")
    press(page.get_by_role("button", name="Lưu"))


def test_a_register_comes_from_paper(server: str, browser: Browser) -> None:
    officer = new_context(browser, PHONE)
    page = officer.new_page()
    sign_in(page, server, "commune")
    plan(page, server)
    press(page.get_by_role("link", name="Phiếu giấy"))
    look(page)
    press(page.get_by_role("button", name="Lập phiếu"))
    expect(page.get_by_text("trang để in")).to_be_visible()
    look(page)
    address = page.get_by_role("link", name="Phiếu để in").get_attribute("href")
    assert officer.request.get(f"{server}{address}").body().startswith(b"%PDF-")
    press(page.locator("main a.steps__row").first)
    sheet = page.url
    look(page)
    page.get_by_label("Ảnh chụp cả trang").set_input_files([a_photograph()])  # type: ignore[list-item]
    press(page.get_by_role("button", name="Lưu ảnh này"))
    page.get_by_label("Các số có chữ ký").fill("1-3")
    page.locator("#row-5").press("Space")
    page.get_by_label("Đếm được bao nhiêu chữ ký").fill("4")
    press(page.get_by_role("button", name="Lưu các chữ ký này"))
    expect(page.get_by_text("đã nhập 4 chữ ký")).to_be_visible()
    look(page)

    second = new_context(browser, DESK).new_page()
    sign_in(second, server, "trainer")
    second.goto(sheet)
    look(second)
    press(second.get_by_role("link", name="So với ảnh chụp"))
    look(second)
    press(second.get_by_role("button", name="Đúng, ghi những người này"))
    expect(second.get_by_text("4 chữ ký; ghi mới 4 người")).to_be_visible()
    look(second)

    page.goto(f"{server}/training/sums?by=month")
    look(page)
