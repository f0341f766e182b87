"""每夜: each day's work is done once, and tried again where it failed."""

from __future__ import annotations

import datetime as dt

import pytest

from zhiyan.kernel import clock, nightly


@pytest.fixture
def days(monkeypatch) -> list[dt.date]:
    """The days for which a work was called."""
    called: list[dt.date] = []
    monkeypatch.setattr(nightly, "_works", [])
    monkeypatch.setattr(nightly, "close_old_connections", lambda: None)
    nightly.register(called.append)
    return called


def test_a_days_work_is_done_once(days):
    night = nightly.Night()
    assert night.fall()
    assert not night.fall()
    assert days == [clock.today()]


def test_the_next_days_work_is_done_the_next_day(days):
    night = nightly.Night()
    night.fall()
    with clock.at(dt.date(2021, 1, 12)):
        assert night.fall()
    assert days[-1] == dt.date(2021, 1, 12)


def test_what_went_wrong_is_tried_again_after_a_pause(days, monkeypatch):
    def fail(today: dt.date) -> None:
        if len(days) < 2:
            raise OSError

    nightly.register(fail)
    night, began = nightly.Night(), clock.seconds()
    assert not night.fall()
    assert not night.fall()
    assert len(days) == 1
    monkeypatch.setattr(clock, "seconds", lambda: began + 2 * nightly.PAUSE)
    assert night.fall()


def test_a_work_registered_twice_is_done_once(days):
    work = nightly._works[0]
    nightly.register(work)
    nightly.Night().fall()
    assert len(days) == 1
