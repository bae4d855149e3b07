"""Redis: there, with room that is never taken by throwing messages away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from redis import RedisError, ResponseError

from lms.core.clock import now
from lms.core.jobs.engine import engine
from lms.core.shared import redis_of
from lms.doctor.findings import Finding, ok, problem, warn
from lms.doctor.looks_at_database import clocks

OLDEST = 6


def look_at_redis() -> Iterator[Finding]:
    """It answers, forgets nothing by itself, and its clock is right."""
    settings = engine().settings
    if not settings.redis_url:
        yield ok("redis", _("No Redis: one machine, everything beside the data."))
        return
    redis = redis_of(settings)
    try:
        about: dict[str, Any] = redis.info()
        seconds, millionths = redis.time()
    except RedisError as error:
        yield problem(
            "redis",
            _("Redis does not answer (%(why)s): jobs wait for the sweep, limits count per process.",
              why=type(error).__name__),
            _("Start it, and check LMS_REDIS_URL."),
        )  # fmt: skip
        return
    version = str(about["redis_version"])
    words = _("Redis %(version)s, %(size)s in use.", version=version,
              size=about["used_memory_human"])  # fmt: skip
    if int(version.split(".")[0]) < OLDEST:
        yield warn("redis", words, _("Move to Redis 6 or newer."))
    else:
        yield ok("redis", words)
    yield clocks("redis_clock", now().timestamp() - (seconds + millionths / 1_000_000))
    yield from _keeps(redis, about)


def _keeps(redis: Any, about: dict[str, Any]) -> Iterator[Finding]:
    try:
        policy = about.get("maxmemory_policy") or redis.config_get()["maxmemory-policy"]
        saves = bool(redis.config_get("save").get("save")) or bool(about.get("aof_enabled"))
    except (ResponseError, KeyError):
        return  # a hosted one that does not tell
    if policy == "noeviction":
        yield ok("redis_memory", _("A full Redis refuses instead of forgetting."))
    else:
        yield problem(
            "redis_memory",
            _("A full Redis throws messages away (%(policy)s).", policy=policy),
            "maxmemory-policy noeviction",
        )
    if not saves:
        yield warn(
            "redis_kept",
            _("Redis forgets everything when it restarts; the sweep wakes jobs 5 seconds later."),
            "appendonly yes",
        )
