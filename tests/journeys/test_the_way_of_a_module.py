"""A module from its first word to learners, changed, and taken to another installation."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.manuscript import CATALOGUE
from tests.journeys.steps import DESK, look, new_context, press, sign_in
from tests.journeys.test_authoring import open_form
from tests.journeys.test_writing_a_module import (
    begin_a_lesson,
    begin_a_module,
    put_in_a_picture_and_a_recording,
)
from tests.ready_made import ROOT, environment

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
TITLE, CODE = "Nghe điện thoại lạ", "NGHE-DT"
LESSON = sorted((CATALOGUE / "m7" / "lessons").glob("*.md"))[0]
CARD = "# Khi có cuộc gọi lạ\n\n1. Nghe hết câu.\n2. Không đọc mã.\n3. Tắt máy.\n\n- Gọi 113."


def write_it(page: Page, server: str, tmp_path: Path) -> str:
    """Two lessons, one with picture and recording; what it is about; two questions and a quiz."""
    draft = begin_a_module(page, server, CODE, TITLE)
    text = LESSON.read_text(encoding="utf-8").partition("\n")[2].strip()
    for title in ("Kẻ gian nói gì", "Việc cần làm"):
        begin_a_lesson(page, draft, title)
        page.get_by_label("Nội dung bài").fill(text)
        press(page.get_by_role("button", name="Lưu bài"))
    put_in_a_picture_and_a_recording(page, tmp_path)
    press(page.get_by_role("button", name="Lưu bài"))
    page.goto(draft)
    page.get_by_label("Thành viên học được gì").fill("Bà con biết nghe điện thoại lạ an toàn.")
    page.get_by_label("Học xong thành viên làm được gì").fill("Biết tắt máy đúng lúc.")
    page.get_by_label("Thẻ bỏ túi").fill(CARD)
    press(page.get_by_role("button", name="Lưu thông tin"))
    expect(page.get_by_role("alert")).to_contain_text("Đã lưu")
    press(page.get_by_role("link", name="Kho câu hỏi").last)
    bank = page.url
    for stem in ("Ai được xem mã OTP?", "Ai được giữ mã PIN?"):
        open_form(page, bank, "Chọn một đáp án")
        page.get_by_label("Câu hỏi", exact=True).fill(stem)
        page.get_by_label("Lựa chọn 1", exact=True).fill("Chỉ mình tôi")
        page.get_by_label("Lựa chọn 2", exact=True).fill("Người lạ gọi đến")
        page.locator("#right-row-0").check()
        press(page.get_by_role("button", name="Lưu câu hỏi"))
    page.goto(draft)
    press(page.get_by_role("link", name="Các bản bài kiểm tra"))
    press(page.get_by_role("link", name="Lập bản mới"))
    page.get_by_label(TITLE).select_option("all")
    page.get_by_label("Bài hỏi mấy câu?").fill("2")
    page.get_by_label("Phải đúng mấy câu thì đạt?").fill("1")
    press(page.get_by_role("button", name="Xem các câu hỏi"))
    press(page.get_by_role("button", name="Kiểm tra và rút thử"))
    press(page.get_by_role("button", name="Lập bản này"))
    page.goto(draft)
    press(page.get_by_role("button", name=re.compile("Dùng bản")))
    return draft


def have_it_published(page: Page, other: Page, note: str, renewal: str) -> None:
    """Sent, approved by somebody else, published with what changed."""
    press(page.get_by_role("link", name="Duyệt và phát hành"))
    press(page.get_by_role("button", name="Gửi duyệt"))
    look(page)
    other.goto(page.url)
    look(other)
    press(other.get_by_role("button", name="Duyệt bản này"))
    page.reload()
    page.get_by_label("Điều gì thay đổi").fill(note)
    page.get_by_label(re.compile(renewal)).check()
    press(page.get_by_role("button", name="Phát hành cho học viên"))
    expect(page.get_by_text(note, exact=True).first).to_be_visible()


def learnt(browser: Browser, server: str) -> None:
    """A learner finds it by its words and reads it with its picture."""
    page = new_context(browser).new_page()
    sign_in(page, server, "leader")
    page.goto(f"{server}/courses/?q=nghe+dien+thoai+la")
    press(page.locator("main a.card", has_text=TITLE))
    press(page.get_by_role("button", name="Bắt đầu học"))
    press(page.get_by_role("button", name="sang bài sau"))
    expect(page.get_by_alt_text("Máy hiện số lạ")).to_be_visible()
    expect(page.get_by_text("Nghe bằng tiếng Tày")).to_be_visible()
    look(page)


def elsewhere(folder: Path, package: Path) -> str:
    """What another installation says of the package."""
    said = ""
    for words in (["db", "upgrade"], ["modules", "load", str(package)]):
        command = [sys.executable, "-m", "flask", *words]
        said = subprocess.run(
            command, env=environment(folder), cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    return said


def test_the_way_of_a_module(server: str, browser: Browser, tmp_path: Path) -> None:
    page = new_context(browser, DESK).new_page()
    sign_in(page, server, "trainer")
    officer = new_context(browser, DESK).new_page()
    sign_in(officer, server, "department")
    draft = write_it(page, server, tmp_path)
    page.goto(draft)
    have_it_published(page, officer, "Bản đầu", "^Không")
    learnt(browser, server)

    # Changed: learners under way keep theirs, the change is told in words.
    press(page.get_by_role("button", name="Soạn bản mới"))
    press(page.get_by_role("link", name="1. Kẻ gian nói gì"))
    page.get_by_label("Tên bài", exact=True).fill("Kẻ gian hay nói gì")
    press(page.get_by_role("button", name="Lưu bài"))
    page.goto(page.url)
    press(page.locator(".crumbs a").last)
    have_it_published(page, officer, "Tên bài rõ hơn", "^Có")

    # Exported, and taken over by another installation.
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về thành gói").click()
    package = tmp_path / download.value.suggested_filename
    download.value.save_as(package)
    assert CODE in elsewhere(tmp_path / "elsewhere", package)
