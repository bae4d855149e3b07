"""A tiny mail server and a tiny gateway on 127.0.0.1, that say what a test wants of them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class MailServer:
    """What it says to each command; what it was given. `hangs_at`: falls silent at that word."""

    replies: dict[str, str] = field(default_factory=dict)
    hangs_at: str = ""
    taken: list[bytes] = field(default_factory=list)
    port: int = 0

    def serve(self, line: socket.socket) -> None:
        """Speak with one client until it goes."""
        with line, line.makefile("rb") as words, suppress(OSError):
            line.sendall(b"220 here\r\n")
            for raw in words:
                word = raw.split()[0].upper().decode()
                if word == self.hangs_at or word == "QUIT":
                    words.read() if word == self.hangs_at else None
                    return
                if word == "DATA" and "DATA" not in self.replies:
                    line.sendall(b"354 go on\r\n")
                    if not self._text(words):
                        return
                    word = "TEXT"
                line.sendall(f"{self.replies.get(word, '250 fine')}\r\n".encode())

    def _text(self, words: Any) -> bool:
        text = b""
        for raw in words:
            if raw == b".\r\n":
                break
            text += raw
        self.taken.append(text)
        return self.hangs_at != "TEXT"


@contextmanager
def mail_server(**says: Any) -> Iterator[MailServer]:
    """A mail server for the time of a test."""
    server = MailServer(**says)
    with socket.create_server(("127.0.0.1", 0)) as door:
        server.port = door.getsockname()[1]
        welcoming = threading.Thread(target=_welcome, args=(door, server), daemon=True)
        welcoming.start()
        yield server
        # Wait for it: a thread about to accept would take the next server's socket by its number.
        door.shutdown(socket.SHUT_RDWR)
        welcoming.join()


def _welcome(door: socket.socket, server: MailServer) -> None:
    with suppress(OSError):
        while True:
            line, _ = door.accept()
            threading.Thread(target=server.serve, args=(line,), daemon=True).start()


@dataclass
class Gateway:
    """The status it answers with (0: hangs up without one); what it was given."""

    status: int = 200
    taken: list[tuple[dict[str, str], Any]] = field(default_factory=list)
    port: int = 0


@contextmanager
def gateway(status: int = 200) -> Iterator[Gateway]:
    """A gateway for the time of a test."""
    found = Gateway(status)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.taken.append((dict(self.headers), json.loads(body)))
            if found.status:
                self.send_response(found.status)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield found
        server.shutdown()
        thread.join()
