"""Pictures and recordings in files: what they are by their first bytes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from quizzes.wording import Use

LARGEST = 5_000_000  # bytes of one picture or recording


@dataclass(frozen=True)
class Sort:
    """A sort of file that can be on an item."""

    use: Use
    media_type: str
    ending: str


PNG = Sort(Use.PICTURE, "image/png", "png")
JPEG = Sort(Use.PICTURE, "image/jpeg", "jpg")
GIF = Sort(Use.PICTURE, "image/gif", "gif")
WEBP = Sort(Use.PICTURE, "image/webp", "webp")
MP3 = Sort(Use.AUDIO, "audio/mpeg", "mp3")
OGG = Sort(Use.AUDIO, "audio/ogg", "ogg")
WAV = Sort(Use.AUDIO, "audio/wav", "wav")
M4A = Sort(Use.AUDIO, "audio/mp4", "m4a")
# Drawings (SVG) are left out on purpose: they can hold scripts.
SIGNS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF8", GIF),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf2", MP3),
    (b"OggS", OGG),
)
ENDINGS = {
    **dict.fromkeys(("png", "jpg", "jpeg", "gif", "webp", "svg", "bmp"), Use.PICTURE),
    **dict.fromkeys(("mp3", "ogg", "oga", "wav", "m4a", "aac", "flac", "opus"), Use.AUDIO),
}


def sort_of(body: bytes) -> Sort | None:
    """What a body is; None for anything that cannot be on an item."""
    if len(body) > LARGEST:
        return None
    if body[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(body[8:12])
    if body[4:8] == b"ftyp":
        return M4A
    return next((sort for sign, sort in SIGNS if body.startswith(sign)), None)


def use_by_name(name: str) -> Use | None:
    """What a file calls itself: good enough to say what was lost, not to take it."""
    return ENDINGS.get(name.rpartition(".")[2].lower())
