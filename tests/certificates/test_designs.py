"""Designs: hard facts stay on the page, faults are named, versions and certificates stay apart."""

import base64
import time
from collections.abc import Callable
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from certificates import design_process, design_trial, designs
from certificates.design_check import Fault
from certificates.design_samples import BARE, HARD
from certificates.design_trial import SIZES
from certificates.fields import samples
from certificates.issuers import CREST_BYTES, CREST_PIXELS
from certificates.queries import of_attempt
from certificates.template_models import Paper, TemplateVersion
from lms.core.access import Actor
from lms.core.db import db
from lms.core.pictures import made_emblem
from tests.cast import AT, Cast
from tests.certificates.pictures import a_crest, address_of
from tests.conftest import ONE_DATABASE, Visitor
from tests.make import a_mark

MARGIN = 5.0  # points: nothing is printed closer to the edge
TOUCH = 0.9  # points two letters may share: slanted ones lean into each other
BY = Actor(None, "tests")
PICTURES_AND_PARTS = {"qr", "crest", "signatories", "team", "commune"}
GALLERY = list(designs.BY_NAME)


def letters_of(body: bytes) -> list[tuple[int, str, tuple[float, float, float, float]]]:
    """(page, letter, left, bottom, right, top of its ink) in the order of the text."""
    found = []
    with pypdfium2.PdfDocument(body) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for index in range(text.count_chars()):
                letter = text.get_text_range(index, 1)
                if letter.strip():
                    found.append((number, letter, text.get_charbox(index)))
    return found


def overlaps(body: bytes) -> list[str]:
    """Pairs of letters printed over each other; neighbours of a word may touch."""
    letters = sorted(enumerate(letters_of(body)), key=lambda one: (one[1][0], one[1][2][0]))
    found = []
    for at, (order, (page, letter, box)) in enumerate(letters):
        for other_order, (other_page, other, other_box) in letters[at + 1 :]:
            if other_page != page or other_box[0] > box[2]:
                break
            wide = min(box[2], other_box[2]) - max(box[0], other_box[0])
            high = min(box[3], other_box[3]) - max(box[1], other_box[1])
            if wide > TOUCH and high > TOUCH and abs(order - other_order) > 2:
                found.append(f"{letter}{other} {box}")
    return found


def printed(html: str, css: str, paper: Paper, facts: Any = None, **how: Any) -> Any:
    """(findings, PDF) as the process that tries designs gives them, here in this one."""
    answer = design_process.answer(design_trial.order_of(html, css, paper, facts, **how))
    return answer["findings"], base64.b64decode(answer.get("pdf", ""))


@pytest.mark.parametrize("name", GALLERY)
def test_hard_facts_stay_readable_on_the_page(name: str) -> None:
    design = designs.BY_NAME[name]
    crest = address_of(made_emblem(a_crest(), CREST_PIXELS, CREST_BYTES))
    for facts in (HARD | {"crest": crest}, BARE, {"holder": "Ẫm Ộc Ỹ"}):
        findings, body = printed(design.html, design.css, design.paper, facts, letters=False)
        assert findings == []
        (width, height), pages = SIZES[design.paper]
        letters = letters_of(body)
        assert {page for page, *_ in letters} == set(range(pages))
        for _page, letter, (left, bottom, right, top) in letters:
            assert min(left, bottom) > MARGIN, letter
            assert right < width * 72 / 25.4 - MARGIN, letter
            assert top < height * 72 / 25.4 - MARGIN, letter
        assert overlaps(body) == []
        flat = "".join(letter for _page, letter, _box in letters).upper()
        shown = {**samples(), **facts}
        texts = [shown[one] for one in shown if one not in PICTURES_AND_PARTS]
        texts += [part for one in shown["signatories"] for part in one.values()]
        assert [one for one in texts if "".join(one.upper().split()) not in flat] == []


@pytest.mark.parametrize("name", GALLERY)
def test_every_letter_has_its_glyph_and_the_code_is_large(name: str) -> None:
    design = designs.BY_NAME[name]
    findings, body = printed(design.html, design.css, design.paper)
    assert findings == []
    with pypdfium2.PdfDocument(body) as document:
        codes = [
            one.get_bounds()
            for page in document
            for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        ]
    sides = [(right - left) * 25.4 / 72 for left, _bottom, right, _top in codes]
    assert len(sides) == 1
    assert sides[0] >= 30


CLASSIC = designs.BY_NAME["classic"]
HTML, CSS = CLASSIC.html, CLASSIC.css


