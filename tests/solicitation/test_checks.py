"""The rules of solicitation over plain facts, and where the stage stands."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.solicitation import builders as make
from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Role
from zhiyan.kernel.status import StageState
from zhiyan.solicitation import actions, checks, queries, trace
from zhiyan.solicitation.models import Opinion, Submission
from zhiyan.solicitation.status import stage_status

DAY = dt.date(2021, 1, 11)


def channel(**fields):
    days = {"opens_on": DAY, "closes_on": DAY}
    return {
        "id": "1",
        "code": "form",
        "name": "征求意见表",
        "solicited": True,
        "opinions": 3,
        "used": True,
        **days,
        **fields,
    }


def facts(**fields):
    figures = {"total": 2, "solicited": 1, "by_channel": {"form": 2}, "by_aspect": {"P1": 2}, "by_target": {"班子": 2}}
    return {
        "cycle": "2020年度民主生活会",
        "figures": figures,
        "channels": [channel(), channel(name="座谈会")],
        "form_runs": [],
        "unresolved": {"aspect": 0, "target": 0},
        "altered": [],
        "strayed": [],
        "closing": None,
        **fields,
    }


def test_two_channels_with_days_satisfy_r09():
    assert checks.r09_enough_channels_with_dates(facts(), {"channels": 2}) == []


def test_one_channel_or_one_without_days_is_found_by_r09():
    carried = channel(solicited=False, name="审计")
    unused = channel(used=False, name="意见箱")
    found = checks.r09_enough_channels_with_dates(facts(channels=[channel(closes_on=None), carried, unused]), {})
    assert [finding.subject for finding in found] == ["2020年度民主生活会", "征求意见表"]


def test_the_number_of_channels_is_a_parameter_of_r09():
    assert checks.r09_enough_channels_with_dates(facts(), {"channels": 3})


def test_forms_out_of_order_are_found_by_r10():
    run = {"id": "1", "name": "导航支部", "sent": 10, "returned": 9, "valid": 9}
    assert checks.r10_forms_add_up(facts(form_runs=[run]), {}) == []
    assert checks.r10_forms_add_up(facts(form_runs=[{**run, "returned": 11}]), {})


def test_unresolved_and_altered_opinions_are_found_by_r11():
    assert checks.r11_opinions_told_apart_and_verbatim(facts(), {}) == []
    found = checks.r11_opinions_told_apart_and_verbatim(
        facts(unresolved={"aspect": 2, "target": 0}, altered=["a"], strayed=["b"]), {}
    )
    assert len(found) == 3


def test_sums_that_differ_are_found_by_r12():
    assert checks.r12_sums_agree(facts(), {}) == []
    figures = {**facts()["figures"], "by_aspect": {"P1": 1}}
    assert "合计 1 条" in checks.r12_sums_agree(facts(figures=figures), {})[0].message
    assert checks.r12_sums_agree(facts(closing={"on": DAY, "total": 3, "solicited": 1}), {})


@pytest.mark.django_db
def test_an_original_changed_behind_the_programs_back_is_found():
    cycle = builders.make_cycle()
    opinion = actions.enter_opinion(make.organiser(cycle), make.channel(cycle), text="食堂太远")
    assert not queries.facts(cycle)["altered"]
    with guard.writing("tampering"):
        Submission.objects.update(text="食堂很近")
        Opinion.objects.filter(pk=opinion.pk).update(text="食堂很近")
    assert queries.facts(cycle)["altered"] == [str(opinion.submission_id)]
    with guard.writing("tampering"):
        Opinion.objects.filter(pk=opinion.pk).update(text="食堂更近")
    assert queries.facts(cycle)["strayed"] == [str(opinion.pk)]


@pytest.mark.django_db
def test_the_stage_waits_then_runs_then_is_late_then_done():
    cycle = builders.make_cycle()
    office = make.organiser(cycle)
    assert stage_status(cycle).state is StageState.WAITING
    actions.set_up_channels(office, cycle)
    builders.make_opinion(cycle)
    running = stage_status(cycle)
    assert running.state is StageState.RUNNING
    assert running.figures["total"] == 1
    assert {step.role for step in running.steps} == {Role.ORGANISER}
    with clock.at(dt.date(2021, 1, 16)):
        assert stage_status(cycle).state is StageState.LATE
    actions.close_solicitation(office, cycle)
    assert stage_status(cycle).state is StageState.DONE


@pytest.mark.django_db
def test_a_trace_leads_back_to_file_and_place_and_hides_a_withheld_sibling():
    cycle = builders.make_cycle()
    waiting = make.preview(cycle, "1.食堂太远 2.某人的线索,,,领导班子")
    actions.confirm_import(make.organiser(cycle), waiting)
    first, second = Opinion.objects.order_by("start")
    labels = [(edge.kind, edge.label, edge.note) for edge in trace.back(first)]
    assert labels[0][:2] == ("channel", "支部职工会议")
    assert labels[1] == ("import", "支部意见汇总.csv", "第 1 条记录")
    with guard.writing("test"):
        Opinion.objects.filter(pk=second.pk).update(withheld=True)
    assert [edge.label for edge in trace.forward(first.submission)] == ["食堂太远", "已移交"]
    assert "线索" not in queries.whole_text(first)
