"""Messages by mail (SMTP)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from lms.core.letters import Channel, Letter, NotSent, Trouble


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
    """Before the text went out: our password, our certificate, the line. Never the person."""
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
