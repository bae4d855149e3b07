"""The page behind the QR code: light, for everybody, a picture for chat apps, nothing of drafts."""

import io

from PIL import Image

from courses.queries import get_published
from tests.cast import Cast
from tests.conftest import Visitor


def test_the_page_says_what_is_taught_and_leads_in(visitor: Visitor, cast: Cast) -> None:
    version = get_published(cast.modules["m3"])
    page = visitor.get("/m/m3")
    assert version.title in page.title
    assert "Nghi lừa: gọi ngân hàng ngay." in page.words
    assert "Chuyển nhầm và nhận tiền lạ" in page.words
    assert "ba chấm" not in page.words
    said = {a.get("property"): a["content"] for a in page.all("meta") if "property" in a}
    assert (said["og:title"], said["og:description"]) == (version.title, version.summary)
    assert said["og:image"] == "http://127.0.0.1:8000/m/M3/preview.png"
    page = visitor.get(page.link("Vào học"))
    field = next(a for a in page.all("input") if a.get("name") == "next")
    assert field["value"] == f"/courses/modules/{version.module_id}"


def test_it_is_light(visitor: Visitor) -> None:
    reply = visitor.client.get("/m/M0", headers={"Accept-Encoding": "br"})
    assert "Set-Cookie" not in reply.headers
    page = visitor.get("/m/M0")
    assert page.all("script") == page.all("img") == []
    (style,) = [a["href"] for a in page.all("link") if a["rel"] == "stylesheet"]
    css = visitor.client.get(style, headers={"Accept-Encoding": "br"})
    assert len(reply.data) + len(css.data) < 8_000
    picture = Image.open(io.BytesIO(visitor.client.get("/m/M0/preview.png").data))
    assert (picture.size, picture.format) == ((1200, 630), "PNG")
    assert len(visitor.client.get("/m/M0/preview.png").data) < 40_000


def test_inside_a_chat_app_a_hint_says_how_to_get_out(visitor: Visitor) -> None:
    reply = visitor.client.get("/m/M0", headers={"User-Agent": "Mozilla/5.0 (Android 9) Zalo/23"})
    assert "ba chấm" in reply.text


def test_nothing_is_there_of_drafts_and_of_codes_nobody_gave(visitor: Visitor) -> None:
    for path in ("/m/M1", "/m/M1/preview.png", "/m/M99", "/m/x%20y"):
        assert visitor.client.get(path).status_code == 404, path
