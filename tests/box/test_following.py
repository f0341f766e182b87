"""Following up by receipt code: where the opinion is, never what it says."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import builders
from tests.solicitation import builders as make
from zhiyan.consolidation.models import ConsolidationClosing, Placement
from zhiyan.kernel import guard
from zhiyan.solicitation import actions
from zhiyan.solicitation.models import Opinion
from zhiyan.statements.models import ItemAnswer

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}
DAY = dt.date(2021, 1, 11)


@pytest.fixture
def cycle():
    cycle = builders.make_cycle()
    make.channel(cycle, "box")
    return cycle


def follow(client, cycle, code):
    response = client.post(f"/{cycle.unit.code}/{cycle.label}/follow/", {"code": code}, **HOST)
    return response.content.decode()


def entered(cycle, words="会上提的意见"):
    meeting = make.gathering(cycle)
    return actions.enter_opinion(make.organiser(cycle), meeting.channel, text=words, gathering=meeting)


def close(cycle):
    with guard.writing("test"):
        ConsolidationClosing.objects.create(unit=cycle.unit, cycle=cycle, on=DAY, opinions=1, items=1)


def test_a_slip_in_the_box_is_said_to_be_there(client, cycle):
    code = actions.make_box_codes(make.organiser(cycle), cycle, count=1)[0]
    receipt = actions.post_slip(builders.actor(cycle), cycle, code=code, text="食堂太远")
    page = follow(client, cycle, receipt.lower())
    assert "已收到，还在箱里" in page
    assert "食堂太远" not in page
    actions.open_box(make.organiser(cycle), cycle, first_person="甲", second_person="乙")
    assert "正在梳理" in follow(client, cycle, receipt)


def test_a_paper_opinion_has_the_same_receipt_as_a_digital_one(client, cycle):
    opinion = entered(cycle)
    page = follow(client, cycle, opinion.submission.receipt_code)
    assert "已收到并录入" in page
    assert "会上提的意见" not in page


def test_items_show_once_consolidation_is_closed_with_their_answer(client, cycle):
    opinion = entered(cycle)
    item = builders.make_item(cycle, "食堂供餐要改善", opinions=[opinion])
    assert "食堂供餐要改善" not in follow(client, cycle, opinion.submission.receipt_code)
    close(cycle)
    assert "正在研究整改或答复" in follow(client, cycle, opinion.submission.receipt_code)
    with guard.writing("test"):
        ItemAnswer.objects.create(unit=cycle.unit, cycle=cycle, item=item, kind="adopted", text="已增加晚餐窗口。")
    page = follow(client, cycle, opinion.submission.receipt_code)
    assert "食堂供餐要改善" in page
    assert "已增加晚餐窗口。" in page


def test_a_set_aside_opinion_says_why_and_a_handed_over_one_only_that(client, cycle):
    praise, accusation = entered(cycle, "办得好"), entered(cycle, "某人的线索")
    with guard.writing("test"):
        Placement.objects.create(
            unit=cycle.unit, cycle=cycle, point=builders.make_point(praise), reason="praise", note="表扬"
        )
        Opinion.objects.filter(pk=accusation.pk).update(withheld=True)
    close(cycle)
    assert "无意见/表扬" in follow(client, cycle, praise.submission.receipt_code)
    page = follow(client, cycle, accusation.submission.receipt_code)
    assert "已移交" in page
    assert "线索" not in page


def test_an_unknown_code_is_refused_and_another_years_is_unknown(client, cycle):
    opinion = entered(cycle)
    other = builders.make_cycle(cycle.unit, label="2021", notice=False)
    assert "没有找到这个回执码" in follow(client, cycle, "23456-789AB")
    assert "没有找到这个回执码" in follow(client, other, opinion.submission.receipt_code)
