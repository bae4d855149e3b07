"""Lessons as authors write them: blocks, figures, recordings; nothing foreign gets through."""

from lms.core.markup import (
    files_in,
    named_blocks,
    text_lines,
    to_html,
    to_numbered_html,
    word_count,
)
from lms.core.markup_blocks import Medium

MEDIA = (
    Medium("nut.webp", "/m/nut.webp", 20_000, 40, 30),
    Medium("loi.m4a", "/m/loi.m4a", 1_100_000),
    Medium("phim.mp4", "/m/phim.mp4", 4_200_000),
)
CHECK = """::: check
Ai nên xem mã OTP?

- [ ] Cán bộ
- [x] Chỉ **mình** tôi

Mã OTP là chìa khóa.
:::
"""


def test_a_picture_alone_is_a_figure_with_its_size() -> None:
    html = to_html('![Nút](media/nut.webp "Bấm nút xanh")', "vi", MEDIA)
    assert html.startswith('<figure><img src="/m/nut.webp" alt="Nút" width="40" height="30"')
    assert "<figcaption>Bấm nút xanh</figcaption>" in html
    inline = to_html("Bấm ![Nút](media/nut.webp) này", "vi", MEDIA)
    assert "<figure>" not in inline
    assert "<img" in inline


def test_a_recording_says_its_language_and_size_and_never_plays_by_itself() -> None:
    html = to_html("::: audio media/loi.m4a tyz\nLời đọc.\n:::", "vi", MEDIA)
    for part in ("Nghe bằng tiếng Tày", 'preload="none"', "Tải về (1,1 MB)", "Lời đọc."):
        assert part in html
    assert "spoken--tyz" in html
    assert "autoplay" not in html
    assert "Listen in Tày" in to_html("::: audio media/loi.m4a tyz\nx\n:::", "en", MEDIA)


def test_films_are_files_or_links() -> None:
    assert "4,2 MB" in to_html("::: video media/phim.mp4\nx\n:::", "vi", MEDIA)
    assert 'href="https://a.vn/x"' in to_html("::: video https://a.vn/x\nx\n:::", "vi", MEDIA)
    assert "href" not in to_html("::: video javascript:alert(1)\nx\n:::", "vi", MEDIA)


def test_what_is_right_waits_behind_a_press() -> None:
    html = to_html(CHECK)
    before, after = html.split("<details>")
    assert "[x]" not in html
    assert "Chỉ <strong>mình</strong> tôi" in before
    assert "Đúng:</strong> Chỉ mình tôi" in after
    assert "chìa khóa" in after
    assert text_lines(CHECK) == [
        "Ai nên xem mã OTP?",
        "Cán bộ",
        "Chỉ mình tôi",
        "Mã OTP là chìa khóa.",
    ]
    assert to_numbered_html(CHECK).count('id="line-') == 4


def test_foreign_pictures_and_scripts_are_only_words() -> None:
    html = to_html("<script>alert(1)</script> ![mèo](https://evil.vn/x.png) <img src=x onerror=y>")
    assert "<script" not in html
    assert "<img" not in html
    assert "[mèo]" in html
    assert '"><b' not in to_html('::: audio media/"><b>.m4a\nx\n:::', "vi", MEDIA)


def test_what_a_text_holds() -> None:
    text = (
        "![a](media/nut.webp)\n\n::: steps\n::: audio media/loi.m4a nut\nMột hai.\n:::\n:::\n\nba"
    )
    assert files_in(text) == ["nut.webp", "loi.m4a"]
    found = [(one.opening.name, one.opening.language, one.words) for one in named_blocks(text)]
    assert found[0] == ("audio", "nut", "Một hai.")
    assert word_count(text) == 2  # the words of the picture and the last line
