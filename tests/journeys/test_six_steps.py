"""The six steps in a phone-sized browser: sign in, learn, pass, be certified, be counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from courses.manuscript import CATALOGUE, read_items
from lms.core.clock import today
from tests.journeys.steps import ACCOUNTS, DESK, PHONE, look, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
KILOBYTE = 1024


def answer_everything(page: Page, keys: dict[str, str]) -> None:
    """Answer every question rightly; `keys` says the right option of each stem."""
    while page.locator("fieldset legend").count():
        stem = page.locator("fieldset legend").inner_text().strip()
        page.locator(
            "label.choice", has_text=re.compile(f"^\\s*{re.escape(keys[stem])}\\s*$")
        ).click()
        press(page.get_by_role("button", name="Lưu và đi tiếp"))


def keys_of(folder: str) -> dict[str, str]:
    """Stem → right option, read from the module's own text file."""
    return {w.stem: w.options[w.key["option"]] for w in read_items(CATALOGUE / folder / "quiz.md")}


def covered(page: Page, server: str) -> int:
    """How many people the department counts as trained."""
    page.goto(f"{server}/requirements/coverage")
    return int(re.findall(r"(\d+) trong (\d+) người", page.locator("main").inner_text())[0][0])


def test_the_whole_chain_on_a_phone(server: str, browser: Browser, tmp_path: Path) -> None:
    officer = new_context(browser, DESK).new_page()
    sign_in(officer, server, "department")
    before = covered(officer, server)
    look(officer)

    page = new_context(browser).new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if m.type == "error" else None)
    page.goto(server)
    look(page)
    sign_in(page, server, "member")

    # 2. Home says what is owed; one button goes on exactly where she stopped.
    expect(page.get_by_text("bạn còn cần: đạt 1 học phần hoặc dự 1 lớp")).to_be_visible()
    look(page)
    press(page.get_by_role("button", name="Học tiếp"))
    expect(page.get_by_text("3/", exact=False).first).to_be_visible()
    look(page)
    while page.get_by_role("button", name="sang bài sau").count():
        press(page.get_by_role("button", name="sang bài sau"))
    press(page.get_by_role("button", name="đến bài kiểm tra"))
    look(page)

    # 3. One question a screen; the answers are on the server when she takes another phone.
    press(page.get_by_role("button", name="Làm bài kiểm tra"))
    look(page)
    keys = keys_of("m0")
    for _ in range(3):
        stem = page.locator("fieldset legend").inner_text().strip()
        page.locator("label.choice", has_text=keys[stem]).first.click()
        press(page.get_by_role("button", name="Lưu và đi tiếp"))
    other = new_context(browser, java_script_enabled=False).new_page()
    sign_in(other, server, "member")
    press(other.get_by_role("button", name="Làm bài kiểm tra"))
    expect(other.get_by_text("Đã lưu 3 trong 10 câu trả lời")).to_be_visible()
    answer_everything(other, keys)
    page.goto(other.url)
    look(page)  # the page before handing in
    press(other.get_by_role("button", name="Nộp bài"))
    expect(other.get_by_text("10/10")).to_be_visible()
    page.goto(other.url)
    look(page)  # the result

    # 4. The certificate is there, prints, and anybody can check it.
    page.goto(f"{server}/certificates/")
    look(page)
    press(page.locator("main a.card").first)
    look(page)
    code = page.locator("dd").last.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về hoặc in").click()
    kept = tmp_path / "certificate.pdf"
    download.value.save_as(kept)
    assert kept.read_bytes().startswith(b"%PDF-")
    stranger = new_context(browser).new_page()
    stranger.goto(f"{server}/verify")
    look(stranger)
    stranger.get_by_label("Mã trên giấy chứng nhận").fill(code.lower())
    press(stranger.get_by_role("button", name="Kiểm tra"))
    expect(stranger.get_by_role("heading", name="Giấy chứng nhận hợp lệ")).to_be_visible()
    look(stranger)

    # 5 and 6. The figure has moved, and opens down to the evidence.
    assert covered(officer, server) == before + 1
    press(officer.get_by_role("link", name="Xã Na Sầm"))
    look(officer)
    press(officer.locator("tbody th a").first)
    look(officer)
    press(officer.locator("tbody th a").first)
    look(officer)
    assert problems == []


