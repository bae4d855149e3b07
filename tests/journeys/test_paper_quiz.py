"""A quiz is printed, sat on paper, keyed by two people who differ once; a member sees the pass."""

import io
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.journeys.steps import DESK, PHONE, look, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
QUIZ = "Quét mã QR: tra cứu, thanh toán và an toàn"


def text_of(context: BrowserContext, page: Page, server: str, name: str) -> str:
    """What stands in a PDF that a link of the page leads to."""
    address = page.get_by_role("link", name=name).first.get_attribute("href")
    reader = PdfReader(io.BytesIO(context.request.get(f"{server}{address}").body()))
    return " ".join(" ".join(one.extract_text() for one in reader.pages).split())


def key(page: Page, name: str, answers: list[str]) -> None:
    page.get_by_label("Họ tên, hoặc vài chữ của tên").fill(name)
    boxes = page.locator(".paper-box input")
    boxes.first.focus()
    for number, text in enumerate(answers):
        page.keyboard.type(text)
        if number < len(answers) - 1:
            page.keyboard.press("Enter")  # goes on to the next box


def test_a_quiz_comes_back_from_paper(server: str, browser: Browser) -> None:
    member = new_context(browser, PHONE).new_page()
    sign_in(member, server, "leader")
    member.goto(f"{server}/account")
    name = (member.locator(".masthead__who span").first.text_content() or "").strip()

    officer = new_context(browser, PHONE)
    page = officer.new_page()
    sign_in(page, server, "commune")
    press(page.get_by_role("link", name="Bài kiểm tra"))
    look(page)
    press(page.get_by_role("link", name="In bài kiểm tra"))
    page.get_by_label("Bài kiểm tra").select_option(QUIZ)
    page.get_by_label("In cho dịp nào?").fill("Lớp thôn Nà Pàn")
    page.get_by_label("Bao nhiêu bài?").fill("1")
    look(page)
    press(page.get_by_role("button", name="Tạo bài"))
    look(page)
    paper = text_of(officer, page, server, "Các bài để in")
    right = text_of(officer, page, server, "Đáp án (PDF)")
    code = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", right)[0]
    assert code in paper
    assert "Bảng trả lời" in paper
    answers = re.findall(r" \d+\. (.+?)(?= \d+\. | Đáp án –|$)", right.split(code)[1])
    page.goto(f"{server}/quizzes/papers")
    page.get_by_label("Mã bài").fill(code.lower())
    press(page.get_by_role("button", name="Nhập bài này"))
    look(page)
    key(page, name, answers)
    press(page.get_by_role("button", name="Lưu các câu trả lời này"))
    expect(page.get_by_text("Bạn đã nhập bài này")).to_be_visible()
    look(page)

    second = new_context(browser, DESK).new_page()
    sign_in(second, server, "trainer")
    second.goto(page.url)
    look(second)
    key(second, name, [*answers[:-1], "A" if answers[-1] != "A" else "B"])
    press(second.get_by_role("button", name="Đối chiếu"))
    look(second)
    second.locator("fieldset label").first.click()  # the first person read it rightly
    press(second.get_by_role("button", name="Xác nhận và tính"))
    expect(second.get_by_text(f"{len(answers)}/{len(answers)}")).to_be_visible()
    look(second)

    member.goto(f"{server}/certificates/")
    expect(member.get_by_text(QUIZ)).to_be_visible()
