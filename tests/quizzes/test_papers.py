"""Quizzes on paper: drawn, printed, keyed by one, keyed blind by another, counted once."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import func, select

from certificates.models import Certificate
from courses.models import EnrolmentAttempt, ModuleCompletion
from courses.queries import get_published
from lms.core.access import SYSTEM, Actor
from lms.core.audit import AuditEvent
from lms.core.codes import code_of, shown_code
from lms.core.db import db, new_id
from lms.core.errors import Frozen, Missing, Refused
from lms.core.pdf import to_one_pdf
from lms.people.signin import actor_of
from lms.roles import ROLES
from quizzes import paper_document, paper_queries, queries
from quizzes.models import Attempt, ItemVersion, QuizVersion, Response, Way
from quizzes.operations import bank, keying, printing
from quizzes.paper_models import Paper, PaperBatch, PaperConfirmation, PaperKeying
from quizzes.rules import papers as rules
from quizzes.rules.papers import Printed, Reading, Stage
from quizzes.wording import Wording
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, an_attempt

SignedIn = Callable[[str], Visitor]
DAY = date(2026, 3, 2)
LATER = MARCH + timedelta(days=2)
KEEP = "Lưu các câu trả lời này"


def a_quiz(cast: Cast, module: str = "m0") -> QuizVersion:
    return queries.get_quiz_version(get_published(cast.modules[module]).quiz_version_id)


def a_pile(cast: Cast, copies: int = 1, *, who: str = "hoa", unit: str = "na-sam") -> PaperBatch:
    return printing.print_papers(
        a_quiz(cast), batch_id=new_id(), occasion="Lớp thôn Nà Pàn", unit_id=cast.units[unit],
        copies=copies, by=cast.actor(who), at=MARCH,
    )  # fmt: skip


def a_paper(cast: Cast) -> Paper:
    return paper_queries.papers_of(a_pile(cast).id)[0]


def typed(paper: Paper, *, right: int = 10, without: tuple[int, ...] = ()) -> dict[str, str]:
    """What somebody writes who knows the first `right` questions."""
    found = {}
    for item in paper_queries.items_of([paper])[paper.id]:
        version, order = item.item_version, item.option_order
        letter = order.index(version.key["option"])
        if item.position > right:
            letter = (letter + 1) % len(order)
        if item.position not in without:
            found[str(item.position)] = "ABCD"[letter]
    return found


def reading(cast: Cast, answers: dict[str, str], who: str = "lan", day: date = DAY) -> Reading:
    return Reading(cast.persons[who], day, answers)


def key(cast: Cast, paper: Paper, answers: dict[str, str], by: str = "hoa", **more: object):  # type: ignore[no-untyped-def]
    return keying.key(paper, reading(cast, answers, **more), by=cast.actor(by), at=LATER)  # type: ignore[arg-type]


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def acting(cast: Cast, who: str) -> Actor:
    return actor_of(cast.person(who), date(2026, 4, 1), ROLES)


# What is pure

SINGLE = Printed(Wording("single_choice", "?", "abcd", {"option": 0}, ""), (2, 0, 3, 1))
SEVERAL = Printed(Wording("multiple_response", "?", "abcd", {"options": [0]}, ""), (1, 0, 2, 3))
WORDS = Printed(Wording("short_answer", "?", [], {"accepted": ["đổi số"]}, ""), ())
ALL = (SINGLE, SEVERAL, WORDS)
WHO = UUID(int=1)


@given(st.permutations(range(4)), st.integers(0, 3))
def test_what_stands_on_paper_is_read_back(order: list[int], key: int) -> None:
    printed = Printed(Wording("single_choice", "?", "abcd", {"option": key}, ""), order)
    assert printed.read("ABCD"[order.index(key)].lower() + " ") == {"option": key}


def test_typing_differently_is_no_difference_but_answering_differently_is() -> None:
    one = Reading(WHO, DAY, {"1": "b", "2": "a, c", "3": "Đổi số"})
    other = Reading(WHO, DAY, {"1": " B ", "2": "CA", "3": "doi so"})
    assert rules.differing(ALL, one, other) == []
    third = Reading(UUID(int=2), DAY + timedelta(days=1), {"1": "A", "3": "doi so"})
    assert rules.differing(ALL, one, third) == ["person", "sat_on", "1", "2"]
    assert rules.not_understood(ALL, {"1": "BC", "2": "E", "3": "?!"}) == [1, 2, 3]
    assert rules.left_out(ALL, {"1": "B"}) == [2, 3]
    mended = rules.settled(one, third, {"person": False, "sat_on": True, "1": True, "2": True})
    assert mended == Reading(WHO, DAY + timedelta(days=1), {"1": "A", "3": "Đổi số"})


@pytest.mark.parametrize(
    ("day", "hour"), [(2, 5), (1, 3), (3, 3)], ids=["at noon", "after printing", "not in future"]
)
def test_when_a_paper_was_sat(day: int, hour: int) -> None:
    """Printed on 1 March at 10:00 in Việt Nam, keyed on the 3rd at 10:00; noon is 05:00 UTC."""
    printed = MARCH if day != 1 else MARCH.replace(hour=8)
    wanted = {2: (2, 5), 1: (1, 8), 3: (3, 3)}[day]
    moment = rules.moment_sat(date(2026, 3, day), printed, LATER)
    assert (moment.day, moment.hour) == wanted
    assert hour in {3, 5}


# Printing


def test_every_paper_is_drawn_alone_and_kept(app: Flask, cast: Cast) -> None:
    pile = a_pile(cast, 5)
    papers = paper_queries.papers_of(pile.id)
    assert [paper.number for paper in papers] == [1, 2, 3, 4, 5]
    assert len({paper.code for paper in papers} | {paper.seed for paper in papers}) == 10
    drawn = [
        [(item.item_version_id, *item.option_order) for item in items]
        for items in paper_queries.items_of(papers).values()
    ]
    assert all(len(one) == 10 for one in drawn)
    assert len({tuple(one) for one in drawn}) == 5
    papers[0].seed = 1
    with pytest.raises(Frozen):
        db.session.flush()


def test_a_form_sent_twice_makes_one_pile(app: Flask, cast: Cast) -> None:
    first = a_pile(cast)
    again = printing.print_papers(
        a_quiz(cast), batch_id=first.id, occasion="x", unit_id=cast.units["na-sam"], copies=9,
        by=cast.actor("hoa"), at=MARCH,
    )  # fmt: skip
    assert again is first
    assert count(Paper) == 1


def test_what_is_not_printed(app: Flask, cast: Cast) -> None:
    draft = bank.compose_quiz("N", "N", queries.items_of_quiz(a_quiz(cast).id), draw=3, pass_mark=2)
    for quiz, copies in ((draft, 1), (a_quiz(cast), 0), (a_quiz(cast), 201)):
        with pytest.raises(Refused):
            printing.print_papers(
                quiz, batch_id=new_id(), occasion="x", unit_id=cast.units["na-sam"],
                copies=copies, by=cast.actor("hoa"), at=MARCH,
            )  # fmt: skip
    assert count(PaperBatch) == 0


def test_who_sits_quizzes_gets_no_key(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused):
        printing.take_key(a_pile(cast), by=acting(cast, "lan"), at=MARCH)


# Keying


def test_two_who_agree_make_an_attempt_that_counts(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    assert key(cast, paper, typed(paper, right=8)).stage is Stage.KEYED
    assert count(Attempt) == 0  # one person alone counts nothing
    done = key(cast, paper, typed(paper, right=8), "minh")
    assert done.stage is Stage.CONFIRMED
    attempt = db.session.scalars(select(Attempt)).one()
    assert (attempt.way, attempt.keeper_id) == (Way.PAPER, cast.persons["minh"])
    assert attempt.person_id == cast.persons["lan"]
    assert attempt.mark is not None
    assert (attempt.mark.score, attempt.mark.out_of, attempt.mark.passed) == (8, 10, True)
    noon = datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert attempt.started_at == attempt.mark.marked_at == noon
    printed = [
        (i.item_version_id, i.option_order) for i in paper_queries.items_of([paper])[paper.id]
    ]
    assert printed == [(i.item_version_id, i.option_order) for i in queries.items_of(attempt.id)]
    completion = db.session.scalars(select(ModuleCompletion)).one()
    assert (completion.attempt_id, completion.completed_at) == (attempt.id, noon)
    assert count(Certificate) == 1
    told = {row.action: row.at for row in db.session.scalars(select(AuditEvent))}
    assert told["paper.keyed"] == told["paper.confirmed"] == told["attempt.submitted"] == LATER


def test_a_paper_not_passed_is_an_attempt_without_completion(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    answers = typed(paper, right=6, without=(9, 10))
    key(cast, paper, answers)
    key(cast, paper, answers, "minh")
    attempt = db.session.scalars(select(Attempt)).one()
    assert attempt.mark is not None
    assert (attempt.mark.score, attempt.mark.passed) == (6, False)
    assert (count(Response), count(EnrolmentAttempt), count(ModuleCompletion)) == (8, 1, 0)


def test_pressed_twice_it_counts_once(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    answers = typed(paper)
    for by in ("hoa", "hoa", "minh", "minh"):
        key(cast, paper, answers, by)
    assert (count(PaperKeying), count(PaperConfirmation), count(Attempt)) == (2, 1, 1)
    with pytest.raises(Refused, match="xác nhận"):
        key(cast, paper, answers, "tung")
    with pytest.raises(Refused, match="xác nhận"):
        key(cast, paper, answers, "hoa")


def test_the_first_person_never_confirms(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    key(cast, paper, typed(paper, right=3))
    state = key(cast, paper, typed(paper, right=9))  # mended
    assert (state.stage, state.second, count(PaperKeying)) == (Stage.KEYED, None, 2)
    cast.person("minh").same_as_id = cast.persons["hoa"]  # the same person's other account
    db.session.flush()
    assert key(cast, paper, typed(paper, right=9), "minh").stage is Stage.KEYED
    assert count(Attempt) == 0


def test_what_two_read_differently_is_settled_by_the_second(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    key(cast, paper, typed(paper, right=9), who="an")
    state = key(cast, paper, typed(paper, right=10), "minh", day=DAY + timedelta(days=1))
    assert state.differences == ["person", "sat_on", "10"]
    whole = {"person": True, "sat_on": False, "10": True}
    for by, decided in (("hoa", whole), ("tung", whole), ("minh", {"10": True})):
        with pytest.raises(Refused):
            keying.settle(paper, decided, by=cast.actor(by), at=LATER)
    for _pressed_twice in range(2):
        done = keying.settle(paper, whole, by=cast.actor("minh"), at=LATER)
    assert done.confirmation is not None
    assert done.confirmation.differences["sat_on"] == {
        "first": "2026-03-02", "second": "2026-03-03", "settled": "2026-03-02",
    }  # fmt: skip
    attempt = db.session.scalars(select(Attempt)).one()
    assert attempt.person_id == cast.persons["lan"]
    assert attempt.mark is not None
    assert attempt.mark.score == 10
    with pytest.raises(Refused):
        keying.settle(paper, whole, by=cast.actor("tung"), at=LATER)


def test_there_is_nothing_to_settle_before_two_have_keyed(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    with pytest.raises(Refused):
        keying.settle(paper, {}, by=cast.actor("minh"), at=LATER)


def test_a_third_person_keys_blind_too(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    key(cast, paper, typed(paper, right=9))
    key(cast, paper, typed(paper, right=10), "minh")
    assert key(cast, paper, typed(paper, right=9), "tung").stage is Stage.CONFIRMED


@pytest.mark.parametrize(
    ("who", "day", "wrong"),
    [("hoa", DAY, "A"), ("lan", date(2026, 2, 28), "A"), ("lan", date(2026, 3, 4), "A"),
     ("lan", DAY, "Z")],
    ids=["own paper", "before printing", "still to come", "no such letter"],
)  # fmt: skip
def test_what_cannot_be_is_refused(app: Flask, cast: Cast, who: str, day: date, wrong: str) -> None:
    paper = a_paper(cast)
    with pytest.raises(Refused):
        key(cast, paper, {"1": wrong}, who=who, day=day)
    assert count(PaperKeying) == 0


def test_a_paper_never_joins_the_attempt_on_the_screen(app: Flask, cast: Cast) -> None:
    online = an_attempt(cast)
    paper = a_paper(cast)
    key(cast, paper, typed(paper))
    key(cast, paper, typed(paper), "minh")
    assert online.submission is None
    assert {one.number for one in db.session.scalars(select(Attempt))} == {1, 2}
    assert queries.attempt_under_way(online.quiz_version.quiz_id, online.person_id) is online


def test_two_papers_of_one_person_are_two_attempts(app: Flask, cast: Cast) -> None:
    for paper in paper_queries.papers_of(a_pile(cast, 2).id):
        key(cast, paper, typed(paper))
        key(cast, paper, typed(paper), "minh")
    assert {one.number for one in db.session.scalars(select(Attempt))} == {1, 2}
    assert (count(ModuleCompletion), count(Certificate)) == (1, 1)


def test_somebody_entered_twice_counts_as_the_person_they_are(app: Flask, cast: Cast) -> None:
    paper = a_paper(cast)
    key(cast, paper, typed(paper), who="an")
    cast.person("an").same_as_id = cast.persons["hung"]
    db.session.flush()
    key(cast, paper, typed(paper), "minh", who="hung")
    assert db.session.scalars(select(Attempt.person_id)).one() == cast.persons["hung"]


# Where they lie


def test_piles_of_others_are_not_there(app: Flask, cast: Cast) -> None:
    theirs = a_pile(cast, who="tung", unit="dong-kinh")
    ours = a_pile(cast, 3)
    hoa, tung, day = acting(cast, "hoa"), acting(cast, "tung"), date(2026, 4, 1)
    paper = paper_queries.papers_of(theirs.id)[0]
    with pytest.raises(Missing):
        paper_queries.get_paper(hoa, paper.code, day)
    assert paper_queries.get_paper(tung, paper.code, day) is paper
    mine = paper_queries.papers_of(ours.id)
    key(cast, mine[0], typed(mine[0]))
    key(cast, mine[1], typed(mine[1]))
    key(cast, mine[1], typed(mine[1]), "minh")
    (line,) = paper_queries.batches(hoa, day).rows
    assert (line.batch, line.keyed, line.confirmed, line.waiting, line.unused) == (ours, 2, 1, 1, 1)
    waiting, total = paper_queries.waiting(hoa, day)
    assert ([one.paper for one in waiting], total) == ([mine[0]], 1)
    assert len(paper_queries.batches(tung, day).rows) == 2


# Documents


def every_kind() -> list[ItemVersion]:
    pile = bank.open_bank("KINDS", "Mọi dạng")
    db.session.flush()
    wordings = [
        Wording("single_choice", "Một đáp án?", ["a", "b", "c"], {"option": 1}, "."),
        Wording("multiple_response", "Nhiều đáp án?", ["a", "b", "c"], {"options": [0, 2]}, "."),
        Wording("true_false", "Nước chảy lên.", [], {"true": False}, "."),
        Wording("ordering", "Xếp lại.", ["một", "hai", "ba"], {}, "."),
        Wording("matching", "Nối.", ["x", "y"], {"choices": [0, 1]}, ".", choices=["m", "n"]),
        Wording("fill_blank", "Bấm [[1]] rồi [[2]].", [], {"choices": [0, 1]}, ".",
                choices=["gửi", "xong"]),
        Wording("number", "Bao nhiêu?", [], {"value": "12.5", "tolerance": "0"}, "."),
        Wording("short_answer", "Tên gì?", [], {"accepted": ["VNeID"]}, "."),
    ]  # fmt: skip
    found = [bank.write_item(pile, n, wording) for n, wording in enumerate(wordings, 1)]
    db.session.flush()
    return found


def test_every_kind_is_printed_and_its_key_is_read_back(app: Flask, cast: Cast) -> None:
    quiz = bank.compose_quiz("KINDS", "Mọi dạng", every_kind(), draw=8, pass_mark=4)
    bank.release(quiz, by=SYSTEM, at=MARCH, note="x")
    pile = printing.print_papers(
        quiz, batch_id=new_id(), occasion="x", unit_id=cast.units["na-sam"], copies=2,
        by=cast.actor("hoa"), at=MARCH,
    )  # fmt: skip
    papers = paper_queries.papers_of(pile.id)
    with app.test_request_context():
        body = paper_document.papers_pdf(pile, papers, address="https://hocso.vn")
        keys = PdfReader(io.BytesIO(paper_document.key_pdf(pile, papers)))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    text = " ".join(" ".join(pages).split())
    for words in ("Mọi dạng", "Bấm (1)", "Có thể có nhiều câu", "Xếp các việc", "Bảng trả lời",
                  "hocso.vn/quizzes/papers", "Đúng", "Sai", "Số:", "Trả lời:"):  # fmt: skip
        assert words in text, words
    assert "VNeID" not in text  # no key on the paper
    for paper in papers:
        code = shown_code(paper.code)
        own = [page for page in pages if code in page]
        assert f"Trang 1/{len(own)}" in own[0]
        assert "Bảng trả lời" in own[-1]
        assert code in keys.pages[0].extract_text()
        everything = {
            str(item.position): paper_document._right(item)
            for item in paper_queries.items_of([paper])[paper.id]
        }
        state = paper_queries.state_of(paper)
        assert rules.not_understood(state.questions, everything) == []
        key(cast, paper, everything)
        key(cast, paper, everything, "minh")
    for attempt in db.session.scalars(select(Attempt)):
        assert attempt.mark is not None
        assert attempt.mark.score == 8


def test_printed_on_both_sides_every_document_begins_on_a_front() -> None:
    two_pages = "<p>một</p><p style='break-before: page'>hai</p>"
    body = to_one_pdf(["<p>lẻ</p>", two_pages, "<p>cuối</p>"], "", "<p>")
    texts = [page.extract_text().strip() for page in PdfReader(io.BytesIO(body)).pages]
    assert texts == ["lẻ", "", "một", "hai", "cuối", ""]


def test_large_piles_come_in_parts() -> None:
    assert paper_document.parts(1) == [range(1, 2)]
    assert [(one.start, one.stop - 1) for one in paper_document.parts(60)] == [
        (1, 25), (26, 50), (51, 60),
    ]  # fmt: skip
    assert sum(map(len, paper_document.parts(200))) == 200


# Pages


def printed(cast: Cast, copies: int = 1) -> Paper:
    """A paper printed by today's clock, so that pages may key it."""
    made = printing.print_papers(
        a_quiz(cast), batch_id=new_id(), occasion="Lớp thôn Nà Pàn", unit_id=cast.units["na-sam"],
        copies=copies, by=cast.actor("hoa"), at=datetime.now(UTC) - timedelta(days=1),
    )  # fmt: skip
    paper = paper_queries.papers_of(made.id)[0]
    db.session.commit()
    return paper


