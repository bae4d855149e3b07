"""What people call the things that checks look at."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from lms.doctor.findings import State

NAMES = {
    "autovacuum": _("Tidying up of the database"),
    "backup": _("Backup"),
    "backup_verified": _("Backup read back"),
    "collation": _("Sorting of the database"),
    "connections": _("Connections to the database"),
    "data_folder": _("Folder of data"),
    "database": _("Database"),
    "database_clock": _("Clock of the database"),
    "demo": _("Demo accounts"),
    "disk": _("Room on the disk"),
    "disk_sync": _("Speed of the disk"),
    "durability": _("Safe against power cuts"),
    "encoding": _("Letters of the database"),
    "https": _("Encrypted connection (HTTPS)"),
    "keys": _("Folder of keys"),
    "migrations": _("Form of the database"),
    "pdf": _("PDF documents"),
    "processors": _("Processors and memory"),
    "proxies": _("Proxies in front"),
    "public_url": _("Address in QR codes"),
    "queue": _("Jobs that wait"),
    "redis": _("Redis"),
    "redis_clock": _("Clock of Redis"),
    "redis_kept": _("What Redis keeps"),
    "redis_memory": _("Memory of Redis"),
    "schedule": _("Regular work"),
    "second_factor": _("Second step of staff"),
    "secret_key": _("Secret key"),
    "sender": _("Sending of reminders"),
    "signing": _("Signing key"),
    "static": _("Static files"),
    "store": _("Files"),
    "time_zone": _("Time zone"),
    "untidy": _("Tables that need tidying up"),
    "workers": _("Workers"),
}
SUMMARIES = {
    State.OK: _("Everything is as it should be."),
    State.WARNING: _("It works. Some things should be better."),
    State.PROBLEM: _("Something is wrong and needs you."),
}
