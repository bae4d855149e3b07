"""Units on screen: found by old names, reorganised from a file, villages kept."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

from flask import Flask

from lms.core.clock import today
from lms.core.db import db
from lms.org.models import Level
from lms.org.queries import children, units_of
from lms.people.queries import teams_in, unit_of_team
from tests.cast import Cast
from tests.conftest import Visitor

SignedIn = Callable[[str], Visitor]
TEXT = "mã cũ,mã mới,loại mới,tên mới,mức\n06124,06126,Phường,Na Sầm Mới,toàn bộ\n"
DAY = "2027-01-01"


def previewed(tung: Visitor, text: bytes, status: int = 200) -> str:
    tung.get("/units/reorganisations")
    data = {
        "csrf_token": tung.page.token, "title": "Thử", "legal_basis": "NQ thử", "day": DAY,
        "file": (BytesIO(text), "sap-xep.csv"),
    }  # fmt: skip
    reply = tung.client.post("/units/reorganisations/previews", data=data,
                             headers={"Origin": "http://localhost"})  # fmt: skip
    return tung._seen(reply, status).words


def test_an_old_name_leads_to_the_unit(signed_in: SignedIn) -> None:
    hoa = signed_in("hoa")
    page = hoa.get("/units/?q=thị trấn na sầm, văn lãng")
    assert "Thị trấn Na Sầm, Huyện Văn Lãng" in page.words
    assert "nay là: Xã Na Sầm" in page.words
    assert "194 xã, phường" in hoa.get("/units/?map=2025-06-30").words
    assert "65 xã, phường" in hoa.get("/units/").words


def test_a_reorganisation_is_previewed_enacted_and_undone(signed_in: SignedIn, cast: Cast) -> None:
    tung = signed_in("tung")
    words = previewed(tung, TEXT.encode())
    assert "Thôn Nà Pàn, Xã Na Sầm → Phường Na Sầm Mới" in words
    assert "3 người sang đơn vị mới" in words
    assert "0 người chưa rõ thuộc xã nào" in words
    assert "1 vai trò cán bộ gắn với đơn vị sẽ kết thúc" in words
    tung.press("Thực hiện")
    after = date(2027, 1, 2)
    assert "Phường Na Sầm Mới" in {u.title for u in units_of(Level.COMMUNE, after)}
    assert "Thử" in tung.get("/units/reorganisations").words
    tung.press("Hoàn tác")
    assert "Phường Na Sầm Mới" not in {u.title for u in units_of(Level.COMMUNE, after)}
    assert "đã hoàn tác" in tung.get("/units/reorganisations").words


def test_people_whose_commune_would_be_unclear_are_named(signed_in: SignedIn) -> None:
    split = TEXT.replace("toàn bộ", "một phần") + "06124,06148,Xã,Thụy Hùng,một phần\n"
    words = previewed(signed_in("tung"), split.encode())
    assert "0 người sang đơn vị mới" in words
    assert "3 người chưa rõ thuộc xã nào" in words
    assert "Thôn Nà Pàn: 1 tổ, 3 người" in words


def test_a_bad_file_is_told_and_changes_nothing(signed_in: SignedIn) -> None:
    tung = signed_in("tung")
    assert "không có đơn vị nào mang mã này: 99999" in previewed(
        tung, TEXT.replace("06124", "99999").encode(), 422
    )
    assert "mã UTF-8" in previewed(tung, b"\xff\xfe\x00\x81", 422)
    assert "Thiếu cột" in previewed(tung, b"a,b\n1,2\n", 422)


def test_files_are_taken_nowhere_else(signed_in: SignedIn) -> None:
    hoa = signed_in("hoa")
    hoa.get("/account")
    data = {"csrf_token": hoa.page.token, "file": (BytesIO(b"x"), "x.csv")}
    assert hoa.client.post("/text-size", data=data).status_code == 415


def test_an_officer_keeps_the_villages_of_the_commune(
    app: Flask, signed_in: SignedIn, cast: Cast
) -> None:
    hoa = signed_in("hoa")
    na_sam = cast.units["na-sam"]
    hoa.get(f"/units/{na_sam}/village-form")
    assert (
        "đã có thôn mang tên đó"
        in hoa.send(f"/units/{na_sam}/villages", 409, title="thôn nà pàn", day="2026-05-01").words
    )
    hoa.send(f"/units/{na_sam}/villages", title="bản Tích", day="2026-05-01")
    found = {one.title: one.id for one in children(na_sam, date(2026, 6, 1))}
    assert set(found) == {"Thôn Nà Pàn", "Bản Tích"}
    hoa.get(f"/units/{found['Bản Tích']}/name-form")
    hoa.send(f"/units/{found['Bản Tích']}/names", title="Bản Tích Mới", day="2026-06-01")
    assert "Bản Tích Mới" in hoa.get("/units/?q=bản tích").words
    team, into = cast.teams["na-pan"], found["Bản Tích"]
    hoa.get(f"/units/{found['Thôn Nà Pàn']}/merger-form")
    hoa.send(f"/units/{found['Thôn Nà Pàn']}/mergers", unit=str(into), day="2026-07-01")
    db.session.expire_all()
    assert unit_of_team(team, date(2026, 6, 30)) == found["Thôn Nà Pàn"]
    assert unit_of_team(team, date(2026, 7, 1)) == into
    hoa.get(f"/units/{cast.units['dong-kinh']}/village-form", 404)


def test_a_village_may_be_put_under_another_commune_by_the_department(
    signed_in: SignedIn, cast: Cast
) -> None:
    tung = signed_in("tung")
    village = children(cast.units["na-sam"], date(2026, 6, 1))[0]
    tung.get(f"/units/{village.id}/commune-form")
    tung.send(f"/units/{village.id}/communes", unit=str(cast.units["dong-kinh"]), day="2026-06-01")
    assert "Thôn Nà Pàn" in tung.get(f"/units/{cast.units['dong-kinh']}").words


def test_coverage_and_roster_on_the_map_of_an_earlier_day(signed_in: SignedIn, cast: Cast) -> None:
    tung = signed_in("tung")
    page = tung.get("/requirements/2026/coverage?map=2025-06-30")
    assert "theo địa giới ngày 30/06/2025" in page.words
    assert "Chưa có trên địa giới này" in page.words  # the cast's villages began on 1/7/2025
    assert "theo địa giới ngày 30/06/2025" in tung.get("/people/roster?map=2025-06-30").words
    tung.get("/requirements/2026/coverage.csv?map=2025-06-30")
    hoa = signed_in("hoa")
    assert "Tỉnh Lạng Sơn" in hoa.get("/requirements/2026/coverage?map=2025-06-30").title


def test_a_new_team_of_a_village_and_its_end(signed_in: SignedIn, cast: Cast) -> None:
    hoa = signed_in("hoa")
    village = children(cast.units["na-sam"], date(2026, 6, 1))[0].id
    hoa.get(f"/units/{village}/team-form")
    hoa.send(f"/units/{village}/teams", 409, title="Tổ CNSCĐ thôn Nà Pàn", day="2026-05-01")
    hoa.send(f"/units/{village}/teams", title="Tổ CNSCĐ thôn Nà Pàn 2", day="2026-05-01")
    assert "Tổ CNSCĐ thôn Nà Pàn 2" in hoa.page.words  # on to its members
    team = next(t.id for t, _where in teams_in([village], today()) if t.name.endswith("2"))
    hoa.send(f"/units/teams/{cast.teams['na-pan']}/ends", 409)  # people are in it
    hoa.send(f"/units/teams/{team}/ends")
    assert len(teams_in([village], today())) == 1
    hoa.send(f"/units/teams/{cast.teams['khoi-3']}/ends", 404)
