"""The table of docs/exchange.md says what the formats do."""

from __future__ import annotations

from pathlib import Path

from quizzes.exchange.format import Loss
from quizzes.exchange.formats import FORMATS
from quizzes.exchange.words import FATES, LOSSES, REASONS
from quizzes.items import KINDS

DOCUMENT = Path(__file__).parents[2] / "docs" / "exchange.md"
BEGIN, END = "test_exchange_table` -->\n", "<!-- /table -->"


def table() -> str:
    """Kind × format: whole, what is lost, or –."""
    lines = ["| kind | " + " | ".join(FORMATS) + " |", "|---" * (len(FORMATS) + 1) + "|"]
    for kind in KINDS:
        cells = []
        for form in FORMATS.values():
            losses = form.CARRIES.get(kind)
            words = "–" if losses is None else ", ".join(sorted(loss.value for loss in losses))
            cells.append(words or "whole")
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def test_the_document_says_what_the_formats_carry() -> None:
    text = DOCUMENT.read_text()
    assert table() == text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


def test_every_loss_reason_and_fate_has_its_words() -> None:
    assert set(LOSSES) == set(Loss)
    assert len(REASONS) == 7
    assert len(FATES) == 3


def test_the_formats_keep_the_contract() -> None:
    for name, form in FORMATS.items():
        assert form.ENDING.startswith("."), name
        assert "/" in form.MEDIA_TYPE, name
        assert str(form.TITLE), name
        assert set(form.CARRIES) <= set(KINDS), name


if __name__ == "__main__":
    before, _begin, rest = DOCUMENT.read_text().partition(BEGIN)
    DOCUMENT.write_text(before + BEGIN + table() + END + rest.partition(END)[2])
