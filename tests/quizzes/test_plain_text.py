"""Formatted texts become plain ones; a loss is told only when there was one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange.plain_text import MOST_TAGS, plain, plain_markdown, plain_with_breaks


@pytest.mark.parametrize(
    ("html", "text", "formatted"),
    [
        ("Mật khẩu là gì?", "Mật khẩu là gì?", False),
        ("<p>Một</p><p>Hai<br>Ba</p>", "Một\nHai\nBa", False),
        ('<p dir="ltr" style="text-align: left;">Một</p>', "Một", False),
        ('<p style="color: red">Một</p>', "Một", True),
        ("<b>Một</b> hai", "Một hai", True),
        ("a &lt; b &amp; c&nbsp;d", "a < b & c d", False),
        ("1 < 2", "1 < 2", False),
        ("<ul><li>Một</li><li>Hai</li></ul>", "Một\nHai", True),
        ("Một<script>alert('x')</script><style>p{}</style>", "Một", True),
        ("Một\x00\x07", "Một", False),
        ("", "", False),
    ],
)
def test_html(html: str, text: str, formatted: bool) -> None:
    assert plain(html) == (text, formatted)


def test_line_breaks_of_plain_texts_stay() -> None:
    assert plain_with_breaks("Một\r\nHai\n\nBa") == ("Một\nHai\nBa", False)
    assert plain("Một\nHai") == ("Một Hai", False)


def test_markdown() -> None:
    assert plain_markdown("**Một** hai\n\n- ba\n- bốn") == ("Một hai\nba\nbốn", True)
    assert plain_markdown("Một câu.") == ("Một câu.", False)


def test_very_many_tags_take_no_time() -> None:
    assert plain("<div>" * (MOST_TAGS * 50) + "x") == ("x", True)


@given(st.text(max_size=60))
def test_never_a_tag_of_a_script(text: str) -> None:
    found, _formatted = plain(f"<script>{text.replace('<', '')}</script>ok")
    assert found == "ok"
