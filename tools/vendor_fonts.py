"""Makes the fonts of lms/static/fonts from npm packages: one small file a face, all of Vietnamese.

Stock packages split a face into latin, latin-ext and vietnamese; a Vietnamese page then loads all
three. This subsets each, merges them and writes one WOFF2. Run: `python tools/vendor_fonts.py`.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

OUT = Path(__file__).parents[1] / "lms" / "static" / "fonts"
FACES = {
    "be-vietnam-pro": ("5.3.0", ("700-normal",)),
    "tinos": ("5.3.0", ("400-normal", "700-normal", "400-italic", "700-italic")),
    "playfair-display": ("5.3.0", ("700-normal",)),
}
PARTS = ("latin", "latin-ext", "vietnamese")
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SIGNS = "₫–—‘’“”•…·×°%"


def letters() -> set[int]:
    """Code points every face must have: ASCII and all Vietnamese letters."""
    small = {unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES} | {"đ"}
    both = small | {letter.upper() for letter in small}
    return {ord(c) for c in both} | set(range(0x20, 0x7F)) | {0xA0}


def unpack(package: str, version: str, folder: Path) -> Path:
    """Fetch a package of the npm registry and unpack it."""
    name = f"@fontsource/{package}@{version}"
    done = subprocess.run(
        ["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True
    )
    archive = folder / done.stdout.strip().splitlines()[-1]
    with tarfile.open(archive) as packed:
        packed.extractall(folder / package, filter="data")
    return folder / package / "package"


def part(path: Path, wanted: set[int], folder: Path) -> Path | None:
    """The glyphs of one file that are wanted and not had yet, as plain TrueType."""
    font = TTFont(path)
    here = wanted & set(font.getBestCmap())
    if not here:
        return None
    wanted -= here
    options = Options(
        hinting=False, layout_features=["kern", "liga", "ccmp", "mark", "mkmk", "locl"]
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=here)
    subsetter.subset(font)
    font.flavor = None
    out = folder / f"{path.stem}.ttf"
    font.save(out)
    return out


def make(package: str, face: str, source: Path, folder: Path) -> Path:
    """Merge the parts of one face into one WOFF2. Fails when a letter is missing."""
    wanted = letters() | {ord(c) for c in SIGNS}
    files = [source / "files" / f"{package}-{name}-{face}.woff2" for name in PARTS]
    parts = [found for file in files if (found := part(file, wanted, folder))]
    if missing := wanted & letters():
        sys.exit(f"{package} {face}: no glyph for {''.join(map(chr, sorted(missing)))}")
    font = Merger().merge([str(one) for one in parts])
    font.flavor = "woff2"
    out = OUT / f"{package}-{face.removesuffix('-normal')}.woff2"
    font.save(out)
    return out


def main() -> None:
    """Make every face."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        for package, (version, faces) in FACES.items():
            source = unpack(package, version, Path(name))
            (OUT.parent / "licences").mkdir(exist_ok=True)
            licence = (source / "LICENSE").read_text()
            (OUT.parent / "licences" / f"{package}.txt").write_text(licence)
            for face in faces:
                out = make(package, face, source, Path(name))
                print(f"{out.name}: {out.stat().st_size / 1024:.1f} KB")


if __name__ == "__main__":
    main()
