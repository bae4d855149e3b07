"""Puts PDFs one after the other, for paper; in a process of its own, the library knows no threads.

`python -m lms.core.pdf_pages` reads the paths of the PDFs from standard input, a line each, and
writes the PDF. What comes out bears no signature and no tags: it is for paper.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pypdfium2

ROOT = Path(__file__).parents[2]
SECONDS = 300


def joined(paths: Iterable[Path]) -> bytes:
    """The pages of PDFs in their order as one PDF. Raises OSError when it cannot be made."""
    done = subprocess.run(
        [sys.executable, "-m", "lms.core.pdf_pages"],
        input="\n".join(str(path.absolute()) for path in paths).encode(),
        capture_output=True,
        timeout=SECONDS,
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise OSError("the PDFs could not be put together")
    return done.stdout


def main() -> None:
    """Read the paths, write the PDF."""
    whole = pypdfium2.PdfDocument.new()
    for line in sys.stdin:
        with pypdfium2.PdfDocument(line.strip()) as one:
            whole.import_pages(one)
    whole.save(sys.stdout.buffer)


if __name__ == "__main__":
    main()
