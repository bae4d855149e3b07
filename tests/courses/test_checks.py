"""What an author must mend or should look at again: one row a check."""

from dataclasses import replace
from uuid import uuid4

import pytest

from courses.authoring.rules import language
from courses.authoring.rules.checks import findings
from courses.authoring.rules.findings import KeptFile, LessonText, Script, Weight
from quizzes.rules.drawing import Card, Line
from quizzes.rules.plans import Plan

MUST, CONFIRM, SHOULD = Weight.MUST, Weight.CONFIRM, Weight.SHOULD
WORDS = "\n\n".join(["Bà con gõ địa chỉ rồi bấm vào ô, chờ máy hiện ra."] * 8)  # 88 words
FILES = {
    "a.webp": KeptFile("picture", 20_000),
    "nang.webp": KeptFile("picture", 75_000),
    "qua-nang.webp": KeptFile("picture", 120_000),
    "loi.m4a": KeptFile("audio", 400_000),
    "phim.mp4": KeptFile("video", 21_000_000),
}
WHOLE = Script(
    title="Học phần",
    summary="Tóm tắt",
    objectives=["Làm được"],
    pocket_card="Một\n\nHai",
    lessons=[LessonText("Bài một", WORDS)],
    plan=Plan(draw=1, pass_mark=1),
    cards=[Card(uuid4(), uuid4(), 4)],
    files=FILES,
)


def told(script: Script) -> list[tuple[Weight, int, int, str]]:
    return [(one.weight, one.lesson, one.line, one.words) for one in findings(script)]


@pytest.mark.parametrize(
    ("changed", "weight", "words"),
    [
        ({"summary": " "}, MUST, "The summary is empty."),
        ({"objectives": [""]}, MUST, "It is not said what learners can do afterwards."),
        ({"pocket_card": "\n"}, MUST, "There is no pocket card."),
        ({"lessons": []}, MUST, "There is no lesson yet."),
        ({"open_points": ["Số điện thoại"]}, CONFIRM, "Not confirmed yet: Số điện thoại"),
        ({"pocket_card": "Bấm vào link"}, SHOULD, "English word “link”: say “đường dẫn”."),
        ({"cards": []}, MUST, "The quiz has no questions yet."),
        ({"plan": Plan(2, 1)}, MUST, "2 questions are asked, but only 1 are chosen."),
        ({"plan": Plan(1, 1, (Line(1, "otp"),))}, MUST,
         "The plan of the quiz lacks 1 questions (otp)."),
        ({"references": [(3, "1:1"), (4, "1:9"), (5, "2:1")]}, SHOULD,
         "Question 4 names lesson 1, line 9, which is not there."),
    ],
)  # fmt: skip
def test_what_is_said_of_a_module(changed: dict[str, object], weight: Weight, words: str) -> None:
    found = told(replace(WHOLE, **changed))  # type: ignore[arg-type]
    assert found[0] == (weight, 0, 0, words)
    assert len(found) == (2 if "references" in changed else 1)


@pytest.mark.parametrize(
    ("more", "weight", "words"),
    [
        ("![](media/a.webp)", MUST, "The picture a.webp has no words for who cannot see it."),
        ("![Nút](media/la.webp)", MUST, "The picture la.webp is not there."),
        ("![Nút](media/loi.m4a)", MUST, "The picture loi.m4a is not there."),
        ("![Nút](media/nang.webp)", SHOULD, "Text and pictures weigh 76 KB"),
        ("![Nút](media/qua-nang.webp)", MUST, "Text and pictures weigh 121 KB"),
        ("::: audio media/loi.m4a tyz\n:::", MUST, "The recording loi.m4a has no transcript."),
        ("::: audio media/mat.m4a\nLời\n:::", MUST, "The recording mat.m4a is not there."),
        ("::: audio https://x.vn/a.mp3\nLời\n:::", MUST, "https://x.vn/a.mp3 is not there."),
        ("::: video https://x.vn/a\n:::", MUST, "has no words that say what it shows."),
        ("::: video media/phim.mp4\nChị mở máy.\n:::", MUST, "phim.mp4 has more than 20 MB."),
        ("::: check\nĐúng không?\n\n- [ ] Có\n- [ ] Không\n:::", MUST, "has no right choice"),
        ("Chạm vào file ấy.", SHOULD, "English word “file”: say “tệp”."),
        (" ".join(["chữ"] * 31) + ".", SHOULD, "A long sentence (31 syllables)"),
        (" ".join(["chữ"] * 80), MUST, "The lesson has 184 words; a screen takes 80 to 150."),
    ],
)  # fmt: skip
def test_what_is_said_of_a_lesson(more: str, weight: Weight, words: str) -> None:
    found = told(replace(WHOLE, lessons=[LessonText("Bài một", f"{WORDS}\n\n{more}\n")]))
    assert words in found[0][3]
    assert found[0][:2] == (weight, 1)
    if weight is SHOULD and "weigh" not in words:
        assert found[0][2] == 9, "the line it stands in"


def test_what_is_whole_is_left_alone() -> None:
    fine = (
        "![Nút](media/a.webp)", "::: audio media/loi.m4a nut\nLời nói\n:::",
        "::: video https://x.vn/a\nChị mở máy.\n:::", "::: check\nSao?\n\n- [x] A\n- [ ] B\n:::",
        "Mở App Store, tìm Zalo, quét QR.", "Link, tức là đường dẫn, thì không bấm.",
    )  # fmt: skip
    for more in fine:
        body = f"{WORDS}\n\n{more}\n"
        assert told(replace(WHOLE, lessons=[LessonText("Bài một", body)])) == [], more
    assert told(replace(WHOLE, lessons=[LessonText("Bài", "")]))[0][3] == "The lesson is empty."
    assert told(replace(WHOLE, lessons=[LessonText("Bài", "", is_played=True)])) == []


def test_hard_text_shows_its_worst_sentences() -> None:
    text = [f"{'chữ ' * n}." for n in (18, 16, 20, 17)]
    found = language.hardest(language.sentences(text))
    assert [one.syllables for one in found] == [20, 18, 17]
    assert language.hardest(language.sentences(["Ngắn thôi."])) == []
    assert len(language.TERMS) >= 80
