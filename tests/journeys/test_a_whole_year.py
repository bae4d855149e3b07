"""A whole year on the demo of the province: opened, taught, merged, decided, confirmed, sealed."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lms.core.clock import ZONE
from tests.journeys.conftest import wait_for
from tests.journeys.steps import DESK, PHONE, look, new_context, press, sign_in
from tests.journeys.test_paper_sheet import a_photograph
from tests.journeys.test_six_steps import answer_everything, keys_of
from tests.ready_made import ROOT, environment

pytestmark = [
    pytest.mark.browser,
    # Playwright's own transport leaves these at exit; they are not ours.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
HALLS = ("Xã Na Sầm", "Xã Thụy Hùng", "Xã Hội Hoan")
MERGER = (
    "mã cũ,mã mới,loại mới,tên mới,mức\n"
    "06148,06148,Xã,Thụy Hùng,toàn bộ\n"
    "06151,06148,Xã,Thụy Hùng,toàn bộ\n"
)


@dataclass(frozen=True)
class Place:
    """The served province, its data, and its clock."""

    address: str
    environment: dict[str, str]
    ahead: Path

    def move_to(self, year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> None:
        """Set the clock of the server to a moment in Việt Nam."""
        there = datetime(year, month, day, hour, minute, tzinfo=ZONE)
        self.ahead.write_text(str((there - datetime.now(UTC)).total_seconds()))

    def flask(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command on the same data."""
        command = [sys.executable, "-m", "flask", *map(str, words)]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, check=False, capture_output=True, text=True
        )


