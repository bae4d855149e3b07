from pathlib import Path
from shutil import copytree
from uuid import uuid4

import pytest

from courses.authoring.rules.checks import findings
from courses.authoring.rules.findings import LessonText, Script, Weight
from courses.manuscript import CATALOGUE, Folder, folders, read_folder, read_items
from lms.core.errors import Refused
from quizzes.rules.drawing import Card, Line
from quizzes.rules.plans import Plan

FOLDERS = list(folders())
DRAFTS = {"M1", "M2", "M5", "M6"}  # "chờ Sở xác nhận"


def test_the_ten_starter_modules_are_here() -> None:
    assert [read_folder(path).script.code for path in FOLDERS] == [f"M{n}" for n in range(10)]


def script_in(folder: Folder) -> Script:
    """A folder as the checks look at it."""
    script = folder.script
    return Script(
        title=script.title, summary=script.summary, objectives=script.objectives,
        pocket_card=script.pocket_card,
        lessons=[LessonText(one.title, one.body) for one in script.lessons],
        plan=Plan(folder.draw, folder.pass_mark, tuple(folder.blueprint), folder.policy),
        cards=[Card(uuid4(), uuid4(), len(one.options)) for one in folder.items],
        references=[(n, one.reference) for n, one in enumerate(folder.items, 1)],
    )  # fmt: skip


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_every_module_could_be_published(path: Path) -> None:
    folder = read_folder(path)
    must = [one.words for one in findings(script_in(folder)) if one.weight is Weight.MUST]
    assert must == []
    assert folder.publish == (folder.script.code not in DRAFTS)
    assert bool(folder.script.points_to_confirm) is not folder.publish
    assert bool(folder.script.points_to_review) is folder.publish


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_every_module_has_ten_items_with_four_options(path: Path) -> None:
    items = read_folder(path).items
    assert [len(item.options) for item in items] == [4] * 10
    assert all(item.explanation for item in items)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1. **Hỏi?**\n   - A. Một\n   - Đáp án: C. Vì.\n", 3),
        ("   - Đáp án: A. Vì.\n", 1),
        ("1. **Hỏi?**\nlạc lõng\n", 2),
        ("1. **Hỏi?**\n- A. Một\n- C. Ba\n", 3),
        ("1. **Hỏi?**\n- Mức: dễ\n- Mức: khó\n", 3),
        ("1. **Hỏi?**\n- A. Một\n- B. Hai\n- Đáp án: A. Vì.\n- Mức: rất khó\n", 5),
        ("1. **Hỏi?**\n- A. Một\n- B. Hai\n- Đáp án: A. Vì.\n- Đọc lại: bài 5\n", 5),
        ("1. **Hỏi?**\n- A. Một\n- B. Hai\n- Đáp án: A, B. Vì.\n", 4),
        ("1. **Hỏi?**\n- A. Một\n- B. Một\n- Đáp án: A. Vì.\n", 1),
        ("1. **Hỏi?**\n- A. Một\n- B. Hai\n", 1),
        ("1. **Hỏi?**\n- Loại: tự luận\n", 2),
        ("1. **Hỏi?**\n- Loại: đúng sai\n- Đáp án: Có. Vì.\n", 3),
        ("1. **Hỏi?**\n- Loại: điền số\n- Đáp án: nhiều. Vì.\n", 3),
        ("1. **Hỏi?**\n- Loại: ghép đôi\n- A. một\n- B. hai = 2\n", 1),
        ("1. **Hỏi [[2]]?**\n- Loại: điền chỗ trống\n- A. một\n", 1),
    ],
)
def test_a_wrong_item_is_named_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "quiz.md"
    file.write_text(text)
    with pytest.raises(Refused, match=f"quiz.md:{line}: "):
        read_items(file)


EVERY_KIND = """# Mẫu
1. **Hỏi?**
   - Loại: nhiều đáp án
   - A. Một // Đúng một nửa.
   - B. Hai
   - C. Ba
   - Đáp án: A, C. Vì thế.
   - Đọc lại: 05:3
   - Mức: khó
   - Nhãn: otp, an toàn
2. **Đất tròn.**
   - Loại: đúng sai
   - Đáp án: Đúng. Ai cũng biết.
3. **Xếp lại.**
   - Loại: sắp xếp
   - A. Trước
   - B. Sau
   - Giải thích: Lần lượt.
4. **Ghép.**
   - Loại: ghép đôi
   - A. 113 = công an
   - B. 115 = cấp cứu
   - Thêm: điện lực
5. **Mã [[1]] và [[2]].**
   - Loại: điền chỗ trống
   - A. OTP
   - B. PIN
   - Thêm: QR
6. **Bao nhiêu?**
   - Loại: điền số
   - Đáp án: 1.646 ± 0,5. Tỉnh đếm.
7. **Tên gì?**
   - Loại: trả lời ngắn
   - Đáp án: nTrust | n trust. Của hiệp hội.
"""


def test_every_kind_can_be_written_as_text(tmp_path: Path) -> None:
    file = tmp_path / "quiz.md"
    file.write_text(EVERY_KIND)
    many, truth, steps, pairs, gaps, figure, short = read_items(file)
    assert (many.key, many.explanation) == ({"options": [0, 2]}, "Vì thế.")
    assert many.option_explanations == ["Đúng một nửa.", "", ""]
    assert (many.reference, many.level, many.tags) == ("5:3", 3, ["otp", "an toàn"])
    assert (truth.key, truth.explanation) == ({"true": True}, "Ai cũng biết.")
    assert (steps.options, steps.explanation) == (["Trước", "Sau"], "Lần lượt.")
    assert (pairs.options, pairs.key) == (["113", "115"], {"choices": [0, 1]})
    assert pairs.choices == ["công an", "cấp cứu", "điện lực"]
    assert (gaps.choices, gaps.key) == (["OTP", "PIN", "QR"], {"choices": [0, 1]})
    assert figure.key == {"value": "1646", "tolerance": "0.5"}
    assert short.key == {"accepted": ["nTrust", "n trust"]}


def test_a_blueprint_is_read_or_named(tmp_path: Path) -> None:
    copy = tmp_path / "m0"
    copytree(CATALOGUE / "m0", copy)
    facts = copy / "module.toml"
    text = facts.read_text()
    facts.write_text(text + '\n[[blueprint]]\ncount = 2\ntag = "otp"\nlevel = "dễ"\n')
    assert list(read_folder(copy).blueprint) == [Line(2, "otp", 1)]
    for wrong in ('level = "dễ"', 'count = 1\nlevel = "x"', "count = 1\nmany = 2"):
        facts.write_text(f"{text}\n[[blueprint]]\n{wrong}\n")
        with pytest.raises(Refused, match="blueprint is not understood"):
            read_folder(copy)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("module.toml", b"code = ", "module.toml"),
        ("module.toml", b'code = "M0"\n', "is missing"),
        ("quiz.md", b"\xff\xfe\x00", "not UTF-8 text"),
        ("lessons/01-x.md", "Không có tựa\n".encode(), "first line must be the title"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    for file in (CATALOGUE / "m0").rglob("*"):
        if file.is_file():
            copy = tmp_path / file.relative_to(CATALOGUE / "m0")
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(file.read_bytes())
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused, match=words):
        read_folder(tmp_path)
