"""Certificates by a decision: the office issues, a leader keeps his, a stranger checks it."""

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.journeys.steps import DESK, look, look_both, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
PROGRAMME = "Bồi dưỡng kỹ năng số hằng năm cho thành viên Tổ công nghệ số cộng đồng"


def test_the_office_issues_a_leader_shows_and_a_stranger_checks(
    server: str, browser: Browser, tmp_path: Path
) -> None:
    officer = new_context(browser, DESK).new_page()
    sign_in(officer, server, "department")
    issue_to_the_commune(officer, server)
    take_along(officer, tmp_path)

    member = new_context(browser).new_page()
    sign_in(member, server, "member")
    press(member.get_by_role("button", name="Đúng rồi"))
    expect(member.get_by_role("button", name="Đúng rồi")).to_have_count(0)

    leader = new_context(browser).new_page()
    sign_in(leader, server, "leader")
    number, name, link = look_at_own(leader, server, tmp_path)

    stranger = new_context(browser).new_page()
    check_by_hand(stranger, server, number, name)
    stranger.goto(link)
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("hợp lệ")
    revoke(officer, server, number)
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("thu hồi")
    expect(stranger.get_by_text("Người khác làm bài thay.")).to_be_visible()
    look(stranger)
    leader.goto(f"{server}/certificates/")
    expect(leader.get_by_text("Đã thu hồi").first).to_be_visible()


def issue_to_the_commune(page: Page, server: str) -> None:
    """Department: list a commune, look at who gets one, check the names, issue, wait."""
    page.goto(f"{server}/certificates/batches/unit/form")
    page.get_by_label("Loại giấy chứng nhận nào?").select_option(label=f"BD-TCNSCD. {PROGRAMME}")
    page.get_by_label("Xã nào, hay cả tỉnh?").select_option(label="Xã Na Sầm")
    page.get_by_label("Số quyết định").fill("200/QĐ-SKHCN")
    page.get_by_label("Ngày quyết định").fill("2026-01-05")
    look_both(page)
    press(page.get_by_role("button", name="Xem danh sách"))
    look_both(page)
    press(page.get_by_role("button", name=re.compile("^Cấp ")))
    for _ in range(120):
        # A page whose job is not ended yet loads itself again, under the eyes of axe.
        made = page.get_by_text("Tất cả văn bản trong một tệp ZIP").count()
        if made and not page.locator("[data-refresh]").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    look_both(page)


def take_along(page: Page, folder: Path) -> None:
    """The ZIP holds an index and a document for each."""
    with page.expect_download() as sent:
        page.get_by_role("link", name="Tất cả văn bản trong một tệp ZIP").click()
    sent.value.save_as(folder / "all.zip")
    issued = int(page.locator(".card--figure .figure").nth(1).inner_text().replace(".", ""))
    with zipfile.ZipFile(folder / "all.zip") as archive:
        names = archive.namelist()
    assert issued > 20
    assert sum(name.endswith(".pdf") for name in names) == issued
    assert sum(name.endswith(".csv") for name in names) == 1


def look_at_own(page: Page, server: str, folder: Path) -> tuple[str, str, str]:
    """Leader: the newest certificate as picture, facts and PDF; its number, name, link to show."""
    page.goto(f"{server}/certificates/")
    look(page)
    press(page.get_by_role("link", name=PROGRAMME).first)
    look(page)
    with page.expect_download() as sent:
        page.get_by_role("link", name="Tải về hoặc in (PDF)").click()
    sent.value.save_as(folder / "mine.pdf")
    text = PdfReader(folder / "mine.pdf").pages[0].extract_text()
    assert "200/QĐ-SKHCN" in text
    name = page.locator("dl.facts dd").nth(1).inner_text().strip()
    shared = page.get_by_label("Chép vào nhóm chat").input_value()
    (number,) = re.findall(r"\(số ([^)]+)\)", shared)
    (link,) = re.findall(r"http\S+", shared)
    return number, name, link


def check_by_hand(page: Page, server: str, number: str, name: str) -> None:
    """Stranger: a wrong letter in the number is told; number and name together open it."""
    page.goto(f"{server}/verify")
    for typed, told in ((number.replace("/", "9/", 1), "chưa đúng"), (number, name)):
        if not page.get_by_label("Số vào sổ").is_visible():
            page.get_by_text("Kiểm tra bằng số vào sổ và họ tên").click()
        page.get_by_label("Số vào sổ").fill(typed)
        page.get_by_label("Họ và tên trên giấy chứng nhận").fill(name.lower())
        press(page.get_by_role("button", name="Kiểm tra số và họ tên"))
        expect(page.get_by_text(told).first).to_be_visible()


def revoke(page: Page, server: str, number: str) -> None:
    """Department: find it by its number and revoke it by a decision."""
    page.goto(f"{server}/certificates/issued")
    page.get_by_label("Số vào sổ, mã, tên người hoặc tên tổ").fill(number)
    press(page.get_by_role("button", name="Tìm"))
    press(page.locator("main table a").first)
    look_both(page)
    press(page.get_by_role("link", name="Thu hồi giấy này"))
    look_both(page)
    page.get_by_label("Chưa đạt nội dung ghi trên giấy").check()
    page.get_by_label("Số quyết định").fill("201/QĐ-SKHCN")
    page.get_by_label("Câu mọi người đọc được khi kiểm tra").fill("Người khác làm bài thay.")
    press(page.get_by_role("button", name="Thu hồi hẳn"))
