"""A commune officer finds somebody while typing, enters an absence, and replaces a leader."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.steps import PHONE, look, new_context, press, sign_in

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


def test_an_officer_keeps_the_roster(server: str, browser: Browser) -> None:
    page = new_context(browser, PHONE).new_page()
    sign_in(page, server, "commune")
    page.goto(f"{server}/people/roster")
    everybody = page.locator("#found h2").inner_text()
    page.get_by_label("Họ tên, hoặc vài số điện thoại").press_sequentially("zzz")
    expect(page.locator("#found h2")).to_have_text("0 người")  # the list follows the typing
    page.get_by_label("Họ tên, hoặc vài số điện thoại").fill("")
    expect(page.locator("#found h2")).to_have_text(everybody)
    press(page.locator("tbody th a").first)
    look(page)
    press(page.get_by_role("link", name="Tạm thời không liên lạc được"))
    look(page)
    page.get_by_text("Đi làm ăn xa").click()
    press(page.get_by_role("button", name="Lưu"))
    expect(page.get_by_text("Bạn hãy ghi căn cứ")).to_have_count(2)  # the summary and the field
    look(page)
    page.get_by_label("Căn cứ vào đâu").fill("Gia đình báo")
    press(page.get_by_role("button", name="Lưu"))
    expect(page.locator("dd").first).to_have_text(re.compile("Đi làm ăn xa"))
    look(page)
    page.goto(f"{server}/people/roster?show=absent")
    look(page)


def test_the_roster_works_without_scripts(server: str, browser: Browser) -> None:
    page = new_context(browser, PHONE, java_script_enabled=False).new_page()
    sign_in(page, server, "commune")
    page.goto(f"{server}/people/roster")
    page.get_by_label("Họ tên, hoặc vài số điện thoại").fill("hoang thi")
    press(page.get_by_role("button", name="Tìm"))
    names = page.locator("tbody th").all_inner_texts()
    assert names
    assert all(name.startswith("Hoàng Thị") for name in names)
    press(page.locator("tbody th a").first)
    press(page.get_by_role("link", name="Vai trò mới trong tổ"))
    page.get_by_label("Tổ phó").check()
    page.get_by_label("Lý do, hoặc theo văn bản nào").fill("Họp thôn")
    press(page.get_by_role("button", name="Lưu"))
    expect(page.get_by_text("Họp thôn")).to_be_visible()


def test_a_slip_a_pin_and_a_shared_phone(server: str, browser: Browser) -> None:
    """A leader gives a code face to face; the member chooses a PIN; the phone goes to another."""
    leader = new_context(browser, PHONE).new_page()
    sign_in(leader, server, "leader")
    leader.goto(f"{server}/people/roster")
    look(leader)
    press(leader.locator("tbody th a").nth(2))
    name = leader.locator("h1").inner_text()
    press(leader.get_by_role("button", name="Cấp mã chọn PIN"))
    look(leader)
    code = leader.locator("p.figure").inner_text()
    phone = new_context(browser, PHONE).new_page()
    phone.goto(f"{server}/welcome")
    look(phone)
    phone.get_by_label("Mã", exact=True).fill(code.lower())
    press(phone.get_by_role("button", name="Đi tiếp"))
    expect(phone.get_by_role("heading", name=f"Chào {name}")).to_be_visible()
    look(phone)
    phone.get_by_label("Mã PIN mới gồm 6 chữ số").fill("802517")
    phone.get_by_label("Gõ lại mã PIN đó").fill("802517")
    press(phone.get_by_role("button", name="Lưu mã PIN"))
    look(phone)  # the privacy notice comes first, once
    press(phone.get_by_role("button", name="Tôi đã đọc, đi tiếp"))
    expect(phone.get_by_role("heading", name=name)).to_be_visible()
    press(phone.get_by_role("button", name="Đổi người học"))
    expect(phone.get_by_text(name)).to_have_count(0)
    press(phone.get_by_role("link", name="Đăng nhập bằng mã tổ"))
    look(phone)


def test_a_leader_helps_a_member_on_the_leaders_phone(server: str, browser: Browser) -> None:
    page = new_context(browser, PHONE).new_page()
    sign_in(page, server, "leader")
    page.goto(f"{server}/people/roster")
    press(page.locator("tbody th a").nth(1))
    name = page.locator("h1").inner_text()
    press(page.get_by_role("button", name="Cùng học trên máy này"))
    expect(page.get_by_text(f"Bạn đang giúp {name}")).to_be_visible()
    look(page)
    press(page.get_by_role("link", name="Học phần").first)
    look(page)
    press(page.get_by_role("button", name="Kết thúc giúp"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_an_office_file_is_taken_over(server: str, browser: Browser) -> None:
    """From the file to the report, with one doubtful row decided."""
    page = new_context(browser, PHONE).new_page()
    sign_in(page, server, "commune")
    page.goto(f"{server}/people/roster")
    name = page.locator("tbody th").first.inner_text()
    team = page.locator("tbody td").first.inner_text()
    village = team.split("CNSCĐ")[1].strip()
    rows = f"Họ và tên,Năm sinh,Thôn\n{name},1931,{village}\nBàn Thị Mới Toanh,1988,{village}\n"
    page.goto(f"{server}/people/imports/")
    look(page)
    page.get_by_label("Tệp", exact=True).set_input_files(
        {"name": "ds.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    press(page.get_by_role("button", name="Đọc tệp"))
    look(page)
    press(page.get_by_role("button", name="Xem trước từng dòng"))
    look(page)
    page.get_by_label("Quyết định cho dòng 2").select_option(label="Bỏ qua")
    press(page.get_by_role("button", name="Lưu các quyết định"))
    press(page.get_by_role("button", name="Nhập vào danh sách"))
    expect(page.get_by_text("Đã nhập lúc")).to_be_visible(timeout=15_000)
    look(page)
    page.goto(f"{server}/people/roster?q=ban thi moi toanh")
    expect(page.locator("#found h2")).to_have_text("1 người")


def test_the_department_looks_at_units_and_merges(server: str, browser: Browser) -> None:
    page = new_context(browser, PHONE).new_page()
    sign_in(page, server, "department")
    page.goto(f"{server}/units/")
    page.get_by_label("Tên hoặc mã").fill("thị trấn na sầm, văn lãng")
    expect(page.get_by_text("nay là: Xã Na Sầm")).to_be_visible()
    look(page)
    press(page.locator("#found a").first)
    look(page)
    page.goto(f"{server}/people/likenesses")
    look(page)
    page.goto(f"{server}/units/reorganisations")
    look(page)
