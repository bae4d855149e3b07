"""A member takes a module along, learns it where there is no network, and is certified once."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.steps import look, new_context, press, sign_in
from tests.journeys.test_six_steps import keys_of

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
MODULE, FOLDER = "VNeID và định danh điện tử mức độ 2", "m8"
ON = re.compile("sang bài sau|đến bài kiểm tra|Tôi đã hiểu")


def take_along(page: Page, server: str) -> None:
    """The size is said first; then everything is fetched."""
    page.goto(f"{server}/courses/")
    press(page.locator("main a.card", has_text=MODULE))
    press(page.get_by_role("button", name=re.compile("Bắt đầu học|Học tiếp")))
    press(page.locator(".crumbs a", has_text=MODULE))
    press(page.get_by_role("link", name="Học khi không có mạng"))
    expect(page.get_by_text(re.compile(r"Chữ và ảnh: khoảng \d+ KB"))).to_be_visible()
    page.get_by_role("button", name="Tải về máy này").click()
    expect(page.locator("#keep-state")).to_contain_text("Đã lưu trên máy", timeout=30_000)
    look(page)


def read_everything(page: Page) -> None:
    press(page.locator("[data-lesson]").first)
    while page.get_by_role("button", name=ON).count():
        press(page.get_by_role("button", name=ON))


def sit_the_quiz(page: Page) -> None:
    """Every answer is kept at once; whoever comes back goes on where they were."""
    keys = keys_of(FOLDER)
    for n in range(1, 11):
        shown = page.locator("form[data-place]:visible")
        expect(shown).to_have_attribute("data-place", str(n))
        stem = shown.locator("legend").inner_text().strip()
        exact = re.compile(f"^\\s*{re.escape(keys[stem])}\\s*$")
        shown.locator("label.choice", has_text=exact).click()
        expect(page.locator("#kit-state")).to_contain_text(f"{n} trong 10")
        if n == 4:
            look(page)
            page.reload()
            continue
        shown.get_by_role("button", name="Lưu và đi tiếp").click()
    page.get_by_role("button", name="Nộp bài").click()
    expect(page.locator("#kit-state")).to_contain_text("chưa gửi")


def certificates(phone: BrowserContext, server: str) -> int:
    page = phone.new_page()
    page.goto(f"{server}/certificates/")
    return page.locator("main a.card", has_text=MODULE).count()


def test_a_module_without_network(server: str, browser: Browser) -> None:
    phone = new_context(browser, service_workers="allow")
    page = phone.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, server, "leader")
    take_along(page, server)

    phone.set_offline(True)
    read_everything(page)
    expect(page.locator(".phone-state")).to_contain_text("chưa gửi: 6 việc")
    expect(page.get_by_text("đã hiểu, chưa gửi")).to_have_count(6)
    press(page.get_by_role("link", name="Làm bài kiểm tra"))
    assert "Đáp án" not in page.content()
    sit_the_quiz(page)
    page.goto(f"{server}/certificates/")  # not taken along
    expect(page.get_by_role("heading", name="Lúc này không có mạng")).to_be_visible()
    look(page)
    press(page.get_by_role("link", name="Xem phần đã lưu trên máy"))
    expect(page.locator("#kept-waits li")).to_have_count(7)
    look(page)

    # Another person wants this phone: the first one is asked, then nothing of theirs is to be seen.
    page.get_by_role("button", name="Đổi người học").click()
    expect(page.get_by_role("dialog")).to_contain_text("còn 7 việc chưa gửi")
    look(page)
    press(page.get_by_role("button", name="Vẫn thoát"))
    expect(page.get_by_role("heading", name="Lúc này không có mạng")).to_be_visible()
    page.goto(f"{server}/")
    expect(page.get_by_role("heading", name="Lúc này không có mạng")).to_be_visible()
    page.close()  # the app is closed
    phone.set_offline(False)
    other = phone.new_page()
    other.goto(f"{server}/certificates/")
    expect(other.locator("#name")).to_be_visible()  # signed out on the server too
    sign_in(other, server, "member")
    other.goto(f"{server}/courses/phone")
    expect(other.locator("#kept-none")).to_be_visible()
    expect(other.locator("#kept-waits li")).to_have_count(0)
    press(other.get_by_role("button", name="Đổi người học"))

    # The first one is back: everything goes out by itself, once.
    sign_in(other, server, "leader")
    expect(other.locator(".phone-state")).to_contain_text("đạt 10 trên 10", timeout=30_000)
    other.goto(f"{server}/courses/phone")
    expect(other.locator("#kept-waits li")).to_have_count(0)
    look(other)
    assert certificates(phone, server) == 1
    assert problems == []
