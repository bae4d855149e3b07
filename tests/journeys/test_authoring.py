"""A trainer writes items by keyboard with the preview beside, makes a quiz of them, releases it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.steps import DESK, PHONE, look_both, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def open_form(page: Page, bank: str, kind: str) -> None:
    page.goto(bank)
    written = page.locator("details", has_text="Viết câu hỏi")
    if not written.evaluate("details => details.open"):
        written.locator("summary").click()
    press(written.get_by_role("link", name=kind))
    page.get_by_label("Câu hỏi", exact=True).focus()


def save(page: Page, number: int) -> None:
    press(page.get_by_role("button", name="Lưu câu hỏi"))
    expect(page.get_by_role("alert")).to_have_text(re.compile("Đã lưu câu hỏi, bản 1"))
    expect(page.locator("h1")).to_have_text(re.compile(f"^Câu hỏi {number},"))


def write_a_choice(page: Page, bank: str) -> None:
    """Enter goes from row to row and makes new ones; the preview and its warnings follow."""
    open_form(page, bank, "Chọn một đáp án")
    page.keyboard.type("Ai không nên xem mã OTP?")
    page.get_by_label("Lựa chọn 1", exact=True).focus()
    for option in ("Người lạ gọi điện thoại tự xưng là cán bộ", "Tôi", "Chồng", "Con", "Cả A và B"):
        page.keyboard.type(option)
        page.keyboard.press("Enter")
    expect(page.get_by_label("Lựa chọn 6", exact=True)).to_be_focused()
    page.locator("#right-row-0").focus()
    page.keyboard.press("Space")
    beside = page.locator("#preview")
    for words in ("Người lạ gọi", "Cả A và B", "dài hơn hẳn", "KHÔNG", "các đáp án trên"):
        expect(beside).to_contain_text(words)
    look_both(page)
    page.get_by_label("Nhãn (có thể để trống)").fill("otp")
    save(page, 1)
    look_both(page)


def write_steps(page: Page, bank: str) -> None:
    open_form(page, bank, "Sắp xếp")
    page.keyboard.type("Mất thẻ ngân hàng thì làm gì trước?")
    page.get_by_label("Bước 1", exact=True).focus()
    for step in ("Gọi tổng đài", "Khóa thẻ", "Làm thẻ mới"):
        page.keyboard.type(step)
        page.keyboard.press("Enter")
    expect(page.locator("#preview")).to_contain_text("Làm thẻ mới")
    save(page, 2)


def write_a_number(page: Page, bank: str) -> None:
    """What is missing is said at its place, and what was typed is still there."""
    open_form(page, bank, "Điền số")
    page.keyboard.type("Gọi số nào để báo công an?")
    press(page.get_by_role("button", name="Lưu câu hỏi"))
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Câu hỏi", exact=True)).to_have_value("Gọi số nào để báo công an?")
    page.get_by_label("Số đúng").fill("113")
    save(page, 3)


def make_a_quiz(page: Page, server: str) -> None:
    page.goto(f"{server}/quizzes/form")
    look_both(page)
    page.get_by_label("Tên bài kiểm tra").fill("Ôn tập nhanh")
    page.get_by_label("Mã ngắn").fill("ON-NHANH")
    press(page.get_by_role("button", name="Chọn câu hỏi cho bài"))
    page.get_by_label("Kho thử").select_option("all")
    page.get_by_label("Bài hỏi mấy câu?").fill("2")
    page.get_by_label("Phải đúng mấy câu thì đạt?").fill("1")
    press(page.get_by_role("button", name="Xem các câu hỏi"))
    page.get_by_label("Dòng 1: số câu").fill("2")
    page.get_by_label("Dòng 1: nhãn").select_option("otp")
    press(page.get_by_role("button", name="Kiểm tra và rút thử"))
    expect(page.locator("#missing")).to_contain_text("Thiếu 1 câu: nhãn “otp”")
    look_both(page)
    page.get_by_label("Dòng 1: số câu").fill("1")
    press(page.get_by_role("button", name="Kiểm tra và rút thử"))
    expect(page.locator("#trial li")).to_have_count(2)
    expect(page.locator("#trial")).to_contain_text("mã OTP")
    press(page.get_by_role("button", name="Lập bản này"))
    look_both(page)
    page.get_by_label("Bản này có gì mới?").fill("Bản đầu")
    press(page.get_by_role("button", name="Phát hành"))
    expect(page.get_by_text("Học viên đang làm bản 1: 2 câu")).to_be_visible()
    look_both(page)


def test_a_trainer_writes_and_releases(server: str, browser: Browser) -> None:
    page = new_context(browser, DESK).new_page()
    sign_in(page, server, "trainer")
    press(page.get_by_role("link", name="Nội dung", exact=True))
    press(page.get_by_role("link", name="Kho câu hỏi"))
    press(page.get_by_role("link", name="Mở kho mới"))
    look_both(page)
    page.get_by_label("Tên kho câu hỏi").fill("Kho thử")
    page.get_by_label("Mã ngắn").fill("thu")
    press(page.get_by_role("button", name="Mở kho"))
    look_both(page)
    bank = page.url
    write_a_choice(page, bank)
    write_steps(page, bank)
    write_a_number(page, bank)
    page.goto(bank)
    look_both(page)
    page.goto(f"{server}/quizzes/banks/")
    look_both(page)
    make_a_quiz(page, server)
    page.goto(f"{server}/quizzes/")
    look_both(page)


def test_an_item_is_written_without_scripts(server: str, browser: Browser) -> None:
    page = new_context(browser, PHONE, java_script_enabled=False).new_page()
    sign_in(page, server, "trainer")
    page.goto(f"{server}/quizzes/banks/")
    press(page.locator("main a.steps__row").first)
    page.locator("summary", has_text="Viết câu hỏi").click()
    press(page.get_by_role("link", name="Chọn một đáp án", exact=True))
    page.get_by_label("Câu hỏi", exact=True).fill("Ai được xem mã OTP?")
    page.get_by_label("Lựa chọn 1", exact=True).fill("Chỉ mình tôi")
    page.get_by_label("Lựa chọn 2", exact=True).fill("Người nhà")
    press(page.get_by_role("button", name="Thêm dòng"))
    expect(page.get_by_label("Lựa chọn 7", exact=True)).to_be_visible()
    expect(page.get_by_label("Lựa chọn 2", exact=True)).to_have_value("Người nhà")
    page.locator("#right-row-0").check()
    press(page.get_by_role("button", name="Xem thử"))
    expect(page.locator("#preview")).to_contain_text("Đáp án đúng: Chỉ mình tôi")
    press(page.get_by_role("button", name="Lưu câu hỏi"))
    expect(page.get_by_role("alert")).to_have_text(re.compile("Đã lưu câu hỏi"))
