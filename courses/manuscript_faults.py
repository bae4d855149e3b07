"""What is wrong with a file of a manuscript, and where: for the command line and for pages."""

from __future__ import annotations

from lms.core.errors import Refused


class Broken(Refused):
    """A file that cannot be taken as it is; the message begins with its name and line."""

    status = 422

    def __init__(self, file: object, words: str, line: int | None = None) -> None:
        place = str(file) if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {words}")
        self.file, self.line, self.words = str(file), line, words
