"""Runs the stages of the nation's load, some side by side; each is committed by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime
from itertools import groupby
from multiprocessing import get_context

from flask import Flask

from lms.app import create_app
from lms.core.commands import edge
from lms.core.db import db
from lms.demo.build import Step
from lms.demo.nation.building import NationDemo, Stage

Show = Step  # called with the steps just done
_own: list[tuple[Flask, NationDemo]] = []  # of a child process


def load(demo: NationDemo, stages: Iterable[Stage], show: Show, *, workers: int = 1) -> None:
    """Run the stages in their order. SQLite takes one writer: one worker."""
    for _part, found in groupby(stages, key=lambda stage: stage.part):
        some = list(found)
        if workers > 1 and len(some) > 1:
            _side_by_side(some, demo.at, show, workers)
            continue
        for stage in some:
            _whole(demo, stage, show)


def _whole(demo: NationDemo, stage: Stage, show: Show) -> None:
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        show(count)

    with edge():
        demo.run(stage, step)
    db.session.remove()
    show(stage.steps - done)


def _side_by_side(stages: Sequence[Stage], at: datetime, show: Show, workers: int) -> None:
    """In child processes of their own, the longest first."""
    db.session.remove()
    db.engine.dispose()
    longest = sorted(stages, key=lambda stage: -stage.steps)
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(at,)
    ) as pool:
        running = {pool.submit(_in_child, stage): stage for stage in longest}
        for one in as_completed(running):
            one.result()
            show(running[one].steps)


def _begin(at: datetime) -> None:
    _own.append((create_app(), NationDemo(at)))


def _in_child(stage: Stage) -> None:
    app, demo = _own[0]
    with app.app_context():
        _whole(demo, stage, lambda done: None)
