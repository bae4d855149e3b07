"""Pictures made here: QR codes."""

from __future__ import annotations

import segno


def qr_picture(address: str) -> str:
    """A QR code as an SVG data address; level M survives a fold in the paper."""
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=4, dark="#1c1917"))
