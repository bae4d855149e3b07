"""What is deployed names only what is there: settings, commands, files."""

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from flask import Flask

from bench.deploys import made_conf
from lms.settings import Settings, variable

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(file for file in DEPLOY.iterdir() if file.suffix in {".service", ".socket"})
NEVER = {"LMS_DEMO", "LMS_DEVELOPMENT"}
KNOWN = {variable(field) for field in fields(Settings)}
FILES = [*UNITS, DEPLOY / "nginx.conf", ROOT / "Containerfile", ROOT / "compose.yaml",
         ROOT / "docs" / "deployment.md"]  # fmt: skip


def test_the_file_of_settings_is_complete() -> None:
    text = (DEPLOY / "hocso.env").read_text()
    assert set(re.findall(r"^#?(LMS_\w+)=", text, re.M)) == KNOWN - NEVER
    values = dict(re.findall(r"^(LMS_\w+)=(.+)$", text, re.M))
    Settings.from_environment({**values, "LMS_SECRET_KEY": "k" * 48}).check()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_settings_that_exist_are_named(file: Path) -> None:
    assert set(re.findall(r"\bLMS_[A-Z0-9_]+[A-Z0-9]\b", file.read_text())) - {"LMS_FILES"} <= KNOWN


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_only_commands_that_exist_are_given(app: Flask, file: Path) -> None:
    for words in re.findall(
        r"(?:bin/|\[|`|&& |\")flask,? ([a-z]+)(?:,? ([a-z]+))?", file.read_text()
    ):
        command = app.cli.get_command(None, words[0])  # type: ignore[arg-type]
        assert command is not None or words[0] == "db", words
        if command is not None and hasattr(command, "commands"):
            assert words[1] in command.commands, words


def test_the_container_copies_what_is_there_and_no_secret() -> None:
    text = (ROOT / "Containerfile").read_text()
    let_in = (ROOT / ".containerignore").read_text()
    for source in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.M):
        for path in source.split():
            assert (ROOT / path).exists(), path
            assert f"!{path}" in let_in, path
    assert "--require-hashes" in text
    assert not re.search(r"SECRET|PASSWORD|TOKEN", text)
    assert re.search(r"^USER \d+$", text, re.M)


def test_compose_is_whole() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services, volumes = compose["services"], set(compose["volumes"])
    assert {p for one in services.values() for p in one["profiles"]} == {"small", "scale", "store"}
    for name, service in services.items():
        assert set(service.get("depends_on", ())) <= set(services), name
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in volumes or source == "./tls" or (ROOT / source).exists(), volume


def test_units_are_kept_apart_from_the_machine() -> None:
    for file in UNITS:
        text = file.read_text()
        if file.suffix == ".service" and "backup" not in file.name:
            for word in ("NoNewPrivileges=yes", "ProtectSystem=strict", "User=hocso"):
                assert word in text, file.name
        for named in re.findall(r"(deploy/[\w.-]+)", text):
            assert (ROOT / named).exists(), named


def test_nginx_lets_in_what_the_product_takes() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    assert f"client_max_body_size {Settings().file_limit_kb}k;" in text


@pytest.mark.skipif(shutil.which("nginx") is None, reason="apt-get install nginx")
def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    conf = made_conf(tmp_path, (8001, 8002), 8443, 8080)
    said = subprocess.run(
        ["nginx", "-t", "-p", tmp_path, "-c", conf], capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
