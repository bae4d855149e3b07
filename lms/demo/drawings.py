"""Small pictures for items of the demo, drawn here from rectangles; nothing is borrowed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping

import segno

WIDTH, HEIGHT = 240, 200
Colour = tuple[int, int, int]
PAPER, INK = (255, 255, 255), (24, 33, 48)
RED, GREEN, AMBER = (190, 40, 40), (28, 120, 72), (240, 180, 40)
SITE = "https://dichvucong.gov.vn"


class Canvas:
    """A small picture, a pixel at a time."""

    def __init__(self) -> None:
        self.rows = [bytearray(bytes(PAPER) * WIDTH) for _ in range(HEIGHT)]

    def box(self, left: int, top: int, width: int, height: int, colour: Colour = INK) -> None:
        """A filled rectangle."""
        for row in self.rows[top : top + height]:
            row[3 * left : 3 * (left + width)] = bytes(colour) * width

    def png(self) -> bytes:
        """The picture as a file (W3C PNG, colour type 2, no filter)."""
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        lines = b"".join(b"\0" + bytes(row) for row in self.rows)
        parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + check


def _qr(canvas: Canvas) -> None:
    """A real QR code of the public service portal, with the quiet zone it needs."""
    matrix = segno.make(SITE, error="m", micro=False).matrix
    cell = (HEIGHT - 40) // len(matrix)
    side = cell * len(matrix)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                canvas.box(
                    (WIDTH - side) // 2 + x * cell, (HEIGHT - side) // 2 + y * cell, cell, cell
                )


def _bars(canvas: Canvas) -> None:
    """Bars of different width, as on a packet."""
    left = 40
    for number in range(28):
        width = 2 + (number * 7) % 5
        if number % 2 == 0:
            canvas.box(left, 40, width, 120)
        left += width + 2


def _padlock(canvas: Canvas) -> None:
    for left, top, width, height in ((80, 40, 14, 60), (146, 40, 14, 60), (80, 40, 80, 14)):
        canvas.box(left, top, width, height)
    canvas.box(60, 90, 120, 80, AMBER)
    canvas.box(114, 115, 12, 30)


def _warning(canvas: Canvas) -> None:
    for y in range(130):
        half = y * 100 // 130
        canvas.box(WIDTH // 2 - half, 35 + y, 2 * half + 1, 1, AMBER)
    canvas.box(114, 85, 12, 45)
    canvas.box(114, 140, 12, 12)


def _battery(canvas: Canvas, filled: int, colour: Colour) -> None:
    canvas.box(40, 60, 150, 80)
    canvas.box(190, 85, 12, 30)
    canvas.box(46, 66, 138, 68, PAPER)
    canvas.box(52, 72, 126 * filled // 100, 56, colour)


def _signal(canvas: Canvas) -> None:
    for number in range(4):
        height = 30 + 30 * number
        canvas.box(60 + 32 * number, 160 - height, 22, height)


DRAWINGS: Mapping[str, Callable[[Canvas], None]] = {
    "qr": _qr,
    "bars": _bars,
    "padlock": _padlock,
    "warning": _warning,
    "empty": lambda canvas: _battery(canvas, 12, RED),
    "full": lambda canvas: _battery(canvas, 100, GREEN),
    "signal": _signal,
}


def drawn(name: str) -> bytes:
    """One of the pictures as PNG."""
    canvas = Canvas()
    DRAWINGS[name](canvas)
    return canvas.png()
