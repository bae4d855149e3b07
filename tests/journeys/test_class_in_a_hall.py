"""A commune plans a class, ticks who came while the network is down, shows the code, signs."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import PHONE, look, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def plan(page: Page, server: str) -> None:
    page.goto(f"{server}/training/classes")
    press(page.get_by_role("link", name="Lập lớp"))
    look(page)
    page.get_by_label("Tên lớp").fill("An toàn trên mạng, buổi tối")
    page.get_by_label("Địa điểm").fill("Hội trường UBND")
    page.get_by_label("Chương trình").fill("90 M7 An toàn trên mạng")
    press(page.get_by_role("button", name="Lưu"))
    look(page)


def tick(page: Page, *places: int) -> None:
    for place in places:
        page.locator("input[name=person]").nth(place).check()
    page.get_by_role("button", name="Ghi người được chọn").click()


def write_down_a_walk_in(page: Page) -> None:
    press(page.get_by_role("link", name="Người chưa có trong danh sách"))
    look(page)
    page.get_by_label("Họ và tên, ghi như họ nói").fill("Ông Páo")
    press(page.get_by_role("button", name="Ghi lại"))
    press(page.get_by_role("link", name="Ông Páo"))
    look(page)


def test_a_member_keeps_a_seat_and_the_leader_for_the_team(server: str, browser: Browser) -> None:
    page = new_context(browser, PHONE).new_page()
    sign_in(page, server, "member")
    press(page.get_by_role("link", name="Lớp học"))
    look(page)
    press(page.get_by_role("button", name="Giữ chỗ cho tôi").first)
    expect(page.get_by_text("Đã giữ chỗ cho bạn").first).to_be_visible()
    look(page)
    page = new_context(browser, PHONE).new_page()
    sign_in(page, server, "leader")
    press(page.get_by_role("link", name="Lớp học"))
    press(page.get_by_role("link", name="Giữ chỗ cho tổ của tôi").last)
    page.locator("input[name=person]").first.check()
    press(page.get_by_role("button", name="Giữ chỗ cho người được chọn"))
    expect(page.get_by_text("Đã giữ chỗ cho 1 người")).to_be_visible()
    look(page)


def test_a_register_is_kept_with_the_network_down(server: str, browser: Browser) -> None:
    context = new_context(browser, PHONE)
    page = context.new_page()
    sign_in(page, server, "commune")
    plan(page, server)
    press(page.locator("main a.steps__row"))
    hall = page.url
    look(page)
    with page.expect_navigation():
        tick(page, 0)
    expect(page.get_by_text("Đã ghi thêm 1 người")).to_be_visible()
    context.set_offline(True)
    tick(page, 1, 2)
    unsent = page.locator("#unsent strong")
    expect(unsent).to_have_text("Chưa gửi: 2 người")
    tick(page, 3)  # the same and one more
    expect(unsent).to_have_text("Chưa gửi: 3 người")
    look(page)
    context.set_offline(False)
    expect(page.get_by_text(re.compile(r"^4 trong \d+ người"))).to_be_visible()
    expect(page.locator("#unsent")).to_be_hidden()
    page.goto(hall)
    press(page.get_by_role("link", name="Hiện mã tự điểm danh"))
    look(page)
    page.goto(hall)
    write_down_a_walk_in(page)
    page.goto(hall)
    press(page.locator("nav.crumbs a"))
    press(page.get_by_role("button", name="Khóa danh sách 4 người"))
    expect(page.get_by_text("Đã khóa")).to_be_visible()
    look(page)


def test_the_duties_of_a_year_are_readable_on_a_phone(server: str, browser: Browser) -> None:
    page = new_context(browser, PHONE).new_page()
    sign_in(page, server, "department")
    for path in ("years", "years/form", "2026", "2026/cases", "2026/duties/form"):
        page.goto(f"{server}/requirements/{path}")
        look(page)
