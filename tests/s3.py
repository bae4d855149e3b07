"""A server that speaks S3 over the wire, with an empty bucket."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer


@contextmanager
def server() -> Iterator[str]:
    """Start it, make the bucket `hocso`, yield its address, stop it at the end."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    with urlopen(Request(f"{address}/hocso", method="PUT")) as made:  # noqa: S310 - ours
        assert made.status == 200
    yield address
    running.stop()
