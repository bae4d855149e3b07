"""Small media for packages."""

from __future__ import annotations

import io

from PIL import Image

MP3 = b"ID3" + bytes(60)


def png(shade: int) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 90)).save(out, "PNG")
    return out.getvalue()
