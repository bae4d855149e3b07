"""A trainer writes a module with pictures and a recording; a second one is warned in time."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.core.test_small_pictures import photograph
from tests.journeys.steps import (
    DESK,
    PHONE,
    look,
    look_both,
    new_context,
    press,
    sign_in,
    sign_in_as,
)
from tests.ready_made import ROOT

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
SECOND, SECRET = "giangvien2", "day-hoc-2027"
PASTE = """body => {
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(%s)], "Cuộc gọi lạ.jpg", { type: "image/jpeg" }));
  body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: files, cancelable: true }));
}"""


def a_second_trainer(environment: Mapping[str, str]) -> None:
    words = [
        "account",
        "open",
        SECOND,
        "--name",
        "Chu Thị Lan",
        "--role",
        "trainer",
        "--unit",
        "20",
    ]
    subprocess.run(
        [sys.executable, "-m", "flask", *words, "--password", SECRET],
        env=dict(environment), cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip


def begin_a_module(page: Page, server: str, code: str, title: str) -> str:
    """The address of the draft."""
    page.goto(f"{server}/courses/manuscripts")
    press(page.get_by_role("link", name="Soạn học phần mới"))
    page.get_by_label("Tên học phần").fill(title)
    page.get_by_label("Mã ngắn").fill(code)
    press(page.get_by_role("button", name="Bắt đầu viết"))
    return page.url


def begin_a_lesson(page: Page, draft: str, title: str) -> str:
    """The address of its editor."""
    page.goto(draft)
    page.get_by_label("Tên bài mới").fill(title)
    press(page.get_by_role("button", name="Thêm bài"))
    return page.url


def expect_saved(page: Page) -> None:
    expect(page.locator("#saving")).to_have_text(re.compile(r"Đã lưu \d\d:\d\d"), timeout=15_000)


def write_with_the_toolbar(page: Page) -> None:
    """Bold by key, steps by button, undone by the browser itself; the preview follows."""
    body = page.get_by_label("Nội dung bài")
    body.press_sequentially("Nghe xong thì ")
    page.keyboard.press("Control+b")
    page.keyboard.type("tắt máy")
    page.keyboard.press("End")
    page.keyboard.type(".")
    page.get_by_role("button", name="Các bước", exact=True).click()
    page.keyboard.type("Tắt máy.")
    expect(body).to_have_value("Nghe xong thì **tắt máy**.\n\n::: steps\n1. Tắt máy.\n:::\n")
    page.get_by_role("button", name="Mẹo nhỏ", exact=True).click()
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Nghe xong thì **tắt máy**.\n\n::: steps\n1. Tắt máy.\n:::\n")
    expect(page.locator("#preview strong")).to_have_text("tắt máy")
    expect(page.locator("#preview .block--steps li")).to_have_text("Tắt máy.")
    expect_saved(page)
    page.context.set_offline(True)
    body.press("Control+End")
    page.keyboard.type("Rồi gọi con cháu.")
    expect(page.locator("#saving")).to_contain_text("Chưa lưu, sẽ thử lại")
    page.context.set_offline(False)
    expect_saved(page)


def put_in_a_picture_and_a_recording(page: Page, tmp_path: Path) -> None:
    body = page.get_by_label("Nội dung bài")
    body.press("Control+End")
    body.evaluate(PASTE % list(photograph(400, 300)))
    expect(page.get_by_label("Trong hình có gì, cho người không nhìn thấy")).to_be_focused()
    put = page.get_by_role("button", name="Thêm hình")
    put.click()
    expect(page.locator("#saving")).to_contain_text("Hãy ghi trong hình có gì")
    page.get_by_label("Trong hình có gì, cho người không nhìn thấy").fill("Máy hiện số lạ")
    put.click()
    expect(body).to_have_value(re.compile(r"!\[Máy hiện số lạ\]\(media/cuoc-goi-la-\w{8}\.webp\)"))
    sound = tmp_path / "loi-doc.mp3"
    sound.write_bytes(b"ID3" + bytes(2_000))
    page.get_by_role("button", name="Ghi âm", exact=True).click()
    page.get_by_label("Ghi âm", exact=True).set_input_files(sound)
    page.get_by_label("Ghi âm bằng tiếng").select_option("tyz")
    page.get_by_label("Lời nói trong bản ghi âm").fill("Mì hăn cần lạ pjá.")
    page.get_by_role("button", name="Thêm ghi âm").click()
    expect(page.locator("#preview img")).to_have_attribute("alt", "Máy hiện số lạ")
    expect(page.locator("#preview .block--audio")).to_contain_text("tiếng Tày")
    expect_saved(page)


def a_second_one_overwrites_nothing(page: Page, other: Page, editor: str) -> None:
    other.goto(editor)
    expect(other.locator("#presence")).to_contain_text("Nguyễn Quang Minh đang sửa bài này")
    other.get_by_label("Tên bài", exact=True).fill("Việc cần làm trước tiên")
    expect_saved(other)
    page.get_by_label("Tên bài", exact=True).fill("Việc cần làm ngay")
    expect(page.locator("#contested")).to_contain_text("Chu Thị Lan đã lưu một bản khác")
    press(page.get_by_role("button", name="So hai bản và chọn"))
    expect(page.locator("ins").first).to_contain_text("ngay")
    look_both(page)
    press(page.get_by_role("link", name="Lấy bản của họ"))
    expect(page.get_by_label("Tên bài", exact=True)).to_have_value("Việc cần làm trước tiên")
    page.get_by_role("button", name="Bỏ đi").click()


def test_a_trainer_writes_a_module(
    server: str, served: Mapping[str, str], browser: Browser, tmp_path: Path
) -> None:
    page = new_context(browser, DESK).new_page()
    sign_in(page, server, "trainer")
    draft = begin_a_module(page, server, "CUOC-GOI", "Cuộc gọi lạ")
    begin_a_lesson(page, draft, "Kẻ gian nói gì")
    page.get_by_label("Nội dung bài").fill("Kẻ gian hay xưng là công an.")
    press(page.get_by_role("button", name="Lưu bài"))
    editor = begin_a_lesson(page, draft, "Việc cần làm")
    write_with_the_toolbar(page)
    put_in_a_picture_and_a_recording(page, tmp_path)
    look_both(page)
    a_second_trainer(served)
    other = new_context(browser, PHONE).new_page()
    sign_in_as(other, server, SECOND, SECRET)
    press(other.get_by_role("button", name="Tôi đã đọc, đi tiếp"))
    a_second_one_overwrites_nothing(page, other, editor)
    press(page.get_by_role("link", name="Các lần lưu"))
    look(page)
    press(page.locator("ol.steps a").last)
    look(page)
    page.goto(draft)
    expect(page.locator(".outline li")).to_have_count(2)
    look_both(page)
    press(page.get_by_role("link", name="Xem như thành viên"))
    expect(page.locator(".block--audio")).to_contain_text("tiếng Tày")
    look(page)


def test_a_lesson_is_written_without_scripts(server: str, browser: Browser, tmp_path: Path) -> None:
    page = new_context(browser, PHONE, java_script_enabled=False).new_page()
    sign_in(page, server, "trainer")
    draft = begin_a_module(page, server, "KHONG-LENH", "Viết trên máy cũ")
    begin_a_lesson(page, draft, "Bài một")
    page.get_by_label("Nội dung bài").fill("Bà con **đọc** kỹ.")
    picture = tmp_path / "hinh.jpg"
    picture.write_bytes(photograph(300, 200))
    page.locator("#insert-picture summary").click()
    page.get_by_label("Tệp hình").set_input_files(picture)
    page.get_by_label("Trong hình có gì, cho người không nhìn thấy").fill("Tờ hướng dẫn")
    press(page.get_by_role("button", name="Thêm hình"))
    expect(page.locator("#preview img")).to_have_attribute("alt", "Tờ hướng dẫn")
    press(page.get_by_role("button", name="Lưu bài"))
    expect(page.get_by_role("alert")).to_contain_text("Đã lưu bài")
    expect(page.locator("#preview strong")).to_have_text("đọc")
