"""Three packages of other tools: sent, put into a draft, published, played, gone on with, done."""

import re
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.journeys.steps import DESK, look, new_context, press, sign_in
from tests.ready_made import ROOT

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
PACKAGES = sorted((ROOT / "tests" / "courses" / "scorm" / "packages").glob("*.zip"))
MODULE = "M5"  # a draft of the demo that no other journey uses
INTRODUCTION = "Bà con xem bài dưới đây rồi làm theo từng bước, sai thì làm lại. " * 6


def send_and_attach(page: Page, server: str, package: Path) -> None:
    page.goto(f"{server}/courses/packages/")
    page.set_input_files("input[type=file]", package)
    press(page.get_by_role("button", name="Gửi gói bài học"))
    draft = page.locator("#version option", has_text=f"{MODULE}.").get_attribute("value")
    page.locator("#version").select_option(draft)
    page.locator("#body").fill(INTRODUCTION)
    press(page.get_by_role("button", name="Thêm bài"))


def begin(page: Page, server: str) -> dict[str, str]:
    """The addresses of the lessons done in packages, by their titles."""
    page.goto(f"{server}/courses/")
    press(page.get_by_role("link", name="Phản ánh hiện trường"))
    module = page.url
    press(page.get_by_role("button", name="Bắt đầu học"))
    page.goto(module)
    links = page.locator("main a[href*='/lessons/']").all()[-3:]
    return {link.inner_text(): server + str(link.get_attribute("href")) for link in links}


def activity(page: Page) -> FrameLocator:
    return page.frame_locator("#package").frame_locator("#activity")


def open_lesson(page: Page, lessons: dict[str, str], words: str) -> FrameLocator:
    page.goto(next(address for title, address in lessons.items() if words in title))
    return activity(page)


def is_done(page: Page, score: int) -> None:
    expect(page.locator("#package-result")).to_contain_text("Đã làm xong")
    expect(page.locator("#package-result")).to_contain_text(f"Điểm: {score} trên 100")
    expect(page.locator("#saved")).to_contain_text("Đã gửi")
    expect(page.locator("#opens-when-done")).to_be_visible()


def report(page: Page, words: str) -> AbstractContextManager[object]:
    """Wait until the server has a report that says this."""
    return page.expect_response(
        lambda reply: (
            reply.url.endswith("/runtime") and words in unquote_plus(reply.request.post_data or "")
        )
    )


@pytest.fixture
def published(server: str, served: dict[str, str], browser: Browser) -> None:
    """The three packages in the draft of a module, and that published."""
    page = new_context(browser, DESK).new_page()
    sign_in(page, server, "trainer")
    for package in PACKAGES:
        send_and_attach(page, server, package)
    look(page)
    press(page.get_by_role("link", name="Xem thử như người học"))
    expect(activity(page).get_by_text("Trang 1 / 3")).to_be_visible()
    look(page)
    command = [sys.executable, "-m", "tests.journeys.published_draft", MODULE]
    subprocess.run(command, env=served, cwd=ROOT, check=True, capture_output=True)


def test_packages_of_other_tools_play_and_report(
    published: None, server: str, browser: Browser
) -> None:
    phone = new_context(browser)
    page = phone.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, server, "leader")
    lessons = begin(page, server)

    # SCORM 1.2: goes on at the page where it stopped; below its mastery score it is not done.
    pages = open_lesson(page, lessons, "Tin nhắn lạ")
    pages.get_by_role("button", name="Trang sau").click()
    expect(page.locator("#opens-when-done")).to_be_hidden()
    with report(page, '"lesson_location":"2"'):
        pages.get_by_role("button", name="Trang sau").click()
    page.reload()
    with report(page, '"raw":"0"'):
        pages.get_by_role("button", name="Bấm vào xem").click()
    expect(page.locator("#package-result")).to_contain_text("Chưa làm xong")
    page.reload()
    delete = pages.get_by_role("button", name="Xóa và báo")
    expect(delete).to_be_visible()  # the frame in the frame is there before the network goes
    phone.set_offline(True)  # kept on the phone, sent when the network is back
    delete.click()
    expect(page.locator("#saved")).to_contain_text("Chưa gửi")
    phone.set_offline(False)
    is_done(page, 100)
    look(page)

    # SCORM 2004: goes on with its suspend data.
    cards = open_lesson(page, lessons, "Quét mã QR")
    cards.get_by_role("button").nth(0).click()
    with report(page, '"suspend_data":"[0,1]"'):
        cards.get_by_role("button").nth(1).click()
    page.reload()
    expect(cards.locator("#seen")).to_have_text("2")
    cards.get_by_role("button").nth(2).click()
    is_done(page, 90)

    # One that saves only while it is being closed: our own links wait for its last words.
    papers = open_lesson(page, lessons, "Nộp hồ sơ")
    papers.locator("input").nth(0).check()
    press(page.get_by_role("link", name="Lùi"))
    papers = open_lesson(page, lessons, "Nộp hồ sơ")
    expect(papers.locator("#count")).to_have_text("1")
    papers.locator("input").nth(1).check()
    papers.locator("input").nth(2).check()
    papers.locator("#done").click()
    is_done(page, 75)
    press(page.get_by_role("button", name=re.compile("Tôi đã hiểu")))
    assert "/courses/lessons/" in page.url
    assert problems == []

    desk = new_context(browser, DESK).new_page()
    sign_in(desk, server, "trainer")
    desk.goto(f"{server}/courses/packages/")
    press(desk.get_by_role("link", name="Tin nhắn lạ"))
    row = desk.locator("#uses tbody tr")
    assert [cell.inner_text() for cell in row.locator("td").all()] == ["1", "1", "100"]
