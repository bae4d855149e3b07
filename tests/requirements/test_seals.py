"""A sealed year: recomputed from the package alone; any change is found; editions stay."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Frozen, Refused
from lms.core.store import store
from lms.org.queries import NamedUnit, get_unit
from lms.people.models import AbsenceReason, TeamRole
from lms.people.operations import keeping, merging
from lms.people.operations.keeping import Entry, Particulars
from lms.requirements import confirming, duties, results
from lms.requirements.models import DispensationKind, ResultStage, Seal, TrainingYear
from lms.requirements.seals import recounting, sealing
from lms.requirements.seals.checking import check_package
from lms.requirements.seals.collecting import collect
from lms.requirements.seals.lines import PersonLine, WrongLine, from_csv, to_csv
from lms.requirements.seals.package import (
    CERTIFICATE,
    MANIFEST,
    REPORT,
    SIGNATURE,
    Contents,
    contents_in,
    listed,
    unzipped,
    zipped,
)
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, a_mark
from tests.requirements.test_cases import asked, claimed, decide
from tests.requirements.test_queries import a_class

SignedIn = Callable[[str], Visitor]
AFTER = datetime(2027, 1, 4, 3, tzinfo=UTC)
OFFICER = Actor(None, "Cán bộ xã")


def the_year() -> TrainingYear:
    return duties.get_year(2026)


def the_unit(cast: Cast) -> NamedUnit:
    return get_unit(cast.units["province"], the_year().closes)


def a_full_year(cast: Cast) -> None:
    """A class, a module, an outside course, an exemption, an absence, a merge, a leave, a move."""
    entry = Entry(by=OFFICER, at=AFTER, on=date(2026, 6, 1), why="t")
    a_class(cast, "lan", "khach", "hung")
    a_mark(cast, "an")
    decide(cast, claimed(cast, "M7"), granted=True)
    decide(cast, asked(cast, DispensationKind.EXEMPTION, date(2026, 12, 31)), granted=True)
    keeping.mark_absent(
        cast.person("khach"), AbsenceReason.ILL, entry, until=None, evidence="giấy"
    )  # fmt: skip
    twin = keeping.enter_member(
        Particulars("Hoàng Thị Lan", 1980), cast.teams["na-pan"], TeamRole.MEMBER, entry
    )
    db.session.flush()
    merging.merge(twin, cast.person("lan"), Entry(OFFICER, AFTER, date(2026, 7, 1), "hai lần"))
    keeping.leave(cast.person("hung"), Entry(OFFICER, AFTER, date(2026, 8, 1), "chuyển đi"))
    db.session.flush()


def the_contents(cast: Cast) -> Contents:
    return collect(the_year(), the_unit(cast), [])


def sealed(cast: Cast, reason: str = "thử", at: datetime = AFTER) -> Seal:
    return sealing.seal(the_year(), the_unit(cast), reason, by=cast.actor("tung"), at=at)


def test_the_package_says_what_the_pages_say_and_a_recount_gives_the_same(
    app: Flask, cast: Cast
) -> None:
    a_full_year(cast)
    found = the_contents(cast)
    counted = recounting.results(found)
    assert counted == found.results
    assert recounting.coverage(found, counted) == found.coverage
    on_roster = [one.name for one in found.people if one.on_roster]
    assert sorted(on_roster) == ["Hoàng Thị Lan", "Lộc Văn Ấn", "Vi Thị Khách"]
    assert [one.name for one in found.people if not one.on_roster] == ["Nông Văn Hùng"]
    assert [line.attendances for line in found.classes] == [3]
    assert (found.year["opening"], found.year["closing"]) == (4, 3)
    assert [(line.kind, line.name) for line in found.changes] == [("left", "Nông Văn Hùng")]
    assert {line.kind for line in found.evidence} == {"class", "module", "outside"}


def test_a_sealed_year_verifies_and_is_kept(app: Flask, cast: Cast) -> None:
    a_full_year(cast)
    row = sealed(cast)
    found = check_package(sealing.package_of(row))
    assert found.faults == []
    assert found.figures == len(the_contents(cast).results) + len(the_contents(cast).coverage)
    assert "khóa thử nghiệm" in found.signature
    assert found.manifest["figures"]["bat-buoc"]["met"] == row.figures["bat-buoc"]["met"]
    row.digest = "0"
    with pytest.raises(Frozen):
        db.session.flush()


def test_the_report_is_signed_as_a_whole(app: Flask, cast: Cast, tmp_path: Path) -> None:
    a_full_year(cast)
    files = unzipped(sealing.package_of(sealed(cast)))
    key = tmp_path / "key.pem"
    key.write_bytes(files[CERTIFICATE])
    body, trusted = files[REPORT], load_cert_from_pemder(str(key))

    def status(pdf: bytes) -> Any:
        signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
        return validate_pdf_signature(signature, ValidationContext(trust_roots=[trusted]))

    assert (status(body).intact, status(body).valid) == (True, True)
    place = body.index(b"/MediaBox")
    assert not status(body[:place] + b"/mediaBox" + body[place + 9 :]).intact


def test_every_changed_byte_is_found(app: Flask, cast: Cast) -> None:
    a_full_year(cast)
    body = sealing.package_of(sealed(cast))
    for name, file in unzipped(body).items():
        files = unzipped(body)
        middle = len(file) // 2
        files[name] = file[:middle] + bytes([file[middle] ^ 1]) + file[middle + 1 :]
        faults = check_package(zipped(files)).faults
        assert faults, name
        if name not in {MANIFEST, SIGNATURE, "key.pem"}:
            assert any(fault.startswith(f"{name} was changed") for fault in faults), name
    for name in unzipped(body):
        files = unzipped(body)
        del files[name]
        assert check_package(zipped(files)).faults, name
    assert check_package(body[: len(body) // 2]).faults
    assert check_package(zipped({**unzipped(body), "more.txt": b"x"})).faults


def forged(body: bytes, change: Callable[[dict[str, bytes]], None]) -> list[str]:
    """What a check says of a package changed by somebody who mends every hash."""
    files = unzipped(body)
    manifest = json.loads(files[MANIFEST])
    change(files)
    held = {one["name"]: files[one["name"]] for one in manifest["files"]}
    manifest["files"] = listed(held)
    files[MANIFEST] = json.dumps(manifest).encode()
    return list(check_package(zipped(files)).faults)


def test_a_forger_who_mends_the_hashes_is_found_by_line_and_by_signature(
    app: Flask, cast: Cast
) -> None:
    a_full_year(cast)
    body = sealing.package_of(sealed(cast))

    def make_everybody_met(files: dict[str, bytes]) -> None:
        files["results.csv"] = files["results.csv"].replace(b",unreachable,", b",met,")

    def drop_an_attendance(files: dict[str, bytes]) -> None:
        lines = files["evidence.csv"].splitlines(keepends=True)
        files["evidence.csv"] = b"".join(one for one in lines if b",class," not in one)

    found = forged(body, make_everybody_met)
    assert any("results.csv line" in one and "state is met, recounted" in one for one in found) or (
        b",unreachable," not in unzipped(body)["results.csv"]
    )
    found = forged(body, drop_an_attendance)
    assert any(one.startswith("classes.csv line 2: attendances is 3") for one in found)
    assert any(one.startswith("coverage.csv line") for one in found)
    assert any("is not what" in one for one in found)
    assert any("digest" in one for one in found)


def test_a_year_that_runs_is_not_sealed(app: Flask, cast: Cast) -> None:
    last_moment = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # 23:59 in Lạng Sơn
    with pytest.raises(Refused):
        sealed(cast, at=last_moment)
    sealed(cast, at=last_moment + timedelta(minutes=1))


def test_a_seal_waits_for_the_communes_or_says_why_not(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused, match="2"):
        sealed(cast, reason=" ")
    for unit in ("na-sam", "dong-kinh"):
        confirming.confirm(
            the_year(), results.of_commune(the_year(), cast.units[unit]), by=OFFICER, at=AFTER
        )
        one = results.of_commune(the_year(), cast.units[unit])
        confirming.decide(the_year(), one, accept=True, reason="", by=cast.actor("tung"), at=AFTER)
    a_class(cast, "lan")  # entered late: Na Sầm's figures are no longer those accepted
    assert results.of_commune(the_year(), cast.units["na-sam"]).has_changed
    with pytest.raises(Refused, match="1"):
        sealed(cast, reason="")
    confirming.confirm(
        the_year(), results.of_commune(the_year(), cast.units["na-sam"]), by=OFFICER, at=AFTER
    )
    one = results.of_commune(the_year(), cast.units["na-sam"])
    confirming.decide(the_year(), one, accept=True, reason="", by=cast.actor("tung"), at=AFTER)
    row = sealed(cast, reason="")
    files = unzipped(sealing.package_of(row))
    lines = contents_in(files).confirmations
    assert [(line.stage, line.by) for line in lines] == [("accepted", "Lương Thanh Tùng")] * 2


def test_steps_that_make_no_sense_are_refused(app: Flask, cast: Cast) -> None:
    def now() -> results.CommuneResult:
        return results.of_commune(the_year(), cast.units["na-sam"])

    with pytest.raises(Refused):
        confirming.confirm(the_year(), now(), by=OFFICER, at=MARCH)
    with pytest.raises(Refused):
        confirming.decide(the_year(), now(), accept=True, reason="", by=OFFICER, at=AFTER)
    hoa = cast.actor("hoa")
    confirming.confirm(the_year(), now(), by=hoa, at=AFTER)
    with pytest.raises(Refused):
        confirming.confirm(the_year(), now(), by=hoa, at=AFTER)
    with pytest.raises(Refused):
        confirming.decide(the_year(), now(), accept=True, reason="", by=hoa, at=AFTER)
    tung = cast.actor("tung")
    with pytest.raises(Refused):
        confirming.decide(the_year(), now(), accept=False, reason=" ", by=tung, at=AFTER)
    confirming.decide(the_year(), now(), accept=False, reason="thiếu tổ", by=tung, at=AFTER)
    assert now().stage is ResultStage.RETURNED
    confirming.confirm(the_year(), now(), by=hoa, at=AFTER)
    a_class(cast, "lan")
    with pytest.raises(Refused):
        confirming.decide(the_year(), now(), accept=True, reason="", by=tung, at=AFTER)


def test_a_later_correction_makes_a_new_edition_and_the_old_one_stays(
    app: Flask, cast: Cast
) -> None:
    first = sealed(cast)
    before = sealing.package_of(first)
    with pytest.raises(Refused):
        sealed(cast, reason="lại")  # nothing has changed
    a_class(cast, "lan")
    assert [one.same for one in sealing.compared(first, the_year())] == [False]
    second = sealed(cast, reason="nộp muộn danh sách lớp")
    assert (first.edition, second.edition) == (1, 2)
    assert sealing.package_of(first) == before
    assert check_package(before).faults == []
    found = check_package(sealing.package_of(second), before)
    assert (found.faults, found.manifest["previous_edition"]) == ([], first.digest)
    other = check_package(before, sealing.package_of(second))
    assert any("chain is broken" in one for one in other.faults)
    assert (second.figures["bat-buoc"]["met"], first.figures["bat-buoc"]["met"]) == (1, 0)


def test_a_package_that_was_damaged_on_disk_is_not_given_out(app: Flask, cast: Cast) -> None:
    row = sealed(cast)
    key = sealing.key_of(row.sha256)
    store().put(key, store().get(key)[:-1])
    with pytest.raises(Refused):
        sealing.package_of(row)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=12)


@given(TEXTS, TEXTS, st.none() | st.integers(1900, 2020), st.booleans())
def test_a_line_comes_back_as_it_was(name: str, team: str, born: int | None, on: bool) -> None:
    line = PersonLine(
        1, on, "06124", "Xã Na Sầm", None, team, name, born, "", "leader", ("teacher",),
        ("06124", "20"), date(2025, 7, 1), "",
    )  # fmt: skip
    body = to_csv(PersonLine, [line])
    assert from_csv(PersonLine, body) == [line]
    first = body.decode().split("\n")[1].split(",")[5].lstrip('"')
    assert first[:1] not in {"=", "+", "-", "@", "\t"}


def test_a_file_that_is_no_table_says_which_line() -> None:
    with pytest.raises(WrongLine) as caught:
        from_csv(PersonLine, b"ref,name\n1,x\n")
    assert caught.value.number == 1
    body = to_csv(PersonLine, []) + b"1,maybe,,,,,,,,,,,,\n"
    with pytest.raises(WrongLine) as caught:
        from_csv(PersonLine, body)
    assert caught.value.number == 2


def test_a_commune_confirms_the_department_seals_and_an_auditor_checks(
    signed_in: SignedIn, cast: Cast, at: Callable[[datetime], None]
) -> None:
    a_full_year(cast)
    db.session.commit()
    at(AFTER)
    hoa, tung = signed_in("hoa"), signed_in("tung")
    na_sam = cast.units["na-sam"]
    page = hoa.get("/requirements/2026/results")
    assert "Xã Na Sầm" in page.words
    hoa.press("Số liệu đúng: xác nhận")
    hoa.send("/requirements/2026/seals", 404, reason="x")
    hoa.get(f"/requirements/2026/results/{cast.units['dong-kinh']}", 404)
    tung.get(f"/requirements/2026/results/{na_sam}")
    tung.press("Lưu quyết định", 422, decision="returned")
    tung.get(f"/requirements/2026/results/{na_sam}")
    page = tung.press("Lưu quyết định", decision="accepted")
    assert "1/2" in page.words
    page = tung.press("Niêm phong 2026", 409)
    assert "1 xã" in page.words
    page = tung.press("Niêm phong 2026", reason="Phường Đông Kinh chưa xác nhận")
    assert "Bản 1" in page.words
    row = db.session.query(Seal).one()
    base = f"/requirements/2026/seals/{row.id}"
    page = tung.get(base)
    assert row.digest in page.words
    reply = tung.client.get(f"{base}/package.zip")
    assert (reply.status_code, check_package(reply.data).faults) == (200, [])
    assert tung.client.get(f"{base}/report.pdf").data.startswith(b"%PDF-")
    hoa.get(base, 404)
    tung.get("/requirements/seals/check")
    for body, words in ((reply.data, "Gói còn nguyên vẹn"), (reply.data[:-40], "không đúng")):
        given = {"csrf_token": tung.page.token, "file": (BytesIO(body), "goi.zip")}
        answer = tung.client.post("/requirements/seals/check", data=given)
        assert words in answer.get_data(as_text=True)
