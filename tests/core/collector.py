"""A tiny collector on 127.0.0.1 that takes what telemetry is sent to it."""

from __future__ import annotations

import gzip
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli


@dataclass
class Collector:
    """What arrived, unpacked: path and body."""

    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)


@contextmanager
def collector() -> Iterator[Collector]:
    """A collector for the time of a test."""
    here = Collector()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.taken.append((self.path, _unpacked(body, self.headers["Content-Encoding"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Door)
    here.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield here
    server.shutdown()
    server.server_close()


def _unpacked(body: bytes, how: str | None) -> bytes:
    if how == "gzip":
        return gzip.decompress(body)
    if how == "br":
        return bytes(brotli.decompress(body))
    return zlib.decompress(body) if how == "deflate" else body
