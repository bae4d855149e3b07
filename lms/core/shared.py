"""What processes tell each other and may lose: in Redis when there is one, else small files."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Protocol, cast

import structlog
from flask import Flask, current_app
from redis import Redis, RedisError

from lms.core.store import write_whole
from lms.settings import Settings

log = structlog.get_logger("hocso.shared")


class Shared(Protocol):
    """Short-lived values under keys, each kept for so many seconds."""

    def put(self, key: str, value: Any, seconds: int) -> None:
        """Say something that JSON can hold."""

    def get(self, key: str) -> Any:
        """What was said last; None when nothing was, or long ago."""

    def drop(self, key: str) -> None:
        """Forget it."""


class SharedFolder:
    """Small files, for processes of one machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, key: str, value: Any, seconds: int) -> None:
        """Say something."""
        write_whole(self._path(key), json.dumps([time.time() + seconds, value]).encode())

    def get(self, key: str) -> Any:
        """What was said last."""
        try:
            until, value = json.loads(self._path(key).read_text())
        except (OSError, ValueError):
            return None
        return value if until > time.time() else None

    def drop(self, key: str) -> None:
        """Forget it."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key.replace(':', '/')}.json"


class SharedRedis:
    """Keys of Redis. Without Redis nothing was said: what matters is in the database."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    def put(self, key: str, value: Any, seconds: int) -> None:
        """Say something."""
        self._ask("set", f"hocso:{key}", json.dumps(value), ex=seconds)

    def get(self, key: str) -> Any:
        """What was said last."""
        found = self._ask("get", f"hocso:{key}")
        return None if found is None else json.loads(found)

    def drop(self, key: str) -> None:
        """Forget it."""
        self._ask("delete", f"hocso:{key}")

    def _ask(self, verb: str, *words: Any, **more: Any) -> Any:
        try:
            return getattr(self.redis, verb)(*words, **more)
        except RedisError as error:
            log.warning("redis does not answer", kind=type(error).__name__)
            return None


def redis_of(settings: Settings) -> Redis:
    """A connection pool to Redis that gives up after two seconds."""
    return Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)


def set_up_shared(app: Flask, settings: Settings) -> None:
    """Share through Redis, or through files beside the data."""
    made: Shared = SharedFolder(Path(settings.data_dir) / "shared")
    if settings.redis_url:
        made = SharedRedis(redis_of(settings))
    app.extensions["shared"] = made


def shared() -> Shared:
    """What the processes of this application share."""
    return cast("Shared", current_app.extensions["shared"])
