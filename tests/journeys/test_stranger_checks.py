"""A stranger's phone saw a check page once; later, without network, it tells what is forged."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from certificates import claims, operations
from certificates.models import Certificate, Reason
from certificates.rules import number_text
from lms.core.access import SYSTEM
from lms.core.clock import now
from lms.core.db import db, transaction
from lms.core.names import fold
from lms.settings import Settings
from tests.conftest import make_app
from tests.journeys.steps import look, new_context

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
NAMES = [
    "Nông Thị Hồng Nhung", "  ĐẶNG\u00a0Văn\tẤn ", "Hoà", "Hòa", "Ho\u0300a", "đ Đ", "İĞ", "ﬁ",
    "Σς", "Lò \u034fVăn\ufeff", "Vi\u1ab0 Thị \u20e3Ẫn", "Trần\x1fThị\x85Ẵ", "", "ẨẬỖỘỮỰỸẴẶẾỆ",
]  # fmt: skip
# What the phone makes of them, and of a claim: by the browser's own Ed25519 and by the library.
TWIN = """async ([names, signature, message, key, number]) => {
  const files = document.querySelector("script[data-shell]").dataset;
  const claims = await import(files.files.split(" ").find((one) => one.includes("/claims.")));
  const bytes = (text) => claims.fromText(text);
  const wrong = bytes(message);
  wrong[20] ^= 1;
  const both = async () => [
    await claims.fits(bytes(signature), bytes(message), bytes(key), files.fallback),
    await claims.fits(bytes(signature), wrong, bytes(key), files.fallback),
  ];
  const own = await both();
  crypto.subtle.importKey = () => Promise.reject(new Error("no Ed25519 here"));
  const library = await both();
  return [names.map(claims.fold), own, library, claims.numberText(number)];
}"""


@pytest.fixture
def issued(server: str, served: Mapping[str, str]) -> list[Certificate]:
    """Certificates of the demo; the first one is revoked."""
    settings = Settings(
        secret_key="x", data_dir=served["LMS_DATA_DIR"], public_url=server, log_level="ERROR"
    )
    app = make_app(settings)
    with app.test_request_context(), transaction():
        found = list(db.session.scalars(select(Certificate).order_by(Certificate.id).limit(3)))
        decision = operations.Decision(Reason.NOT_EARNED, "12/QĐ-SKHCN", "Không dự lớp.")
        if found[0].step is None:
            operations.revoke(found[0], decision, by=SYSTEM, at=now())
        for one in found:
            db.session.refresh(one)
        db.session.expunge_all()
    with app.app_context():
        db.engine.dispose()
    return found


def address_of(server: str, one: Certificate, claim: str = "") -> str:
    return f"{server}/v/{one.token}.{claim or one.claim}"


def is_kept(page: Page, address: str) -> bool:
    script = "async (a) => Boolean(await (await caches.open('verify')).match(a))"
    return bool(page.evaluate(script, address))


def test_a_phone_checks_alone(server: str, issued: list[Certificate], browser: Browser) -> None:
    revoked, valid, other = issued
    phone = new_context(browser, service_workers="allow")
    page = phone.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{server}/verify")
    look(page)
    for _ in range(100):
        if is_kept(page, "/verify/statuses.json"):
            break
        page.wait_for_timeout(100)
    assert is_kept(page, "/verify/phone?language=vi")
    the_twin_agrees(page, valid)

    phone.set_offline(True)
    page.goto(address_of(server, valid))
    expect(page.get_by_role("heading", level=1)).to_have_text("Giấy chứng nhận hợp lệ")
    facts = page.locator("#phone-facts")
    expect(facts).to_contain_text(valid.number_text)
    expect(facts).to_contain_text(valid.programme)
    expect(facts).to_contain_text(re.compile(r"Tính đến \d\d:\d\d \d\d/\d\d/\d{4}"))
    expect(facts).not_to_contain_text(valid.holder_name)
    look(page)
    for name, answer in ((fold(valid.holder_name), "họ tên khớp"), ("Ai Đó", "cấp cho tên khác")):
        page.get_by_label("Họ và tên trên giấy chứng nhận").fill(name)
        page.get_by_role("button", name="Đối chiếu").click()
        expect(page.locator("#phone-same")).to_contain_text(answer)

    changed = bytearray(claims.from_text(valid.claim))
    changed[7] ^= 1
    for address, heading in (
        (address_of(server, revoked), "Giấy chứng nhận đã bị thu hồi"),
        (address_of(server, valid, claims.to_text(bytes(changed))), "Mã QR này là mã giả"),
        (address_of(server, valid, other.claim), "Mã QR này là mã giả"),
        (f"{server}/verify/{valid.token}", "Địa chỉ này chỉ tra cứu được khi có mạng"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert page.locator("#phone-facts").is_visible() == ("thu hồi" in heading)

    # By hand, in the page kept for the form.
    page.goto(f"{server}/verify")
    expect(page.get_by_role("heading", name="khi không có mạng")).to_be_visible()
    look(page)
    page.get_by_label("Địa chỉ trong mã QR").fill(address_of(server, valid))
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Giấy chứng nhận hợp lệ")

    phone.set_offline(False)
    page.get_by_role("link", name="Thử lại khi có mạng").click()
    expect(page.get_by_text("Tra cứu lúc")).to_be_visible()
    assert problems == []
    phone.close()


def the_twin_agrees(page: Page, one: Certificate) -> None:
    """Python and the phone fold, number and believe alike; so does the library of old browsers."""
    whole = claims.from_text(one.claim)
    message = claims.to_text(claims.from_text(one.token) + whole[: -claims.SIGNATURE])
    signature = claims.to_text(whole[-claims.SIGNATURE :])
    script = "async (a) => (await (await fetch(a)).json()).keys"
    keys = {jwk["kid"]: jwk["x"] for jwk in page.evaluate(script, "/.well-known/jwks.json")}
    number = {"number": 77, "year": 2026, "series": "TCNSCĐ-LS"}
    folded, own, library, text = page.evaluate(
        TWIN, [NAMES, signature, message, keys[one.key_id], number]
    )
    assert folded == [fold(name) for name in NAMES]
    assert own == library == [True, False]
    assert text == number_text(77, 2026, "TCNSCĐ-LS")
