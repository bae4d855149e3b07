"""What an officer reads beside the main table: names behind a number, breakdowns, tiles, calls."""

import re

import pytest
from playwright.sync_api import Browser, expect

from lms.core.clock import today
from tests.journeys.steps import DESK, PHONE, look, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
YEAR = today().year


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_number_opens_its_names(server: str, browser: Browser, size: dict[str, int]) -> None:
    page = new_context(browser, size).new_page()
    sign_in(page, server, "department")
    page.goto(f"{server}/requirements/coverage")
    look(page)
    cell = page.locator("tfoot a").nth(4)
    number = cell.inner_text().strip()
    press(cell)
    expect(page.get_by_role("heading", name=f"Còn phải bồi dưỡng: {number} người")).to_be_visible()
    look(page)
    press(page.get_by_role("link", name="Lượt dự lớp"))
    expect(page.get_by_role("heading", name=re.compile("lượt, của"))).to_be_visible()
    look(page)
    for lens in ("requirement", "topic", "year"):
        page.goto(f"{server}/requirements/{YEAR}/breakdowns?by={lens}")
        look(page)
    page.goto(f"{server}/requirements/{YEAR}/pace")
    look(page)
    page.goto(f"{server}/requirements/{YEAR}/tiles")
    look(page)
    tile = page.locator(".tiles a").first
    assert re.fullmatch(r".+: [\d,]+%, còn [\d.]+ người", tile.get_attribute("aria-label") or "")
    press(tile)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kết quả")


def test_whom_to_call_without_scripts(server: str, browser: Browser) -> None:
    page = new_context(browser, PHONE, java_script_enabled=False).new_page()
    sign_in(page, server, "commune")
    page.goto(f"{server}/requirements/coverage")
    press(page.get_by_role("link", name="Tuần này cần gọi ai"))
    page.locator("summary").first.click()
    text = page.locator("textarea").first
    expect(text).to_be_visible()
    assert "Còn thiếu" in text.input_value()
    assert not re.search(r"\d{9,}", page.locator("main").inner_text())
    with page.expect_download() as download:
        page.get_by_role("link", name="In ra giấy (PDF)").click()
    assert download.value.suggested_filename.endswith(".pdf")
    scripted = new_context(browser, PHONE).new_page()
    sign_in(scripted, server, "commune")
    scripted.goto(page.url)
    look(scripted)
