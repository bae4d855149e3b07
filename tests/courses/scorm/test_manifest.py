"""What packages say of themselves, and what no honest package holds."""

import io
import stat
import zipfile

import pytest

from courses.scorm import packing, rules
from courses.scorm.manifest import Activity, Manifest, Standard, read_package
from courses.scorm.packing import BadPackage, Fault, Packed
from courses.scorm.words import FAULTS
from tests.courses.scorm.archives import PAGES, REAL, TWO_PARTS, manifest, packed

ONE = '<item identifier="a" identifierref="r"><title>Một</title></item>'


def taken(body: bytes) -> Manifest:
    found = Packed(io.BytesIO(body))
    found.examine()
    return read_package(found)


@pytest.mark.parametrize(
    ("name", "standard", "title", "mastery"),
    [
        ("1.2", Standard.V1_2, "Tin nhắn lạ", 80),
        ("2004 3rd", Standard.V2004, "Nộp hồ sơ ở nhà", None),
        ("2004 4th", Standard.V2004, "Quét mã QR an toàn", 0.8),
    ],
)
def test_real_packages_are_understood(
    name: str, standard: Standard, title: str, mastery: float | None
) -> None:
    found = taken(REAL[name].read_bytes())
    assert (found.standard, found.title) == (standard, title)
    assert found.activities == (Activity(title, "index.html", mastery=mastery),)


def test_activities_come_in_the_order_of_the_contents() -> None:
    found = taken(packed(PAGES))
    assert found.activities == (
        Activity("Một", "mot/trang 1.html", "trang=1", mastery=60),
        Activity("Hai", "hai.html", reports=False),
    )


def linked() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        link = zipfile.ZipInfo("etc")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return body.getvalue()


def doubled() -> bytes:
    body = io.BytesIO(packed(PAGES))
    with zipfile.ZipFile(body, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("hai.html", "another")
    return body.getvalue()


def damaged() -> bytes:
    body = packed({**PAGES, "tep.bin": bytes(range(256)) * 9})
    return body.replace(b"tep.bin", b"tep.bin"[:-1] + b"x", 1)


ENTITY = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + TWO_PARTS
HOSTILE = {
    Fault.NOT_ZIP: b"no zip at all",
    Fault.LINK: linked(),
    Fault.DAMAGED: damaged(),
    Fault.NO_MANIFEST: packed(PAGES, ""),
    Fault.MANIFEST: packed(PAGES, ENTITY),
    Fault.STANDARD: packed(PAGES, TWO_PARTS.replace("1.2<", "AICC<").replace("rootv1p2", "x")),
    Fault.NO_ACTIVITY: packed(PAGES, manifest("", "")),
    Fault.NO_FILE: packed({}, manifest(ONE, '<resource identifier="r" href="x.html"/>')),
    Fault.TOO_LARGE: packed({"bomb.bin": b"\0" * 5_000_000}),
}
OUT = ("../x.html", "a/../../x", "/etc/x", "C:/x", "a\\..\\x")


def test_hostile_and_broken_packages_are_refused_with_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = {
        *HOSTILE.items(),
        (Fault.TWICE, doubled()),
        (Fault.FOLDED, packed({"goi/imsmanifest.xml": b""}, "")),
        *((Fault.WAY_OUT, packed({name: b""})) for name in OUT),
        *(
            (Fault.ELSEWHERE, packed({}, manifest(ONE, f'<resource identifier="r" href="{to}"/>')))
            for to in ("https://x.vn/a.html", "//x.vn/a.html", "javascript:alert(1)")
        ),
    }
    for fault, body in tried:
        with pytest.raises(BadPackage) as caught:
            taken(body)
        assert caught.value.fault == fault, (fault, caught.value.where)
    monkeypatch.setattr(packing, "MOST_ENTRIES", 2)
    with pytest.raises(BadPackage, match="too_many"):
        taken(packed(PAGES))
    monkeypatch.setattr(packing, "MOST_UNPACKED", 100)
    monkeypatch.setattr(packing, "MOST_ENTRIES", 20)
    with pytest.raises(BadPackage, match="too_large"):
        taken(packed(PAGES))
    assert FAULTS.keys() == set(Fault)


@pytest.mark.parametrize(
    ("standard", "mastery", "cmi", "done", "score"),
    [
        ("1.2", None, {"core": {"lesson_status": "completed"}}, True, None),
        ("1.2", None, {"core": {"lesson_status": "incomplete"}}, False, None),
        ("1.2", None, {"core": {"lesson_status": "failed", "score": {"raw": "40"}}}, False, 40),
        ("1.2", 80, {"core": {"lesson_status": "completed", "score": {"raw": "70"}}}, False, 70),
        ("1.2", 80, {"core": {"lesson_status": "incomplete", "score": {"raw": "90"}}}, False, 90),
        ("1.2", 8, {"core": {"lesson_status": "passed", "score": {"raw": "9"}}}, True, 9),
        ("1.2", None, {"core": "nonsense"}, False, None),
        ("2004", None, {"completion_status": "completed", "success_status": "unknown"}, True, None),
        ("2004", None, {"completion_status": "completed", "success_status": "failed"}, False, None),
        ("2004", 0.8, {"completion_status": "completed", "score": {"scaled": "0.7"}}, False, 70),
        ("2004", 0.8, {"completion_status": "incomplete", "score": {"scaled": "0.9"}}, True, 90),
        ("2004", None, {"success_status": "passed", "score": {"raw": "15", "max": "20"}}, True, 75),
        ("2004", None, {"score": {"scaled": "1e999", "raw": "nan"}}, False, None),
    ],
)  # fmt: skip
def test_what_an_activity_reports_is_judged(
    standard: str, mastery: float | None, cmi: dict[str, object], done: bool, score: float | None
) -> None:
    activity = Activity("x", "x", mastery=mastery)
    found = rules.outcome(Standard(standard), activity, {"cmi": cmi})
    assert found == rules.Outcome(done, score)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"cmi": 1}', '{"cmi": {"a": NaN}}', "[" * 90_000,
             '{"cmi": {"a": "' + "x" * rules.LONGEST_STATE + '"}}'],
)  # fmt: skip
def test_what_is_no_state_is_refused(text: str) -> None:
    with pytest.raises(rules.BadCommit):
        rules.read_state(text)
