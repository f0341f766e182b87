"""补录: what is entered late says why; what is entered in time is not marked."""

from __future__ import annotations

import datetime as dt

import pytest

from zhiyan.kernel import clock, late
from zhiyan.kernel.errors import Invalid


def days_ago(n: int) -> dt.date:
    return clock.today() - dt.timedelta(days=n)


@pytest.mark.parametrize("ago", [0, 1, late.GRACE_DAYS])
def test_an_entry_in_time_needs_no_reason(ago):
    assert late.check(days_ago(ago), "") == ""


@pytest.mark.parametrize("ago", [0, late.GRACE_DAYS])
def test_an_entry_in_time_is_not_marked_late_even_with_a_reason(ago):
    assert late.check(days_ago(ago), "顺便写的") == ""


def test_a_late_entry_keeps_its_reason():
    assert late.check(days_ago(late.GRACE_DAYS + 1), " 材料晚到 ") == "材料晚到"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_late_entry_without_a_reason_is_refused_beside_the_field(reason):
    with pytest.raises(Invalid) as refused:
        late.check(days_ago(late.GRACE_DAYS + 1), reason)
    assert refused.value.code == "late.reason"
    assert "late_reason" in refused.value.fields


def test_a_day_in_the_future_has_not_happened():
    with pytest.raises(Invalid) as refused:
        late.check(clock.today() + dt.timedelta(days=1), "有原因")
    assert refused.value.code == "late.future"
    assert "on" in refused.value.fields


def test_lateness_is_counted_from_the_held_date():
    day = dt.date(2021, 1, 1)
    with clock.at(day):
        assert late.check(day, "") == ""
    with clock.at(dt.date(2021, 2, 1)), pytest.raises(Invalid):
        late.check(day, "")
