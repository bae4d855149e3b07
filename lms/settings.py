"""Every setting of the product: one frozen dataclass, read from LMS_* variables."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

DEVELOPMENT_KEY = "development-only-change-me"
SHORTEST_TOKEN = 16


class WrongSetting(ValueError):
    """A setting has a value that cannot be used; the text says which and why."""


def setting(default: Any, sentence: str) -> Any:
    """Declare a setting: its default and the sentence that explains it in the README."""
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings; `Settings.from_environment()` reads `LMS_<NAME>` for each field."""

    secret_key: str = setting(
        DEVELOPMENT_KEY, "Signs sessions and form tokens. Required outside the demo."
    )
    database_url: str = setting(
        "", "Where the data lives. Empty: SQLite in the data folder. PostgreSQL: `postgresql://…`."
    )
    data_dir: str = setting("instance", "Folder of the SQLite database and everything kept.")
    public_url: str = setting(
        "http://127.0.0.1:8000", "Address that QR codes on certificates point to."
    )
    content_url: str = setting(
        "",
        "Address of this same server under another host name, from which lesson packages (SCORM) "
        "are played. Empty: only at 127.0.0.1 and localhost.",
    )
    https: bool = setting(
        False, "Served over HTTPS: secure cookies and HSTS. Set it in production."
    )
    proxies: int = setting(0, "How many trusted reverse proxies stand in front.")
    demo: bool = setting(False, "Shows the demo accounts on the sign-in page. Never in production.")
    development: bool = setting(False, "Adds the `/styleguide` page. Never in production.")
    session_hours: int = setting(12, "How long a sign-in lasts, in hours.")
    idle_minutes: int = setting(
        30, "Sign out after so many minutes of rest, unless it is the person's own phone."
    )
    staff_second_factor: bool = setting(
        False, "Staff must set up a second step before they go on. Set it in production."
    )
    slip_days: int = setting(14, "How long a printed slip may be used to choose a PIN, in days.")
    upload_limit_kb: int = setting(2048, "Largest request body, in KB.")
    file_limit_kb: int = setting(12_288, "Largest file that may be sent in, in KB.")
    sign_in_per_minute: int = setting(60, "Sign-in tries a minute from one address.")
    verify_per_minute: int = setting(30, "Certificate look-ups a minute from one address.")
    public_page_per_minute: int = setting(
        300, "Views of public module pages a minute from one address; a whole hall shares one."
    )
    redis_url: str = setting(
        "",
        "Redis (`redis://…`, `unix://…`) through which several processes count rate limits, wake "
        "workers and say how far jobs are. Empty: one machine, files beside the data.",
    )
    worker_inside: bool = setting(
        True, "Web processes do jobs and the schedule too. Off where `flask worker` runs."
    )
    schedule: bool = setting(
        True,
        "Regular work is done in its time (lms/schedule.py). Off: somebody gives the commands.",
    )
    job_threads: int = setting(2, "How many jobs a process does at the same time.")
    files_url: str = setting(
        "",
        "Where files are kept: `s3://bucket/folder` of an S3-compatible store. "
        "Empty: in the data folder.",
    )
    files_endpoint: str = setting("", "Address of that store, such as `https://s3.example.vn`.")
    files_region: str = setting("us-east-1", "Its region.")
    files_key: str = setting("", "Access key of that store.")
    files_secret: str = setting("", "Its secret.")
    keys_dir: str = setting(
        "",
        "Folder of private keys, the same on every machine. Empty: `keys` in the data folder.",
    )
    backup_dir: str = setting("", "Folder of the nightly backups. Empty: none are made.")
    backup_keep: str = setting(
        "14 daily 12 monthly", "How many of them stay: of so many days, and of so many months."
    )
    backup_recipients: str = setting(
        "", "Who can open backups: age keys (`age1…`) with blanks between. Empty: not encrypted."
    )
    requests_at_once: int = setting(
        6,
        "Requests that one web process works on at once; a few more wait, the rest are told that "
        "the system is busy. 0: no limit. Threads of the process: four times as many.",
    )
    organisation: str = setting(
        "Sở Khoa học và Công nghệ tỉnh Lạng Sơn", "Name of the department, shown on pages."
    )
    signing_key: str = setting(
        "",
        "PKCS#12 file that signs sealed years and certificates. "
        "Empty: a development key beside the data.",
    )
    signing_key_password: str = setting("", "Password of that file.")
    pkcs11_module: str = setting(
        "", "Library of a token or HSM (PKCS#11) that signs PDFs instead of the file. Empty: none."
    )
    pkcs11_token: str = setting("", "Label of the token.")
    pkcs11_key: str = setting("", "Label of its key and certificate.")
    pkcs11_pin: str = setting("", "PIN of the token.")
    timestamp_url: str = setting(
        "", "Timestamp service (RFC 3161) for signatures of PDFs. Empty: none."
    )
    long_term_signatures: bool = setting(
        False, "Signatures of PDFs outlive their certificates (PAdES B-LTA); needs the service."
    )
    trust_dir: str = setting(
        "", "Folder with certificates (PEM or DER) of authorities whose signatures are believed."
    )
    sender: str = setting(
        "none", "How reminders go out: `none` (kept), `file`, `smtp` or `gateway` (SMS, Zalo)."
    )
    mail_host: str = setting("", "Mail server of the sender `smtp`.")
    mail_port: int = setting(587, "Its port.")
    mail_tls: str = setting("starttls", "How mail is encrypted: `starttls`, `tls` or `none`.")
    mail_user: str = setting("", "Sign-in at the mail server; empty: none.")
    mail_password: str = setting("", "Password at the mail server.")
    mail_from: str = setting("hocso@localhost", "Address that reminders by mail come from.")
    gateway_url: str = setting(
        "", "Address to which the sender `gateway` posts each message as JSON."
    )
    gateway_token: str = setting("", "Sent to the gateway as a bearer token; empty: none.")
    send_seconds: int = setting(20, "How long one step of sending may take, in seconds.")
    quiet_from: str = setting("21:00", "From when on nobody is written to, in Việt Nam.")
    quiet_until: str = setting("07:00", "Until when; equal to the setting above: always allowed.")
    static_dir: str = setting(
        "",
        "Folder made by `flask static build`: packed static files are taken from there at start, "
        "and nginx may serve them. Empty: packed at each start.",
    )
    log_level: str = setting("INFO", "DEBUG, INFO, WARNING or ERROR.")
    log_format: str = setting("json", "`json` for machines, `console` for people.")
    metrics_token: str = setting(
        "",
        "Whoever sends it as a bearer token may read `/metrics`. Empty: only this machine itself, "
        "and only while `LMS_PROXIES` is 0.",
    )
    metrics_port: int = setting(
        0,
        "Port at which `flask worker` tells its figures: everywhere with a token, without one only "
        "on this machine. 0: nowhere.",
    )
    build: str = setting("", "Commit of this build, told to Prometheus. Empty: git is asked.")
    otlp_url: str = setting(
        "", "Collector for traces (OpenTelemetry, OTLP over HTTP). Empty: no traces."
    )
    otlp_percent: int = setting(10, "How many of a hundred requests and jobs are traced.")
    sentry_dsn: str = setting("", "Where unexpected errors are told (Sentry). Empty: nowhere.")
    sentry_percent: int = setting(100, "How many of a hundred errors are told there.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read every field from its LMS_* variable. Raises WrongSetting on a bad value."""
        given = {f: environment[variable(f)] for f in fields(cls) if variable(f) in environment}
        values: dict[str, Any] = {f.name: _read(f, text) for f, text in given.items()}
        return cls(**values)

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        if not self.database_url:
            return f"sqlite:///{Path(self.data_dir).resolve() / 'hocso.db'}"
        scheme, _, rest = self.database_url.partition("://")
        if scheme in {"postgres", "postgresql"}:
            return f"postgresql+psycopg://{rest}"
        return self.database_url

    @property
    def limits_url(self) -> str:
        """Where rate limits are counted, as the library `limits` calls it."""
        return self.redis_url.replace("unix://", "redis+unix://", 1) or "memory://"

    @property
    def keys(self) -> Path:
        """The folder of private keys."""
        return Path(self.keys_dir or Path(self.data_dir) / "keys")

    def check(self) -> None:
        """Refuse what must not go to production. Raises WrongSetting."""
        if self.https and self.secret_key == DEVELOPMENT_KEY:
            raise WrongSetting("LMS_SECRET_KEY must be set when LMS_HTTPS is on.")
        if self.https and (self.demo or self.development):
            raise WrongSetting("LMS_DEMO and LMS_DEVELOPMENT must be off when LMS_HTTPS is on.")
        self._check_sender()
        self._check_content_url()
        self._check_signatures()
        self._check_engines()
        self._check_watching()
        self._check_backups()

    def _check_watching(self) -> None:
        for name in ("otlp_percent", "sentry_percent"):
            if getattr(self, name) > 100:
                raise WrongSetting(f"LMS_{name.upper()} must be 100 at most.")
        if self.otlp_url and not self.otlp_url.startswith(("http://", "https://")):
            raise WrongSetting("LMS_OTLP_URL must be like http://127.0.0.1:4318.")
        if 0 < len(self.metrics_token) < SHORTEST_TOKEN:
            raise WrongSetting(f"LMS_METRICS_TOKEN must have {SHORTEST_TOKEN} characters at least.")
        if self.log_format not in {"json", "console"}:
            raise WrongSetting("LMS_LOG_FORMAT must be json or console.")

    def _check_backups(self) -> None:
        if not re.fullmatch(r"\d+ daily \d+ monthly", self.backup_keep):
            raise WrongSetting("LMS_BACKUP_KEEP must be like 14 daily 12 monthly.")

    def _check_engines(self) -> None:
        """What would only be found out by the first file or job."""
        if self.files_url and not self.files_url.startswith("s3://"):
            raise WrongSetting("LMS_FILES_URL must be like s3://bucket/folder.")
        if self.redis_url and not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            raise WrongSetting("LMS_REDIS_URL must be like redis://127.0.0.1:6379/0.")
        if self.job_threads < 1:
            raise WrongSetting("LMS_JOB_THREADS must be at least 1.")

    def _check_signatures(self) -> None:
        """A signature of a lower level than was asked for is found out when it is too late."""
        if self.long_term_signatures and not (self.timestamp_url and self.trust_dir):
            raise WrongSetting(
                "LMS_LONG_TERM_SIGNATURES needs LMS_TIMESTAMP_URL and LMS_TRUST_DIR."
            )
        if self.pkcs11_module and not (self.pkcs11_token and self.pkcs11_key):
            raise WrongSetting("LMS_PKCS11_MODULE needs LMS_PKCS11_TOKEN and LMS_PKCS11_KEY.")

    def _check_content_url(self) -> None:
        """Packages bring script of others: never on the host that people sign in to."""
        if not self.content_url:
            return
        content = urlsplit(self.content_url)
        if content.scheme not in {"http", "https"} or not content.netloc or content.path.strip("/"):
            raise WrongSetting("LMS_CONTENT_URL must be like https://noi-dung.example.vn.")
        if content.hostname == urlsplit(self.public_url).hostname:
            raise WrongSetting("LMS_CONTENT_URL must have another host than LMS_PUBLIC_URL.")

    def _check_sender(self) -> None:
        if self.sender not in {"none", "file", "smtp", "gateway"}:
            raise WrongSetting("LMS_SENDER must be none, file, smtp or gateway.")
        if self.mail_tls not in {"starttls", "tls", "none"}:
            raise WrongSetting("LMS_MAIL_TLS must be starttls, tls or none.")
        if self.sender == "smtp" and not self.mail_host:
            raise WrongSetting("LMS_MAIL_HOST must be set when LMS_SENDER is smtp.")
        if self.sender == "gateway" and not self.gateway_url.startswith(("http://", "https://")):
            raise WrongSetting("LMS_GATEWAY_URL must be set when LMS_SENDER is gateway.")
        for name in ("quiet_from", "quiet_until"):
            try:
                time.fromisoformat(getattr(self, name))
            except ValueError:
                raise WrongSetting(f"LMS_{name.upper()} must be a time such as 21:00.") from None


def variable(f: Field[Any]) -> str:
    """The environment variable of a field."""
    return f"LMS_{f.name.upper()}"


def _read(f: Field[Any], text: str) -> str | int | bool:
    if isinstance(f.default, bool):
        return _boolean(f, text)
    if isinstance(f.default, int):
        if not text.strip().isdigit():
            raise WrongSetting(f"{variable(f)} must be a whole number, not {text!r}.")
        return int(text)
    return text


def _boolean(f: Field[Any], text: str) -> bool:
    word = text.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise WrongSetting(f"{variable(f)} must be 1 or 0, not {text!r}.")
