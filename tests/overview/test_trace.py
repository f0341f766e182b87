"""意见去向: every step is shown, words only to those who may read them."""

from __future__ import annotations

import pytest

from tests import builders
from tests.rectification import builders as rb
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role
from zhiyan.rectification.models import Problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return builders.make_cycle()


def page(client, user, cycle, kind, record):
    client.force_login(user)
    return client.get(f"/{cycle.unit.code}/{cycle.label}/trace/{kind}/{record.pk}/")


def with_problem(cycle):
    """An opinion in an item, its problem and measure."""
    opinion = builders.make_opinion(cycle, "食堂晚餐品种少，值班人员常吃不上热饭")
    item = builders.make_item(cycle, "食堂供餐", opinions=[opinion])
    with guard.writing("test"):
        problem = Problem.objects.create(unit=cycle.unit, cycle=cycle, no=1, text="保障不到位", item=item)
        problem.items.add(item)
    return opinion, rb.make_measure(problem)


def test_the_office_follows_an_opinion_forward_to_its_measure(client, cycle):
    opinion, measure = with_problem(cycle)
    user = builders.user_of(builders.actor(cycle, Role.ORGANISER))
    body = page(client, user, cycle, "opinion", opinion).content.decode()
    assert all(word in body for word in ("食堂供餐", "问题第1号", "措施1.1", measure.text[:8]))


def test_the_office_follows_a_measure_back_to_the_opinion_verbatim(client, cycle):
    opinion, measure = with_problem(cycle)
    user = builders.user_of(builders.actor(cycle, Role.ORGANISER))
    assert opinion.text in page(client, user, cycle, "measure", measure).content.decode()


def test_a_member_sees_the_chain_without_words_that_are_not_theirs_to_read(client, cycle):
    opinion, measure = with_problem(cycle)
    response = page(client, builders.member_user(cycle, "书记"), cycle, "measure", measure)
    assert response.status_code == 200
    deputy = page(client, builders.member_user(cycle, "副主任A"), cycle, "measure", measure)
    assert opinion.text not in deputy.content.decode()


def test_the_organiser_does_not_learn_who_criticised_whom(client, cycle):
    criticism = rb.make_criticism(rb.make_meeting(cycle), by="主任", to="副主任A", text="到一线少")
    with guard.writing("test"):
        problem = Problem.objects.create(
            unit=cycle.unit,
            cycle=cycle,
            no=1,
            text="到一线少",
            criticism=criticism,
            member=builders.member(cycle, "副主任A"),
        )
    measure = rb.make_measure(problem)
    user = builders.user_of(builders.actor(cycle, Role.ORGANISER))
    body = page(client, user, cycle, "measure", measure).content.decode()
    assert "您没有查看这条记录的权限" in body
    assert "主任对" not in body


def test_an_opinion_that_may_not_be_read_has_no_trace(client, cycle):
    opinion, _measure = with_problem(cycle)
    assert page(client, builders.member_user(cycle, "副主任A"), cycle, "opinion", opinion).status_code == 404
