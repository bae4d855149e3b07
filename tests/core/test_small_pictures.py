"""Photographs are made small, upright, and say nothing of where they were taken."""

import io

import pytest
from flask import Flask
from PIL import Image

from lms.core.errors import Refused
from lms.core.pictures import WIDEST, made_small


def photograph(width: int, height: int, turned: int = 1) -> bytes:
    """A JPEG with a place in its metadata, held sideways by the phone when `turned` is 6."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    facts = Image.Exif()
    facts[0x0112] = turned
    facts[0x010F] = "GPS 21.85 106.76"
    body = io.BytesIO()
    picture.save(body, "JPEG", exif=facts)
    return body.getvalue()


def test_a_photograph_is_made_small_and_turned_upright(app: Flask) -> None:
    sent = photograph(3000, 2000, turned=6)
    small = made_small(sent)
    assert b"GPS" in sent
    assert b"GPS" not in small.body
    assert (small.width, small.height) == (WIDEST, WIDEST * 3 // 2)
    assert Image.open(io.BytesIO(small.body)).format == "WEBP"
    assert len(small.body) < 40_000


def test_a_small_picture_keeps_its_size_and_its_holes(app: Flask) -> None:
    body = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(body, "PNG")
    small = made_small(body.getvalue())
    assert (small.width, small.height) == (40, 30)
    assert Image.open(io.BytesIO(small.body)).convert("RGBA").getpixel((5, 5)) == (0, 0, 0, 0)


@pytest.mark.parametrize("body", [b"", b"GIF89a" + b"\0" * 40, photograph(300, 200)[:200]])
def test_what_is_no_picture_is_refused_in_words(app: Flask, body: bytes) -> None:
    with pytest.raises(Refused, match="JPEG"):
        made_small(body)


def test_a_bomb_is_not_unpacked(app: Flask) -> None:
    body = io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(body, "PNG")
    with pytest.raises(Refused, match="quá lớn"):
        made_small(body.getvalue())