def boxes(answers: dict[str, str]) -> dict[str, str]:
    return {f"answer-{place}": text for place, text in answers.items()}


def test_a_quiz_is_printed(signed_in: SignedIn, cast: Cast) -> None:
    hoa = signed_in("hoa")
    assert "Chưa in bài nào" in hoa.get("/quizzes/papers").words
    hoa.get(hoa.page.link("In bài kiểm tra"))
    seen = hoa.press("Tạo bài", 422, occasion="", copies="500")
    assert "in cho dịp nào" in seen.words
    assert "từ 1 đến 200" in seen.words
    made = hoa.page.form_with("Tạo bài")
    fields = {**made.fields, "occasion": "Lớp 05/3", "copies": "1"}
    for _pressed_twice in range(2):
        seen = hoa.send(made.action, **fields)
    assert "1 bài đã sẵn sàng để in" in seen.words
    assert count(PaperBatch) == 1
    reply = hoa.client.get(seen.link("Các bài để in"))
    assert reply.data.startswith(b"%PDF-")
    assert hoa.client.get(seen.link("Các bài để in")).data == reply.data  # printed again, the same
    assert hoa.client.get(seen.link("Các bài để in").replace("-1.pdf", "-2.pdf")).status_code == 404
    assert hoa.client.get(seen.link("Đáp án (PDF)")).data.startswith(b"%PDF-")
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"papers.printed", "paper.key_taken"} <= actions
    assert "Lớp 05/3" in hoa.get("/quizzes/papers").words


