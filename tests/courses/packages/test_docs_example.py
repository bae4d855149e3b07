"""The example of docs/module-package.md is a package; the document names every line there is."""

import re
from pathlib import Path

from courses.item_kinds import READERS
from courses.item_lines import NAMES
from courses.packages.archive import packed
from courses.packages.reading_process import answer

DOCUMENT = (Path(__file__).parents[3] / "docs" / "module-package.md").read_text()


def test_the_example_can_be_taken() -> None:
    found = re.findall(r"^`([a-z0-9./-]+)`\n\n```\w+\n(.*?)^```", DOCUMENT, re.M | re.S)
    files = {name: text.encode() for name, text in found}
    assert set(files) == {"module.toml", "lessons/01-quet-ma.md", "pocket-card.md", "quiz.md"}
    assert "body" in answer(packed(files))


def test_every_line_of_an_item_is_told() -> None:
    for name in NAMES - {"Đáp án"}:
        assert f"`- {name}:" in DOCUMENT, name
    for kind in set(READERS) - {"một đáp án"}:
        assert f"`{kind}`" in DOCUMENT, kind
