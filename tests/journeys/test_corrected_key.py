"""A wrong key in a browser: somebody fails by it, it is corrected, and they have passed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.manuscript import CATALOGUE, read_items
from quizzes.wording import Wording
from tests.journeys.steps import DESK, look, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
FOLDER, RIGHT_ONES = "m9", 6  # one less than a pass


def read_everything(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).first.click()
    press(page.get_by_role("button", name=re.compile("Bắt đầu học|Học tiếp")).first)
    while page.get_by_role("button", name="sang bài sau").count():
        press(page.get_by_role("button", name="sang bài sau"))
    press(page.get_by_role("button", name="đến bài kiểm tra"))


def answer(page: Page, items: dict[str, Wording]) -> tuple[str, str]:
    """Answer six rightly, the others with the option after; the first of those and its answer."""
    doubtful = ("", "")
    for number in range(1, 11):
        stem = page.locator("fieldset legend").inner_text().strip()
        item = items[stem]
        place = item.key["option"] + (number > RIGHT_ONES)
        words = item.options[place % len(item.options)]
        if number == RIGHT_ONES + 1:
            doubtful = (stem, words)
        page.locator("label.choice", has_text=re.compile(f"^\\s*{re.escape(words)}\\s*$")).click()
        press(page.get_by_role("button", name="Lưu và đi tiếp"))
    press(page.get_by_role("button", name="Nộp bài"))
    return doubtful


def test_who_failed_by_a_wrong_key_passes(server: str, browser: Browser) -> None:
    items = {item.stem: item for item in read_items(CATALOGUE / FOLDER / "quiz.md")}
    learner = new_context(browser).new_page()
    sign_in(learner, server, "leader")
    learner.goto(f"{server}/courses/")
    title = "Quét mã QR"
    read_everything(learner, title)
    press(learner.get_by_role("button", name="Làm bài kiểm tra"))
    stem, right = answer(learner, items)
    expect(learner.get_by_text(f"{RIGHT_ONES}/10").first).to_be_visible()

    # The trainer finds the question, chooses the right key, and sees whom that changes.
    trainer = new_context(browser).new_page()
    sign_in(trainer, server, "trainer")
    trainer.goto(f"{server}/quizzes/statistics/")
    press(trainer.get_by_role("link", name=title).first)
    look(trainer)
    press(trainer.locator("tbody").get_by_role("link", name=stem[:60]))
    look(trainer)
    press(trainer.get_by_role("link", name="Đáp án sai"))
    look(trainer)
    trainer.get_by_role("radio", name=right, exact=True).check()
    trainer.get_by_label("Vì sao đáp án sai?").fill("Quy định đã thay đổi")
    press(trainer.get_by_role("button", name="Đề nghị"))
    expect(trainer.get_by_text("6/10 → 7/10").first).to_be_visible()
    look(trainer)
    assert not trainer.get_by_role("button", name="Duyệt đáp án").count()

    # The department decides, without JavaScript.
    officer = new_context(browser, DESK, java_script_enabled=False).new_page()
    sign_in(officer, server, "department")
    officer.goto(f"{server}/quizzes/corrections/")
    press(officer.get_by_role("link", name=stem[:60]))
    press(officer.get_by_role("button", name="Duyệt đáp án"))
    done = officer.get_by_text("Có giấy chứng nhận").first
    for _ in range(20):  # marked beside the requests
        if done.count():
            break
        officer.wait_for_timeout(250)
        officer.reload()
    expect(done).to_be_visible()
    trainer.goto(officer.url)
    look(trainer)

    # Nobody did anything on the learner's phone: the certificate is there.
    learner.goto(f"{server}/certificates/")
    expect(learner.get_by_text(title).first).to_be_visible()
