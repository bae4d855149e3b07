"""Packages made to harm are refused as a whole, with the entry named."""

from __future__ import annotations

import io
import stat
import warnings
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image

from courses.manuscript import CATALOGUE, read_files, read_folder
from courses.manuscript_faults import Broken
from courses.packages.archive import packed, unpacked
from courses.packages.preparing import prepared
from courses.packages.reading_process import answer
from courses.packages.writing import files_of
from lms.core.pictures import made_small
from tests.courses.packages.made import MP3, png

GOOD = files_of(read_folder(CATALOGUE / "m0"))


def with_entry(name: str, body: bytes = b"x", attributes: int = 0, flags: int = 0) -> bytes:
    """A good package with one more entry."""
    out = io.BytesIO(packed(GOOD))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two entries of one name
        entry = zipfile.ZipInfo(name)
        entry.external_attr, entry.compress_type = attributes, zipfile.ZIP_DEFLATED
        archive.writestr(entry, body)
        archive.infolist()[-1].flag_bits |= flags
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "no ZIP": lambda: b"PK\x03\x04 not really",
    "way up": lambda: with_entry("lessons/../../evil.md"),
    "from the root": lambda: with_entry("/etc/passwd"),
    "backslash": lambda: with_entry("media\\..\\x.png"),
    "drive": lambda: with_entry("C:/x.md"),
    "link": lambda: with_entry("media/x.png", b"/etc/passwd", (stat.S_IFLNK | 0o777) << 16),
    "twice": lambda: with_entry("quiz.md"),
    "twice in other case": lambda: with_entry("QUIZ.md"),
    "locked": lambda: with_entry("media/x.png", flags=1),
    "bomb": lambda: with_entry("media/x.png", b"\0" * 30_000_000),
    "large text": lambda: with_entry("lessons/99-x.md", b"# x\n" + bytes(range(256)) * 2_000),
    "many": lambda: packed(GOOD | {f"media/{n}": b"" for n in range(1_001)}),
    "cut off": lambda: packed(GOOD)[:-200],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_harm_is_refused(what: str) -> None:
    found = answer(HOSTILE[what]())
    assert found.keys() == {"file", "line", "words"}
    assert found["words"]


def test_litter_a_folder_around_and_strange_files_are_no_harm() -> None:
    files = {f"m0/{name}": body for name, body in GOOD.items()}
    litter = {"__MACOSX/m0/._quiz.md": b"x", "m0/.DS_Store": b"x"}
    strange = {"m0/README.txt": b"x", "m0/scorm/a/b.zip": b"PK", "m0/media/ảnh 1.png": b"x"}
    found, others = unpacked(packed(files | litter | strange))
    assert found == GOOD
    assert others == list(strange)


@pytest.mark.parametrize(
    ("name", "body", "place"),
    [
        ("lessons/03-x.md", "Không có tựa", ("lessons/03-x.md", 1)),
        ("lessons/03-x.md", "# Bài\n\nXem\n\n![cây](media/cay.png)\n", ("lessons/03-x.md", 5)),
        ("quiz.md", "1. **?**\n- A. x\n- B. y\n- Ảnh: media/c.png\n- Đáp án: A", ("quiz.md", 4)),
        ("module.toml", 'code = "a b"', ("module.toml", None)),
        ("module.toml", "format = 2", ("module.toml", None)),
        ("module.toml", 'code = "M0"\nopens = 1', ("module.toml", None)),
        ("lessons/03-x.md", "# B\nscorm: scorm/a.zip\n", ("lessons/03-x.md", 2)),
        ("lessons/03-x.md", "# B\n" + "x" * 20_001, ("lessons/03-x.md", None)),
        (
            "module.toml",
            GOOD["module.toml"].decode() + '\n[[blueprint]]\ncount = 9\ntag = "x"\n',
            ("module.toml", None),
        ),
        ("pocket-card.md", "a\0b", ("pocket-card.md", None)),
        ("media/cay.png", "no picture", ("media/cay.png", None)),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(
    name: str, body: str, place: tuple[str, int | None]
) -> None:
    shows = {"lessons/04-y.md": b"# B\n\n![c](media/cay.png)\n"} if name == "media/cay.png" else {}
    found = answer(packed({**GOOD, **shows, name: body.encode()}))
    assert (found["file"], found["line"]) == place


def test_media_are_fitted_once_and_the_texts_follow() -> None:
    lesson = ("# Bài\n\n![cây](media/Cay.png)\n\n::: audio media/loi.mp3 tyz\nLời.\n:::\n").encode()
    quiz = (
        "1. **Cây nào?**\n- Loại: chọn ảnh\n- A. Một\n- B.\n- Ảnh A: media/Cay.png\n"
        "- Ảnh B: media/b.png // hai\n- Ghi âm: media/loi.mp3 // nghe\n- Đáp án: B\n"
    ).encode()
    media = {"media/Cay.png": png(1), "media/b.png": png(2), "media/loi.mp3": MP3}
    facts = (
        GOOD["module.toml"]
        .replace(b"draw = 10", b"draw = 1")
        .replace(b"pass_mark = 7", b"pass_mark = 1")
    )
    files = {**GOOD, **media, "lessons/09-x.md": lesson, "quiz.md": quiz, "module.toml": facts}
    first = prepared(read_files({**files, "media/z.png": b"?"}))
    assert (list(first.made_anew), list(first.unused)) == (["Cay.png"], ["z.png"])
    body = first.folder.script.lessons[-1].body
    assert "media/Cay.png" not in body
    assert all(f"media/{name}" in body for name in first.uses)
    assert first.folder.items[0].options == ["Một", ""]
    second = prepared(first.folder)
    assert (second.folder, second.made_anew, second.unused) == (first.folder, [], [])
    with pytest.raises(Broken, match=r"media/b\.png"):
        prepared(read_files({**files, "media/b.png": MP3}))


def test_a_picture_stays_only_when_it_is_nothing_but_a_picture() -> None:
    small = made_small(png(1)).body
    assert made_small(small).body == small
    told = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "nha ba Lan"
    Image.open(io.BytesIO(small)).save(told, "WEBP", exif=exif)
    for hiding in (told.getvalue(), small + b"PK\x03\x04"):
        again = made_small(hiding).body
        assert again != hiding
        assert b"nha ba Lan" not in again
        assert made_small(again).body == again