def test_two_people_key_on_pages(signed_in: SignedIn, cast: Cast) -> None:
    paper = printed(cast)
    hoa, minh, here = signed_in("hoa"), signed_in("minh"), f"/quizzes/papers/{paper.code}"
    hoa.get("/quizzes/papers")
    seen = hoa.get(f"/quizzes/papers?code={shown_code(paper.code).lower()}")
    answers = typed(paper, right=9, without=(10,))
    assert "Bài này của ai" in seen.words or "Họ tên" in seen.words
    seen = hoa.press(KEEP, 422, who="", **boxes({**answers, "3": "X"}))
    assert "Đây không phải câu trả lời" in seen.words
    assert "1 câu để trống" in seen.words
    assert 'value="X"' in seen.html  # what was typed is kept
    assert "Không có ai tên" in hoa.press(KEEP, 422, who="Khách", **boxes(answers)).words
    seen = hoa.press(KEEP, 422, who="l", **boxes(answers))
    assert "Hoàng Thị Lan" in seen.words
    assert "Lộc Văn Ấn" in seen.words
    who = str(cast.persons["lan"])
    seen = hoa.press(KEEP, person=who, nothing_there="y", **boxes(answers))
    assert "Bạn đã nhập bài này" in seen.words
    hoa.press(KEEP, nothing_there="y", **boxes(answers))  # once more: nothing new
    assert count(PaperKeying) == 1
    assert "chờ người thứ hai" in minh.get("/quizzes/papers").words
    seen = minh.get(here)
    assert "Hoàng Thị Lan" not in seen.html  # blind
    assert not any(f'value="{one}"' in seen.html for one in "ABCD")
    seen = minh.press("Đối chiếu", who="hoàng thị lan", nothing_there="y", **boxes(answers))
    assert "9/10" in seen.words
    assert "Hoàng Thị Lan" in seen.words
    lan = signed_in("lan")
    attempt = db.session.scalars(select(Attempt)).one()
    seen = lan.get(f"/quizzes/attempts/{attempt.id}")
    assert "9/10" in seen.words
    assert "Làm trên giấy" in seen.words
    assert "Chưa trả lời" in seen.words


