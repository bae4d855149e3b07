"""Every figure that is counted. Labels are names of our own code: never an address, never a person.

docs/observability.md says what each is good for; names end as Prometheus asks (`_total`,
`_seconds`, `_bytes`).
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)

from lms.core.observe import processes

assert processes  # noqa: S101 - imported first: it decides where the figures below are kept

disable_created_metrics()  # type: ignore[no-untyped-call]  # a third more lines that nobody reads
REGISTRY = CollectorRegistry()
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
JOB_SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400)
STATEMENTS = (0, 2, 5, 10, 20, 50, 100, 250)


def _counter(name: str, sentence: str, *labels: str) -> Counter:
    return Counter(name, sentence, labels, registry=REGISTRY)


def _gauge(name: str, sentence: str, *labels: str, mode: str = "livesum") -> Gauge:
    return Gauge(name, sentence, labels, registry=REGISTRY, multiprocess_mode=mode)  # type: ignore[arg-type]


def _histogram(
    name: str, sentence: str, *labels: str, buckets: tuple[float, ...] = SECONDS
) -> Histogram:
    return Histogram(name, sentence, labels, registry=REGISTRY, buckets=buckets)


requests = _counter(
    "hocso_http_requests", "Requests answered.", "route", "method", "status"
)  # status: 2xx
request_seconds = _histogram(
    "hocso_http_request_seconds", "From the first line of ours to a finished answer.", "route"
)
in_flight = _gauge("hocso_http_requests_in_flight", "Requests being answered now.")
exceptions = _counter("hocso_exceptions", "Errors nobody expected.", "route", "kind")
limited = _counter("hocso_rate_limit_refusals", "Requests refused by a rate limit.", "route")

statements = _histogram(
    "hocso_db_statements", "Statements of a request with any.", buckets=STATEMENTS
)
database_seconds = _histogram(
    "hocso_db_seconds", "Time a request that asked waited for the database."
)
transactions = _counter("hocso_db_transactions", "Transactions by their end.", "end")
database_errors = _counter("hocso_db_errors", "Statements the database refused.", "kind")
database_refusals = _counter("hocso_db_refusals", "Requests answered 503 for the database.")
connections = _gauge("hocso_db_pool_in_use", "Connections in use.")
connections_kept = _gauge(
    "hocso_db_pool_size", "Connections that are kept open when there is work."
)

jobs = _counter("hocso_jobs", "Jobs that ended, by what came of them.", "kind", "end")
job_seconds = _histogram("hocso_job_seconds", "How long jobs ran.", "kind", buckets=JOB_SECONDS)
jobs_running = _gauge("hocso_jobs_running", "Jobs being done now.", "kind")

sign_ins = _counter("hocso_sign_ins", "Tries to sign in.", "outcome")
facts = _counter("hocso_facts", "What happened, as announced between packages.", "fact")

memory = _gauge("hocso_process_resident_bytes", "Memory a process holds.", mode="liveall")
processor_seconds = _counter("hocso_process_cpu_seconds", "Processor time of all processes.")
collections = _counter("hocso_process_gc_collections", "Garbage collections.", "generation")
