"""How a message leaves the house: nowhere, into a file, by mail, or through a gateway."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lms.core.gateway import GatewaySender
from lms.core.letters import Channel, Letter, NotSent, Sender, Trouble
from lms.core.mail import MailSender, mail_of
from lms.core.store import make_private, write_whole
from lms.settings import Settings


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
        try:
            make_private(self.folder)
            write_whole(path, body)
        except OSError:
            raise NotSent(Trouble.UNREACHABLE, permanent=False) from None


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
        return GatewaySender(settings.gateway_url, settings.gateway_token, settings.send_seconds)
    return NoSender()