@pytest.fixture
def province(tmp_path: Path, small_province: Path) -> Iterator[Place]:
    """The province with few teams, on a server whose clock a test moves."""
    shutil.copytree(small_province, tmp_path / "data")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address, ahead = f"http://127.0.0.1:{port}", tmp_path / "ahead"
    ahead.write_text("0")
    served = {**environment(tmp_path / "data"), "LMS_PUBLIC_URL": address}
    place = Place(address, served, ahead)
    serve = [sys.executable, "-m", "tests.journeys.clocked", str(port), str(ahead)]
    log = (tmp_path / "log").open("w")
    running = subprocess.Popen(serve, env=served, cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_for(f"{address}/readyz")
        yield place
    finally:
        running.terminate()
        running.wait(20)
        log.close()


def someone(browser: Browser, place: Place, role: str, size: dict[str, int] = PHONE) -> Page:
    """Somebody signs in, at the time it is there."""
    page = new_context(browser, size).new_page()
    sign_in(page, place.address, role)
    return page


def coverage(page: Page, place: Place, query: str = "") -> tuple[int, int]:
    """(trained, bound) of the province's year 2027."""
    page.goto(f"{place.address}/requirements/2027/coverage{query}")
    words = page.locator("main").inner_text().replace(".", "")
    trained, bound = re.findall(r"(\d+) trong (\d+) người", words)[0]
    return int(trained), int(bound)


def open_the_year(page: Page, place: Place) -> None:
    page.goto(f"{place.address}/requirements/years/form")
    page.get_by_label("Căn cứ").fill("Kế hoạch số 12/KH-UBND")
    press(page.get_by_role("button", name="Mở năm"))
    look(page)
    expect(page.get_by_role("heading", name="Năm bồi dưỡng 2027")).to_be_visible()


def plan_a_class(page: Page, place: Place) -> str:
    page.goto(f"{place.address}/training/classes/form")
    page.get_by_label("Tên lớp").fill("An toàn trên mạng, ba điểm cầu")
    page.get_by_label("Ngày", exact=True).fill("2027-03-10")
    page.get_by_label("Giờ bắt đầu").fill("08:00")
    page.get_by_label("Sở", exact=True).check()
    page.get_by_label("Địa điểm").fill("Hội trường UBND")
    page.locator("summary", has_text="Điểm cầu").click()
    for hall in HALLS:
        page.get_by_label(hall, exact=True).check()
    page.get_by_label("Chương trình").fill("90 M7 An toàn trên mạng")
    press(page.get_by_role("button", name="Lưu"))
    look(page)
    return page.url


def hall_of(page: Page, held: str, name: str) -> str:
    """The address of one hall of a class."""
    page.goto(held)
    press(page.locator("main a.steps__row", has_text=name))
    return page.url


def tick_with_the_network_down(page: Page, hall: str) -> None:
    page.goto(hall)
    page.context.set_offline(True)
    for place in (0, 1):
        page.locator("input[name=person]").nth(place).check()
    page.get_by_role("button", name="Ghi người được chọn").click()
    expect(page.locator("#unsent strong")).to_have_text("Chưa gửi: 2 người")
    page.context.set_offline(False)
    expect(page.get_by_text(re.compile(r"^2 trong \d+ người"))).to_be_visible()


def check_in_by_the_code(wall: Page, hall: str, member: Page, kept: Path) -> None:
    """The code on the wall is read by a camera, as far as a program can."""
    wall.goto(hall)
    press(wall.get_by_role("link", name="Hiện mã tự điểm danh"))
    wall.locator("img.code-card__picture").screenshot(path=kept)
    read = subprocess.run(["zbarimg", "-q", "--raw", kept], check=True, capture_output=True)
    member.goto(read.stdout.decode().strip())
    look(member)
    press(member.get_by_role("button", name="Tôi có mặt"))
    expect(member.get_by_text("đã có trong danh sách")).to_be_visible()


def on_paper(first: Page, second: Page, hall: str) -> None:
    """A sheet is printed, signed, keyed by one and confirmed by another."""
    first.goto(hall.split("/venues/")[0])
    press(first.get_by_role("link", name="Phiếu giấy").first)
    made = first.locator("section, article, li, .card", has_text=HALLS[1])
    press(made.get_by_role("button", name="Lập phiếu").last)
    press(first.locator("main a.steps__row", has_text="Trang 1").first)
    sheet = first.url
    first.get_by_label("Ảnh chụp cả trang").set_input_files([a_photograph()])  # type: ignore[list-item]
    press(first.get_by_role("button", name="Lưu ảnh này"))
    first.get_by_label("Các số có chữ ký").fill("1-3")
    first.get_by_label("Đếm được bao nhiêu chữ ký").fill("3")
    press(first.get_by_role("button", name="Lưu các chữ ký này"))
    second.goto(sheet)
    look(second)
    press(second.get_by_role("link", name="So với"))
    press(second.get_by_role("button", name="Đúng, ghi những người này"))
    expect(second.get_by_text("3 chữ ký; ghi mới 3 người")).to_be_visible()


def from_a_list(page: Page, hall: str) -> None:
    """The list another office kept: two names of the hall's people, as a file."""
    page.goto(hall)
    labels = page.locator("label.choice span").all_inner_texts()[:2]
    names = [re.sub(r"\s*\(\d{4}\)$", "", label) for label in labels]
    born = [re.findall(r"\((\d{4})\)", label)[0] for label in labels]
    rows = "".join(f"{n},{b},{HALLS[2]}\n" for n, b in zip(names, born, strict=True))
    page.goto(hall.split("/venues/")[0])
    press(page.get_by_role("link", name="Nhập danh sách"))
    body = f"Họ và tên,Năm sinh,Xã\n{rows}".encode()
    file = {"name": "ds.csv", "mimeType": "text/csv", "buffer": body}
    page.locator("input[type=file]").set_input_files(file)
    press(page.get_by_role("button", name="Đọc tệp"))
    look(page)
    press(page.get_by_role("button", name="Ghi những người này"))
    look(page)


def study(page: Page, place: Place) -> None:
    """A member passes the first module."""
    page.goto(place.address)
    press(page.get_by_role("button", name="Bắt đầu học"))
    while page.get_by_role("button", name="sang bài sau").count():
        press(page.get_by_role("button", name="sang bài sau"))
    press(page.get_by_role("button", name="đến bài kiểm tra"))
    press(page.get_by_role("button", name="Làm bài kiểm tra"))
    answer_everything(page, keys_of("m0"))
    press(page.get_by_role("button", name="Nộp bài"))
    expect(page.get_by_text("10/10")).to_be_visible()


def merge_two_communes(page: Page, place: Place) -> None:
    page.goto(f"{place.address}/units/reorganisations")
    page.locator("#title").fill("Nhập hai xã")
    page.get_by_label("Căn cứ pháp lý").fill("Nghị quyết số 9/NQ-HĐND")
    page.locator("#day").fill("2027-07-01")
    file = {"name": "sap-xep.csv", "mimeType": "text/csv", "buffer": MERGER.encode()}
    page.locator("input[type=file]").set_input_files(file)
    press(page.get_by_role("button", name="Xem trước"))
    look(page)
    press(page.get_by_role("button", name="Thực hiện"))
    expect(page.get_by_text("Nhập hai xã")).to_be_visible()


def somebody_else(page: Page, place: Place, number: int) -> str:
    """Open the page of somebody of Na Sầm in the year 2027; their name."""
    page.goto(f"{place.address}/requirements/2027/coverage")
    press(page.locator("tbody th a").nth(number))
    press(page.locator("tbody th a, main a.steps__row").last)
    return page.locator("h1").inner_text()


def ask(page: Page, place: Place) -> tuple[str, str]:
    """An exemption for one member, an outside course for another; their names."""
    freed = somebody_else(page, place, 0)
    press(page.get_by_role("link", name="Đề nghị miễn hoặc gia hạn"))
    page.get_by_label("Miễn", exact=True).check()
    page.locator("#since").fill("2027-08-02")
    page.locator("#reason").fill("Điều trị dài ngày")
    press(page.get_by_role("button", name="Gửi"))
    learnt = somebody_else(page, place, 1)
    press(page.get_by_role("link", name="Ghi khóa học ngoài"))
    page.locator("#title").fill("Kỹ năng số cơ bản")
    page.locator("#done_on").fill("2027-07-20")
    page.locator("#hours").fill("4")
    page.locator("#note").fill("Giấy xác nhận số 12")
    press(page.get_by_role("button", name="Gửi"))
    return freed, learnt


def grant(page: Page, place: Place, *names: str) -> None:
    for name in names:
        page.goto(f"{place.address}/requirements/2027/cases")
        press(page.locator("main a.steps__row", has_text=name))
        look(page)
        page.get_by_label("Đồng ý", exact=True).check()
        press(page.get_by_role("button", name="Quyết định"))


def remind(page: Page, place: Place) -> None:
    """Today's messages are seen before they are written; then they wait in the outbox."""
    page.goto(f"{place.address}/notifications/")
    press(page.get_by_role("link", name="Xem tin nhắc hôm nay"))
    look(page)
    press(page.get_by_role("button", name=re.compile("Tạo .* tin nhắc")))
    look(page)


def confirm(page: Page, place: Place) -> None:
    page.goto(f"{place.address}/requirements/2027/results")
    look(page)
    press(page.get_by_role("button", name="Số liệu đúng: xác nhận"))
    expect(page.get_by_role("heading", name="Xã đã xác nhận")).to_be_visible()


def accept_and_seal(page: Page, place: Place, kept: Path) -> None:
    """Accept Na Sầm, seal with the reason why the others are missing, take the package."""
    page.goto(f"{place.address}/requirements/2027/results")
    look(page)
    press(page.get_by_role("link", name="Xã Na Sầm"))
    page.get_by_label("Chấp nhận").check()
    press(page.get_by_role("button", name="Lưu quyết định"))
    press(page.get_by_role("button", name="Niêm phong 2027"))
    expect(page.get_by_text("Bạn hãy ghi lý do vì sao vẫn niêm phong")).to_be_visible()
    page.locator("#reason").fill("Các xã còn lại đã xác nhận bằng văn bản")
    press(page.get_by_role("button", name="Niêm phong 2027"))
    edition = page.get_by_role("link", name="Bản 1")
    expect(edition).to_be_visible(timeout=90_000)
    look(page)
    press(edition)
    expect(page.get_by_text("vẫn cho đúng số liệu đã niêm phong")).to_be_visible()
    look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải gói niêm phong").click()
    download.value.save_as(kept)


def verify(place: Place, package: Path) -> None:
    """The package is right; with one byte changed it is not, and the file is named."""
    found = place.flask("coverage", "verify", package)
    assert (found.returncode, found.stderr) == (0, ""), found.stderr
    assert "all the same" in found.stdout
    with zipfile.ZipFile(package) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    body = bytearray(files["results.csv"])
    body[body.index(b",met,") + 1] ^= 1
    changed = package.with_name("changed.zip")
    with zipfile.ZipFile(changed, "w") as archive:
        for name, file in {**files, "results.csv": bytes(body)}.items():
            archive.writestr(name, file)
    found = place.flask("coverage", "verify", changed)
    assert found.returncode == 1
    assert "results.csv was changed" in found.stderr


def test_a_whole_year(province: Place, browser: Browser, tmp_path: Path) -> None:
    province.move_to(2027, 1, 4)
    department = someone(browser, province, "department", DESK)
    open_the_year(department, province)
    held = plan_a_class(department, province)
    assert coverage(department, province)[0] == 0

    province.move_to(2027, 3, 10, 8, 10)
    department = someone(browser, province, "department", DESK)
    commune = someone(browser, province, "commune")
    member = someone(browser, province, "member")
    na_sam = hall_of(department, held, "Xã Na Sầm")
    tick_with_the_network_down(commune, na_sam)
    check_in_by_the_code(department, na_sam, member, tmp_path / "wall.png")
    trainer = someone(browser, province, "trainer", DESK)
    on_paper(department, trainer, hall_of(department, held, HALLS[1]))
    from_a_list(department, hall_of(department, held, HALLS[2]))
    department.goto(held)
    press(department.get_by_role("button", name="Khóa danh sách 8 người"))
    expect(department.get_by_text("Đã khóa")).to_be_visible()

    province.move_to(2027, 4, 5)
    study(someone(browser, province, "leader"), province)

    province.move_to(2027, 6, 30)
    department = someone(browser, province, "department", DESK)
    in_june = coverage(department, province)
    province.move_to(2027, 7, 1)
    department = someone(browser, province, "department", DESK)
    merge_two_communes(department, province)
    assert coverage(department, province) == in_june
    assert coverage(department, province, "?day=2027-06-30") == in_june

    province.move_to(2027, 8, 2)
    freed, learnt = ask(someone(browser, province, "commune"), province)
    department = someone(browser, province, "department", DESK)
    grant(department, province, freed, learnt)
    trained, bound = coverage(department, province)
    assert bound == in_june[1] - 1  # who is exempt stands outside

    province.move_to(2027, 12, 1)
    remind(someone(browser, province, "department", DESK), province)

    province.move_to(2028, 1, 5)
    confirm(someone(browser, province, "commune"), province)
    department = someone(browser, province, "department", DESK)
    assert coverage(department, province) == (trained, bound)
    package = tmp_path / "package.zip"
    accept_and_seal(department, province, package)
    verify(province, package)