def test_settling_on_the_page(signed_in: SignedIn, cast: Cast) -> None:
    paper = printed(cast)
    hoa, minh, here = signed_in("hoa"), signed_in("minh"), f"/quizzes/papers/{paper.code}"
    hoa.get(here)
    hoa.press(KEEP, who="Hoàng Thị Lan", **boxes(typed(paper, right=9)))
    hoa.send(f"{here}/settlements", 409, **{"settle-10": "first"})
    minh.get(here)
    seen = minh.press("Đối chiếu", who="Lộc Văn Ấn", **boxes(typed(paper, right=10)))
    assert "Còn 2 điểm cần chốt" in seen.words
    assert "chọn mọi chỗ" in minh.press("Xác nhận và tính", 409, **{"settle-10": "second"}).words
    seen = minh.press("Xác nhận và tính", **{"settle-10": "second", "settle-person": "first"})
    assert "10/10" in seen.words
    assert "Hoàng Thị Lan" in seen.words
    hoa.get(here)
    assert "Đã xác nhận" in hoa.page.words


def test_papers_of_others_are_not_there(signed_in: SignedIn, cast: Cast) -> None:
    pile = a_pile(cast, who="tung", unit="dong-kinh")
    paper = paper_queries.papers_of(pile.id)[0]
    db.session.commit()
    hoa, base = signed_in("hoa"), f"/quizzes/paper-batches/{pile.id}"
    for path in (f"/quizzes/papers/{paper.code}", base, f"{base}/papers-1.pdf", f"{base}/key.pdf"):
        hoa.get(path, 404)
    hoa.get("/quizzes/papers")
    hoa.send(f"/quizzes/papers/{paper.code}/keyings", 404)
    hoa.send(f"/quizzes/papers/{paper.code}/settlements", 404)
    assert "chữ gõ sai" in hoa.get("/quizzes/papers?code=1234-5678", 404).words
    unknown = code_of("0000000")
    assert "Không có bài nào" in hoa.get(f"/quizzes/papers?code={unknown}", 404).words
