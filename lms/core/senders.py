"""How a message leaves the house: nowhere, into a file, by mail, or through an SMS/Zalo gateway."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from enum import StrEnum
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from lms.settings import Settings


class Channel(StrEnum):
    """The way a message takes to a person."""

    PHONE = "phone"
    MAIL = "mail"
    PAPER = "paper"


class Trouble(StrEnum):
    """Why a message did not get through: a kind only, never what the other side wrote."""

    NO_CHANNEL = "no_channel"
    NO_ADDRESS = "no_address"
    UNREACHABLE = "unreachable"
    REFUSED_FOR_NOW = "refused_for_now"
    REFUSED = "refused"
    UNCLEAR = "unclear"  # the line broke after the text had gone out
    BROKEN_OFF = "broken_off"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Letter:
    """A message as a sender gets it."""

    id: UUID
    channel: Channel
    address: str
    day: date
    subject: str
    body: str
    template: str
    parameters: dict[str, Any]


class NotSent(Exception):
    """A message did not go out. `permanent`: trying again would not help, or might send twice."""

    def __init__(self, trouble: Trouble, *, permanent: bool) -> None:
        super().__init__(trouble)
        self.trouble, self.permanent = trouble, permanent


class Sender(Protocol):
    """What sends messages. `channels`: which ways it knows, the best first."""

    channels: tuple[Channel, ...]

    def send(self, letter: Letter) -> None:
        """Send one message. Raises NotSent."""


class NoSender:
    """Keeps every message in the outbox: no channel is set up."""

    channels: tuple[Channel, ...] = (Channel.PHONE, Channel.MAIL)

    def send(self, letter: Letter) -> None:
        """Send nothing."""
        raise NotSent(Trouble.NO_CHANNEL, permanent=True)


@dataclass(frozen=True)
class FileSender:
    """Writes one file a message, for somebody (or another program) to pass on."""

    folder: Path
    sent_from: str
    channels: tuple[Channel, ...] = (Channel.PHONE, Channel.MAIL)

    def send(self, letter: Letter) -> None:
        """Write the file, whole or not at all; the same message always has the same name."""
        is_mail = letter.channel is Channel.MAIL
        body = (
            bytes(mail_of(letter, self.sent_from))
            if is_mail
            else f"{letter.address}\n\n{letter.body}\n".encode()
        )
        path = self.folder / f"{letter.day:%Y%m%d}-{letter.id}.{'eml' if is_mail else 'txt'}"
        part = path.with_suffix(f".{os.getpid()}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.write_bytes(body)
            part.replace(path)
        except OSError:
            raise NotSent(Trouble.UNREACHABLE, permanent=False) from None


@dataclass(frozen=True)
class MailSender:
    """Sends mail by SMTP; every step has its limit of seconds."""

    host: str
    port: int
    sent_from: str
    tls: str
    user: str
    password: str
    seconds: int
    channels: tuple[Channel, ...] = (Channel.MAIL,)

    def send(self, letter: Letter) -> None:
        """Send one mail. What breaks after the text went out is not tried again."""
        mail = bytes(mail_of(letter, self.sent_from))
        with self._connection() as smtp:
            with _worth_another_try():
                self._greet(smtp)
                code, words = smtp.mail(self.sent_from)
                if code >= 400:  # it does not like us: that is for us to mend
                    raise smtplib.SMTPResponseException(code, words)
                code, _words = smtp.rcpt(letter.address)
                _check(code)
            try:
                code, _words = smtp.data(mail)
            except smtplib.SMTPDataError as error:  # refused before the text
                code = error.smtp_code
            except (OSError, smtplib.SMTPException):
                raise NotSent(Trouble.UNCLEAR, permanent=True) from None
            _check(code)

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        with _worth_another_try():
            smtp = self._connect()
        try:
            yield smtp
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.close()

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.seconds)

    def _greet(self, smtp: smtplib.SMTP) -> None:
        if self.tls == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if self.user:
            smtp.login(self.user, self.password)


@contextmanager
def _worth_another_try() -> Iterator[None]:
    """Before the text went out: our password, our certificate, the line; none of it is the person."""
    try:
        yield
    except smtplib.SMTPResponseException:
        raise NotSent(Trouble.REFUSED_FOR_NOW, permanent=False) from None
    except (OSError, smtplib.SMTPException):
        raise NotSent(Trouble.UNREACHABLE, permanent=False) from None


def _check(code: int) -> None:
    """2xx is yes, 4xx not now, 5xx never (RFC 5321, 4.2.1)."""
    if code >= 500:
        raise NotSent(Trouble.REFUSED, permanent=True)
    if code >= 400:
        raise NotSent(Trouble.REFUSED_FOR_NOW, permanent=False)


def mail_of(letter: Letter, sent_from: str) -> EmailMessage:
    """The mail itself; its id is that of the message."""
    mail = EmailMessage(SMTP)
    mail["From"], mail["To"], mail["Subject"] = sent_from, letter.address, letter.subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = f"<{letter.id}@{sent_from.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body, cte="quoted-printable")
    return mail


@dataclass(frozen=True)
class GatewaySender:
    """Hands SMS or Zalo messages to a gateway: JSON by POST, at the address that was set.

    The id of the message goes along as `Idempotency-Key`. An adapter for one provider (Zalo ZNS)
    stands behind that address and uses `template` and `parameters`.
    """

    address: str
    token: str
    seconds: int
    channels: tuple[Channel, ...] = (Channel.PHONE,)

    def send(self, letter: Letter) -> None:
        """Send one message. What breaks after it went out is not tried again."""
        parts = urlsplit(self.address)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        line = kind(parts.hostname or "", parts.port, timeout=self.seconds)
        try:
            line.connect()
        except OSError:
            raise NotSent(Trouble.UNREACHABLE, permanent=False) from None
        try:
            line.request("POST", parts.path or "/", self._body(letter), self._headers(letter))
            status = line.getresponse().status
        except (OSError, HTTPException):
            raise NotSent(Trouble.UNCLEAR, permanent=True) from None
        finally:
            line.close()
        _judge(status)

    def _body(self, letter: Letter) -> bytes:
        return json.dumps(
            {
                "id": str(letter.id),
                "to": letter.address,
                "text": letter.body,
                "template": letter.template,
                "parameters": letter.parameters,
            },
            ensure_ascii=False,
        ).encode()

    def _headers(self, letter: Letter) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(letter.id)}
        return {**headers, "Authorization": f"Bearer {self.token}"} if self.token else headers


def _judge(status: int) -> None:
    if status in {408, 429} or status >= 500:
        raise NotSent(Trouble.REFUSED_FOR_NOW, permanent=False)
    if status >= 300:
        raise NotSent(Trouble.REFUSED, permanent=True)


def sender_of(settings: Settings) -> Sender:
    """The sender that the settings name."""
    if settings.sender == "file":
        return FileSender(Path(settings.data_dir) / "outbox", settings.mail_from)
    if settings.sender == "smtp":
        return MailSender(
            settings.mail_host, settings.mail_port, settings.mail_from, settings.mail_tls,
            settings.mail_user, settings.mail_password, settings.send_seconds,
        )  # fmt: skip
    if settings.sender == "gateway":
        return GatewaySender(
            settings.gateway_url, settings.gateway_token, settings.send_seconds
        )
    return NoSender()
