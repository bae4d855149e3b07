from pathlib import Path

import pytest

from courses.manuscript import CATALOGUE, folders, read_folder, read_items
from courses.rules import FEWEST_WORDS, MOST_WORDS, Draft, problems
from lms.core.errors import Refused
from lms.core.markup import word_count

FOLDERS = list(folders())
DRAFTS = {"M1", "M2", "M5", "M6"}  # "chờ Sở xác nhận"


def test_the_ten_starter_modules_are_here() -> None:
    assert [read_folder(path).script.code for path in FOLDERS] == [f"M{n}" for n in range(10)]


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_every_module_could_be_published(path: Path) -> None:
    folder = read_folder(path)
    words = [word_count(lesson.body) for lesson in folder.script.lessons]
    assert problems(Draft(folder.script.summary, words, bool(folder.script.pocket_card))) == []
    assert folder.publish == (folder.script.code not in DRAFTS)
    assert folder.script.points_to_confirm


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_every_module_has_ten_items_with_four_options(path: Path) -> None:
    items = read_folder(path).items
    assert [len(item.options) for item in items] == [4] * 10
    assert all(item.explanation for item in items)


def test_what_is_missing_is_said() -> None:
    found = problems(Draft("", [FEWEST_WORDS - 1, MOST_WORDS], has_pocket_card=False))
    assert found == [
        "the summary is empty",
        "lesson 1 has 79 words; a screen takes 80–150",
        "there is no pocket card",
    ]
    assert "there is no lesson" in problems(Draft("x", [], has_pocket_card=True))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1. **Hỏi?**\n   - A. Một\n   - Đáp án: C. Vì.\n", 3),
        ("   - Đáp án: A. Vì.\n", 1),
        ("1. **Hỏi?**\nlạc lõng\n", 2),
    ],
)
def test_a_wrong_item_is_named_by_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "quiz.md"
    file.write_text(text)
    with pytest.raises(Refused, match=f"quiz.md:{line}: "):
        read_items(file)


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