@pytest.mark.parametrize(
    ("html", "css", "fault", "about"),
    [
        (HTML.replace("{{ number }}</title>", "{{ number }</title>"), CSS, Fault.SYNTAX, ""),
        (HTML.replace("{{ holder }}", "{{ hodler }}"), CSS, Fault.UNKNOWN_FIELD, "hodler"),
        (HTML.replace("{{ code }}", ""), CSS, Fault.MISSING_FIELD, "code"),
        (HTML + '<img src="http://evil.vn/x.png">', CSS, Fault.OUTSIDE, "http://evil.vn/x.png"),
        (HTML + '<img src="file:///etc/passwd">', CSS, Fault.OUTSIDE, "file:///etc/passwd"),
        (HTML, CSS + "@import 'x.css';", Fault.OUTSIDE, "@import"),
        (HTML, CSS + "@font-face{font-family:F;src:local('Arial')}", Fault.OUTSIDE, "local"),
        (HTML, CSS + "p{background:url(//evil.vn)}", Fault.OUTSIDE, "//evil.vn"),
        (HTML + '<img src="asset:/../../settings.py">', CSS, Fault.OUTSIDE, "settings.py"),
        (HTML + "{{ holder.__class__.__mro__ }}", CSS, Fault.FORBIDDEN, "__class__"),
        (HTML, CSS.replace("tinos-400.woff2", "tinos-700.woff2").replace("Form,", "Serif,"),
         Fault.LETTERS, ""),
        (HTML + "<div style='break-before: page'>x</div>", CSS, Fault.PAGES, "2"),
        (HTML, CSS.replace("A4 landscape", "A4 portrait"), Fault.PAPER, "210"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_design_is_named(
    html: str, css: str, fault: Fault, about: str
) -> None:
    findings, _body = printed(html, css, Paper.A4_LANDSCAPE)
    named = [one for one in findings if one["fault"] == fault]
    assert named, findings
    assert about in named[0]["about"]
    if fault is Fault.UNKNOWN_FIELD:
        assert "hodler" in html.splitlines()[named[0]["line"] - 1]


@pytest.mark.parametrize(
    "greedy",
    [
        "{% for a in 'x' * 99999 %}{% for b in 'x' * 99999 %}{% endfor %}{% endfor %}",
        "{{ ('x' * 2999999999)|length }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_a_design_that_never_ends_harms_nothing(
    greedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(design_trial, "SECONDS", 5)
    begun = time.monotonic()
    tried = design_trial.tried(HTML + greedy, CSS, Paper.A4_LANDSCAPE)
    assert time.monotonic() - begun < 20
    assert [one.fault for one in tried.findings] == [Fault.TIME]
    assert tried.body == b""


@ONE_DATABASE
def test_an_own_design_gets_versions_and_issued_certificates_keep_theirs(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    with app.test_request_context():
        certificate = of_attempt(a_mark(cast).attempt_id)
    assert certificate is not None
    before = certificate.template_version_id
    officer = signed_in("tung")
    assert "Mẫu giấy chứng nhận" in officer.get("/certificates/designs/").words
    page = officer.press("Bắt đầu", name="Mẫu của Sở", design="classic")
    assert "Mẫu của Sở" in page.words
    version = db.session.scalars(
        select(TemplateVersion).order_by(TemplateVersion.id.desc()).limit(1)
    ).one()
    path = f"/certificates/designs/{version.template_id}"

    broken = {"html": version.html.replace("{{ code }}", ""), "css": version.css, "note": "x"}
    page = officer.send(f"{path}/versions", 422, **broken, filled_with="plain")
    assert "Mã" in page.words
    assert "Ô “code”" in page.words
    assert "hodler" not in page.html

    better = {"html": version.html.replace("Chứng nhận ông/bà", "Chứng nhận"), "css": version.css}
    page = officer.send(f"{path}/preview", **better, filled_with=str(certificate.id))
    assert "data:image/webp;base64," in page.html
    assert "chưa được lưu" in page.words
    for _twice in range(2):
        officer.send(f"{path}/versions", **better, note="gọn hơn", filled_with="plain")
    kept = designs.versions_of(version.template_id)
    assert [one.number for one in kept] == [2, 1]
    assert kept[0].note == "gọn hơn"
    db.session.refresh(certificate)
    assert certificate.template_version_id == before
    picture = officer.client.get(f"/certificates/designs/versions/{before}.webp")
    assert picture.mimetype == "image/webp"
    assert signed_in("hoa").client.get(path).status_code == 404


def test_the_gallery_is_entered_once_and_follows_the_product(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = designs.found_design("plain", by=BY, at=AT)
    own = designs.begin_own("Riêng", designs.BY_NAME["plain"], by=BY, at=AT)
    assert own.template_id != first.template_id
    assert designs.found_design("plain", by=BY, at=AT).id == first.id
    renewed = designs.Design("plain", designs.BY_NAME["plain"].words, Paper.A4_LANDSCAPE)
    monkeypatch.setattr(designs.Design, "css", property(lambda _self: "p { color: red }"))
    monkeypatch.setitem(designs.BY_NAME, "plain", renewed)
    assert designs.found_design("plain", by=BY, at=AT).number == first.number + 1
