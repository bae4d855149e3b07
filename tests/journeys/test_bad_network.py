"""A quiz where the network comes and goes: nothing is lost, nobody sees an error page."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.steps import look, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
RESPONSE = re.compile(r"/response$")
NEXT = "Lưu và đi tiếp"
UNSENT = "Chưa gửi, máy sẽ tự gửi lại"


def to_the_quiz(page: Page, server: str) -> None:
    """A module nobody else of the journeys uses: all its lessons, then the quiz."""
    page.goto(f"{server}/courses/")
    press(page.locator("main a.card").nth(2))
    press(page.get_by_role("button", name=re.compile("Bắt đầu học|Học tiếp")))
    while page.get_by_role("button", name="sang bài sau").count():
        press(page.get_by_role("button", name="sang bài sau"))
    press(page.get_by_role("button", name="đến bài kiểm tra"))
    press(page.get_by_role("button", name="Làm bài kiểm tra"))


def choose(page: Page, number: int = 0) -> None:
    page.locator("label.choice").nth(number).click()


def unsent(page: Page) -> int:
    """How many answers the phone keeps."""
    keys = "Object.keys(localStorage).filter(key => key.startsWith('answer '))"
    return int(page.evaluate(f"{keys}.length"))


def state(page: Page) -> str:
    return page.locator("#saved p:visible").inner_text().strip()


def test_the_network_comes_and_goes(server: str, browser: Browser) -> None:
    phone = new_context(browser)
    page = phone.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, server, "leader")
    to_the_quiz(page, server)

    # Nothing chosen: said on the page, without asking the server.
    page.get_by_role("button", name=NEXT).click()
    expect(page.get_by_text("Bạn hãy chọn một câu trả lời trước.")).to_be_visible()

    # With network an answer is saved as soon as it is chosen; the next question is there at once.
    with page.expect_response(RESPONSE):
        choose(page)
    expect(page.get_by_text("Đã lưu 1 trong 10")).to_be_visible()
    with page.expect_response(re.compile(r"/items/3$")):  # fetched ahead
        press(page.get_by_role("button", name=NEXT))
    assert page.title().startswith("Câu 2")

    # Without: said, kept, and the question fetched ahead opens all the same.
    phone.set_offline(True)
    choose(page)
    expect(page.get_by_text(UNSENT)).to_be_visible()
    press(page.get_by_role("button", name=NEXT))
    assert page.title().startswith("Câu 3")
    look(page)
    choose(page, 1)
    page.get_by_role("button", name=NEXT).click()
    press(page.get_by_role("link", name="Lùi"))
    assert page.title().startswith("Câu 2")
    assert state(page) == UNSENT
    assert unsent(page) == 2

    # The network is back: everything goes out by itself, and nothing stays on the phone.
    phone.set_offline(False)
    expect(page.get_by_text("Đã lưu 3 trong 10")).to_be_visible(timeout=15_000)
    assert unsent(page) == 0

    # The server has it but its reply is lost: the same request again, kept once.
    page.goto(f"{page.url[: page.url.rindex('/')]}/4")
    lost: list[str] = []

    def lose_the_first_reply(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(str(route.request.post_data))
        route.fetch()
        route.abort()

    page.route(RESPONSE, lose_the_first_reply)
    with page.expect_response(RESPONSE) as again:
        choose(page)
    assert str(again.value.request.post_data) == lost[0]
    expect(page.get_by_text("Đã lưu 4 trong 10")).to_be_visible()
    page.unroute(RESPONSE)

    # Another device, without script, goes on after what has arrived.
    other = new_context(browser, java_script_enabled=False).new_page()
    sign_in(other, server, "leader")
    other.goto(f"{page.url[: page.url.rindex('/items')]}/resumption")
    assert other.title().startswith("Câu 5")
    expect(other.get_by_text("Đã lưu 4 trong 10 câu trả lời")).to_be_visible()

    # Open questions: asked once more before anything is handed in.
    page.goto(f"{page.url[: page.url.rindex('/items')]}/review")
    press(page.get_by_role("button", name="Nộp bài"))
    expect(page.get_by_text("Còn 6 câu chưa trả lời. Vẫn nộp bài?")).to_be_visible()
    look(page)

    # A shared phone: what could not be sent goes when its owner signs out.
    press(page.locator("a.steps__row").first)
    page.route(RESPONSE, lambda route: route.abort())
    choose(page)
    expect(page.get_by_text(UNSENT)).to_be_visible()
    assert unsent(page) == 1
    press(page.get_by_role("button", name="Đổi người học"))
    assert unsent(page) == 0
    assert problems == []


def test_practice_tells_at_once_and_waits_for_the_network(server: str, browser: Browser) -> None:
    phone = new_context(browser)
    page = phone.new_page()
    sign_in(page, server, "leader")
    page.goto(f"{server}/courses/")
    press(page.locator("main a.card").first)
    press(page.get_by_role("button", name="Luyện tập"))
    look(page)
    phone.set_offline(True)
    choose(page)
    page.get_by_role("button", name="Xem đúng hay chưa").click()
    expect(page.get_by_text(UNSENT)).to_be_visible()
    phone.set_offline(False)
    expect(page.locator(".feedback")).to_be_visible(timeout=15_000)
    look(page)
    press(page.get_by_role("link", name="Câu tiếp theo"))
    assert page.title().startswith("Câu 2")
