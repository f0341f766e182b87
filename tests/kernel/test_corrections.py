"""更正 keeps the first text; 版本 keeps the second editor from overwriting the first."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import builders
from zhiyan.cycle.models import Cycle, Resolution
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Actor, Role
from zhiyan.kernel.corrections import correct, corrections_of
from zhiyan.kernel.errors import Conflict, Invalid
from zhiyan.kernel.models import Correction

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle() -> Cycle:
    return builders.make_cycle(team=builders.SMALL_TEAM)


@pytest.fixture
def organiser(cycle: Cycle) -> Actor:
    return builders.actor(cycle, Role.ORGANISER, label="党务工作人员")


@pytest.fixture
def resolution(cycle: Cycle) -> Resolution:
    with guard.writing("test"):
        return Resolution.objects.create(
            unit=cycle.unit, cycle=cycle, on=clock.today(), subject="方案", present="书记、主任", text="初稿"
        )


def test_a_correction_stores_the_new_text_and_keeps_the_old_with_who_and_why(organiser, resolution):
    with guard.writing("test"):
        correct(organiser, resolution, "text", "更正稿", "抄写错误")
    resolution.refresh_from_db()
    kept = Correction.objects.get(record_id=resolution.pk)
    assert resolution.text == "更正稿"
    assert (kept.before, kept.after, kept.reason, kept.by_label) == ("初稿", "更正稿", "抄写错误", "党务工作人员")
    assert kept.by_id == organiser.user_id


def test_the_first_text_is_still_there_after_many_corrections(organiser, resolution):
    with guard.writing("test"):
        correct(organiser, resolution, "text", "第二稿", "一")
        correct(organiser, resolution, "text", "第三稿", "二")
    assert [c.before for c in corrections_of(resolution)] == ["初稿", "第二稿"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_without_a_reason_is_refused(organiser, resolution, reason):
    with guard.writing("test"), pytest.raises(Invalid) as refused:
        correct(organiser, resolution, "text", "更正稿", reason)
    resolution.refresh_from_db()
    assert refused.value.code == "correction.reason"
    assert resolution.text == "初稿"


def test_a_correction_that_changes_nothing_is_refused(organiser, resolution):
    with guard.writing("test"), pytest.raises(Invalid) as refused:
        correct(organiser, resolution, "text", "初稿", "有原因")
    assert refused.value.code == "correction.same"


def test_the_database_too_refuses_a_correction_without_a_reason(organiser, resolution):
    with guard.writing("test"), transaction.atomic(), pytest.raises(IntegrityError):
        Correction.objects.create(
            unit_id=organiser.unit_id, kind="x", record_id=resolution.pk, field="text", before="", after="x", reason=""
        )


def test_a_correction_counts_as_a_change_so_that_an_older_page_cannot_overwrite_it(organiser, cycle):
    seen = cycle.version
    with guard.writing("test"):
        correct(organiser, cycle, "theme", "更正后的主题", "抄写错误")
        with pytest.raises(Conflict):
            Cycle.objects.get(pk=cycle.pk).change(seen, theme="旧页面上的主题")
    assert Cycle.objects.get(pk=cycle.pk).theme == "更正后的主题"


def test_a_change_of_the_seen_version_is_saved_and_counts_up(cycle):
    with guard.writing("test"):
        cycle.change(1, theme="新主题")
    assert (cycle.theme, cycle.version) == ("新主题", 2)


def test_a_change_over_somebody_elses_is_refused_with_both_texts(cycle):
    mine, theirs = Cycle.objects.get(pk=cycle.pk), Cycle.objects.get(pk=cycle.pk)
    with guard.writing("test"):
        theirs.change(1, theme="他人的主题")
        with pytest.raises(Conflict) as refused:
            mine.change(1, theme="我的主题")
    assert refused.value.theirs == {"theme": "他人的主题"}
    assert refused.value.yours == {"theme": "我的主题"}
    assert Cycle.objects.get(pk=cycle.pk).theme == "他人的主题"


def test_a_change_without_a_seen_version_stands_on_the_record_as_read(cycle):
    stale = Cycle.objects.get(pk=cycle.pk)
    with guard.writing("test"):
        cycle.change(None, theme="先改")
        with pytest.raises(Conflict):
            stale.change(None, theme="后改")
