"""Prints of a module: every card of the catalogue fits, nothing is cut off, the code leads on."""

import io
import unicodedata
from collections.abc import Callable

from flask import Flask
from pypdf import PageObject, PdfReader

from courses import prints
from courses.authoring.media import keep_medium
from courses.authoring.models import Use
from courses.manuscript import CATALOGUE, folders, read_folder
from courses.models import Module, ModuleVersion, Topic
from courses.prints import Print
from courses.queries import get_published, lessons_of, newest_version
from tests.cast import Cast
from tests.conftest import ONE_DATABASE, Visitor
from tests.core.test_small_pictures import photograph
from tests.make import MARCH

pytestmark = ONE_DATABASE
MILLIMETRE = 72 / 25.4
PAPERS = {
    Print.CARD_A6: (105, 148), Print.CARD_A5: (148, 210), Print.CARDS_A4: (210, 297),
    Print.HANDOUT: (210, 297), Print.POSTER_A4: (210, 297), Print.POSTER_A3: (297, 420),
}  # fmt: skip


def words(page: PageObject) -> str:
    return "".join(unicodedata.normalize("NFC", page.extract_text()).split())


def printed(version: ModuleVersion, wanted: Print) -> PdfReader:
    return PdfReader(io.BytesIO(prints.printed(version, lessons_of(version.id), wanted)))


def paper(reader: PdfReader) -> tuple[int, int]:
    box = reader.pages[0].mediabox
    return round(box.width / MILLIMETRE), round(box.height / MILLIMETRE)


def test_each_print_has_its_paper_its_words_and_a_language(app: Flask, cast: Cast) -> None:
    version = get_published(cast.modules["m0"])
    with app.test_request_context():
        for wanted, size in PAPERS.items():
            reader = printed(version, wanted)
            assert paper(reader) == size, wanted
            assert len(reader.pages) == 1 or wanted is Print.HANDOUT
            root = reader.trailer["/Root"]
            assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("vi", True)
            assert reader.metadata is not None
            assert version.title in str(reader.metadata.title)
            text = "".join(words(page) for page in reader.pages)
            copies = 4 if wanted is Print.CARDS_A4 else 1
            assert text.count("127.0.0.1:8000/m/M0") == copies, wanted
            assert text.count("Khôngbiếtthìhỏi,đừngđoán.") == copies, wanted


def test_the_handout_holds_every_lesson_and_counts_its_pages(app: Flask, cast: Cast) -> None:
    version = get_published(cast.modules["m0"])
    with app.test_request_context():
        reader = printed(version, Print.HANDOUT)
    text = "".join(words(page) for page in reader.pages)
    for wanted in [*(x.title for x in lessons_of(version.id)), *version.objectives]:
        assert "".join(wanted.split()) in text, wanted
    last = len(reader.pages)
    assert f"Trang{last}/{last}" in words(reader.pages[-1])
    assert "M0,bản1,05/01/2026" in words(reader.pages[-1])


def test_pictures_come_along_and_what_only_works_on_screens_stays(app: Flask, cast: Cast) -> None:
    version, by = get_published(cast.modules["m0"]), cast.actor("lan")
    sent = photograph(800, 400)
    row = keep_medium(version.module_id, Use.PICTURE, sent, "nut.jpg", by=by, at=MARCH)
    lesson = lessons_of(version.id)[0]
    lesson.body += (
        f'\n\n![Nút](media/{row.name} "Bấm nút xanh")\n\n::: audio media/x.m4a tyz\nLời đọc\n:::\n'
        "\n::: check\nAi xem?\n\n- [x] Chỉ tôi\n- [ ] Cán bộ\n:::\n"
    )
    with app.test_request_context():
        reader = printed(version, Print.HANDOUT)
    text = "".join(map(words, reader.pages))
    assert len({image.data for page in reader.pages for image in page.images}) == 1
    assert "Bấmnútxanh" in text
    assert "Đúng:Chỉtôi" in text
    assert "Lờiđọc" not in text
    assert "Xemcâutrảlời" not in text


def test_every_card_of_the_catalogue_fits_one_side_of_a6(app: Flask) -> None:
    cards = {path.name: read_folder(path).script for path in folders(CATALOGUE)}
    assert len(cards) == 10
    with app.test_request_context():
        for name, script in cards.items():
            version = ModuleVersion(pocket_card=script.pocket_card, language="vi", number=1)
            version.title = script.title
            version.module = Module(code=script.code, topic=Topic.QR, compulsory=False)
            assert prints._size_of(version, "a6") in {1, 2}, name  # 12.4 or 11.5 points


def test_a_card_too_long_takes_two_sides_and_loses_nothing(app: Flask, cast: Cast) -> None:
    version = newest_version("M1")
    assert version is not None
    for steps, size, copies in ((22, (297, 210), 2), (60, (148, 210), 1)):
        version.pocket_card = "# Thẻ dài\n\n" + "".join(
            f"{n}. Bước số {n} viết dài ra để một mặt giấy không đủ chỗ.\n"
            for n in range(1, steps + 1)
        )
        with app.test_request_context():
            small, cut = printed(version, Print.CARD_A6), printed(version, Print.CARDS_A4)
        assert len(small.pages) > 1
        assert "Bảnthảo,chưapháthành" in words(small.pages[-1])
        assert "".join(map(words, small.pages)).count(f"Bướcsố{steps}viết") == 1
        assert paper(cut) == size
        assert "".join(map(words, cut.pages)).count(f"Bướcsố{steps}viết") == copies


def test_learners_and_staff_take_prints(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    lan, minh = signed_in("lan"), signed_in("minh")
    page = lan.get(f"/courses/modules/{cast.modules['m0']}/pocket-card")
    reply = lan.client.get(page.link("Thẻ bỏ túi nhỏ"))
    assert reply.data.startswith(b"%PDF-")
    assert 'filename="the-bo-tui-a6-M0.pdf"' in reply.headers["Content-Disposition"]
    draft = newest_version("M1")
    assert draft is not None
    page = minh.get(f"/courses/manuscripts/{draft.id}/handouts")
    assert "Đây là bản thảo" in page.words
    assert minh.client.get(page.link("Áp phích treo tường (A4)")).data.startswith(b"%PDF-")
    assert (
        lan.client.get(f"/courses/modules/{draft.module_id}/prints/card-a6.pdf").status_code == 404
    )
    assert minh.client.get(f"/courses/manuscripts/{draft.id}/prints/x.pdf").status_code == 404
