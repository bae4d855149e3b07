"""Static files packed at a release are the very ones packed at start, and stand in for them."""

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask

from lms.core.assets import packed_assets


@pytest.fixture
def built(app: Flask, tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    result = app.test_cli_runner().invoke(args=["static", "build", str(folder)])
    assert result.exit_code == 0, result.output
    return folder


def test_a_build_holds_every_file_with_its_packed_copies(app: Flask, built: Path) -> None:
    for name, asset in app.extensions["assets"].files.items():
        assert (built / name).read_bytes() == asset.plain
        if asset.zipped:
            assert gzip.decompress((built / f"{name}.gz").read_bytes()) == asset.plain
            assert brotli.decompress((built / f"{name}.br").read_bytes()) == asset.plain
    assert len([f for f in built.rglob("*.br") if f.is_file()]) > 20


def test_a_start_takes_what_is_built_and_packs_what_is_not(app: Flask, built: Path) -> None:
    names, files = app.extensions["assets"].names, app.extensions["assets"].files
    (built / f"{names['app.css']}.br").write_bytes(b"as the release packed it")
    (built / f"{names['public.css']}.gz").unlink()
    loaded = packed_assets(built)
    assert loaded.files[names["app.css"]].brotli == b"as the release packed it"
    assert loaded.files[names["public.css"]] == files[names["public.css"]]
    assert loaded.names == names


def test_a_missing_folder_is_no_harm(app: Flask, tmp_path: Path) -> None:
    assert packed_assets(tmp_path / "nowhere") == app.extensions["assets"]