YEAR = today().year
ROLE_PAGES = [
    ("member", "/courses/"),
    ("member", "/account"),
    ("member", "/verify/nonsense"),
    ("leader", "/"),
    ("leader", "/requirements/coverage"),
    ("commune", "/requirements/coverage"),
    ("department", "/requirements/coverage?q=hoang"),
    ("commune", "/people/roster"),
    ("department", "/people/roster?q=hoang"),
    ("department", "/people/composition"),
    ("department", f"/people/reviews/{YEAR}"),
    ("commune", f"/people/reviews/{YEAR}"),
    ("department", "/people/composition/rule-form"),
    ("department", "/training/classes"),
    ("trainer", "/courses/manuscripts"),
    ("trainer", "/quizzes/statistics/"),
    ("department", "/quizzes/corrections/"),
    ("department", "/units/"),
    ("department", "/units/reorganisations"),
    ("department", "/people/imports/"),
    ("department", "/people/likenesses"),
    ("department", "/admin/data-inventory"),
    ("department", "/requirements/coverage?map=2025-06-30"),
    ("commune", "/people/data-requests"),
    ("member", "/account/data"),
    ("member", "/privacy"),
    ("administrator", "/account/second-step"),
    ("administrator", "/admin/staff/"),
    ("administrator", "/admin/audit-events"),
    ("administrator", "/admin/access"),
    ("administrator", "/nothing-here"),
]


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"]
)
def test_every_role_finds_its_pages_in_order(
    server: str, browser: Browser, size: dict[str, int], scheme: str
) -> None:
    """Each page in one of the two looks, every other one; the home of each role in both."""
    looked_at = ROLE_PAGES[scheme == "dark" :: 2]
    for role in ACCOUNTS:
        context = new_context(browser, size, color_scheme=scheme)
        page = context.new_page()
        sign_in(page, server, role)
        page.wait_for_url(re.compile(r"^((?!sign-in).)*$"))
        look(page)
        for _, path in (pair for pair in looked_at if pair[0] == role):
            page.goto(f"{server}{path}")
            look(page)
            if page.locator("tbody th a").count():  # and one step deeper
                press(page.locator("tbody th a").first)
                look(page)
        context.close()


def test_the_first_lesson_is_light(server: str, browser: Browser) -> None:
    """At most 60 KB and 6 requests, with an empty cache."""
    context = new_context(browser)
    page = context.new_page()
    sign_in(page, server, "leader")
    page.goto(f"{server}/courses/")
    press(page.locator("main a.card").first)
    press(page.locator("a.steps__row").first)
    address = page.url
    state = context.storage_state()
    fresh = new_context(browser, storage_state=state).new_page()
    wire = fresh.context.new_cdp_session(fresh)
    wire.send("Network.enable")
    received: list[float] = []
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    fresh.goto(address, wait_until="networkidle")
    assert len(received) <= 6
    assert sum(received) <= 60 * KILOBYTE


def test_text_size_and_reading_aloud(server: str, browser: Browser) -> None:
    page = new_context(browser).new_page()
    sign_in(page, server, "leader")
    page.goto(f"{server}/courses/")
    press(page.locator("main a.card").first)
    press(page.locator("a.steps__row").first)
    before = page.evaluate("getComputedStyle(document.body).fontSize")
    for _ in range(3):
        press(page.get_by_role("button", name="Chữ to hơn"))
    after = page.evaluate("getComputedStyle(document.body).fontSize")
    assert float(after[:-2]) > float(before[:-2]) * 1.3
    look(page)
    said = page.evaluate(
        """() => { const words = []; window.speechSynthesis.speak = u => {
            words.push(u.text); u.onend(); };
        document.querySelector('[data-reads]').click(); return words; }"""
    )
    assert said[0] == page.locator("h1").inner_text()
    assert len(said) == len(set(said)) > 3
    press(page.get_by_role("button", name="Chữ nhỏ hơn"))
    page.locator("[id^=line-]").last.scroll_into_view_if_needed()
    page.wait_for_function("scrollY > 100")
    page.goto(f"{server}/courses/")  # leaving tells where one was
    page.go_back()
    page.get_by_role("link", name="Đọc tiếp từ chỗ đang đọc").click()
    assert "#line-" in page.url
