"""A slowdown is seen beside the floor of its own minutes, and noise is not taken for one."""

from __future__ import annotations

import pytest

from bench import history

QUIET, BUSY = 2_000.0, 1_000.0  # what the bare page gave


@pytest.mark.parametrize(
    ("name", "now", "before", "times"),
    [
        ("answer.per_second", (100.0, QUIET), [(100.0, QUIET)], 1.0),
        ("answer.per_second", (50.0, BUSY), [(100.0, QUIET)], 1.0),  # the machine, not we
        ("answer.per_second", (50.0, QUIET), [(100.0, QUIET)], 2.0),
        ("answer.p95_ms", (80.0, BUSY), [(40.0, QUIET)], 1.0),
        ("answer.p95_ms", (80.0, QUIET), [(40.0, QUIET)], 2.0),
        ("answer.statements", (80.0, QUIET), [(40.0, QUIET)], 1.0),  # neither more nor less: told
        ("answer.p95_ms", (80.0, QUIET), [], 1.0),
    ],
)
def test_figures_are_ratios_to_the_floor(
    name: str, now: tuple[float, float], before: list[tuple[float, float]], times: float
) -> None:
    assert history.slower_by(name, now, before) == pytest.approx(times)


def test_noise_is_what_earlier_runs_differed_by() -> None:
    calm = [(100.0, QUIET), (101.0, QUIET), (99.0, QUIET)]
    wild = [(100.0, QUIET), (160.0, QUIET), (60.0, QUIET)]
    assert history.noise_of("x_ms", calm) == history.NOISE
    assert history.noise_of("x_ms", wild) > 1
    assert history.noise_of("x_ms", calm[:1]) == 2 * history.NOISE


def test_a_slowdown_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = {"cpu": "x", "cores": 2}
    told: list[str] = []
    runs = [
        {"date": "2026-11-30", "commit": f"c{n}", "part": "load", "machine": machine,
         "floor_per_second": QUIET, "figures": {"held": {"p95_ms": ms, "rate": 3.0}}}
        for n, ms in enumerate((100.0, 102.0, 98.0, 300.0))
    ]  # fmt: skip
    monkeypatch.setattr(history, "lines", lambda: runs)
    assert history.show(["load"], strict=True, say=told.append) == 1
    assert [line for line in told if "SLOWER ×3.00" in line and "held.p95_ms" in line]
    assert history.show(["load"], say=told.append) == 0
    assert history.show(["never"], strict=True, say=told.append) == 0
