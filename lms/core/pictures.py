"""Pictures: QR codes made here, and photographs made small and free of where they were taken."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import segno
from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from lms.core.errors import Refused

WIDEST = 960  # pixels: twice the width of a lesson on a phone
MOST_PIXELS = 60_000_000  # of a picture sent in: more is a bomb, not a photograph
QUALITY = 72  # of WebP: photographs of screens stay readable


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: WebP, no metadata, width and height in pixels."""

    body: bytes
    width: int
    height: int


def qr_picture(address: str) -> str:
    """A QR code as an SVG data address; level M survives a fold in the paper."""
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=4, dark="#1c1917"))


def made_small(body: bytes, widest: int = WIDEST) -> Picture:
    """A picture somebody sent, turned upright, made small, encoded anew: metadata stays behind."""
    try:
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
            sent = Image.open(io.BytesIO(body), formats=("JPEG", "PNG", "WEBP"))
        with sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise Refused(_("This picture is too large. Please make it smaller first."))
            sent.draft("RGB", (2 * widest, 2 * widest))
            upright = ImageOps.exif_transpose(sent)
            has_alpha = "A" in upright.getbands() or "transparency" in upright.info
            plain = upright.convert("RGBA" if has_alpha else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_("This picture is too large. Please make it smaller first.")) from None
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise Refused(_("This is not a picture we can read: JPEG, PNG or WebP, please.")) from None
    plain.thumbnail((widest, 3 * widest), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    plain.save(small, "WEBP", quality=QUALITY, method=4)
    return Picture(small.getvalue(), plain.width, plain.height)
