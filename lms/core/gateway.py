"""Messages through an SMS or Zalo gateway: JSON by HTTP, at an address that was set."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from lms.core.letters import Channel, Letter, NotSent, Trouble


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
