"""Pages of 所属单位: the superior looks and orders, the unit sends and answers."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests import builders as b
from tests.rectification import builders as rb
from zhiyan.kernel.actor import Role
from zhiyan.oversight import actions
from zhiyan.oversight.models import Order, Report, UnitProgress

pytestmark = pytest.mark.django_db


@pytest.fixture
def above():
    return b.make_unit(name="某科学院")


@pytest.fixture
def cycle(above):
    found = b.make_cycle(b.make_unit(parent=above))
    rb.make_meeting(found)
    return found


@pytest.fixture
def office(above):
    return b.make_user(above, Role.SUPERIOR_OFFICE)


def unit_url(unit, name="page", *args):
    return reverse(f"oversight:{name}", args=[unit.code, *args])


def cycle_url(cycle, name):
    return reverse(f"oversight:{name}", args=[cycle.unit.code, cycle.label])


def text(response) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


def test_the_superior_sees_its_units_before_and_after_they_send(client, above, cycle, office):
    client.force_login(office)
    assert "没有报送" in text(client.get(unit_url(above)))
    stages = [{"stage": "talks", "label": "谈心谈话", "state": "late", "reason": "已过期限"}]
    figures = {"stages": stages, "opinions": {"total": 143}}
    actions.send_progress(rb.organiser(cycle), cycle, figures=figures)
    page = text(client.get(unit_url(above)))
    assert "143" in page
    assert "逾期：谈心谈话" in page
    assert "已过期限" in text(client.get(unit_url(above, "unit", cycle.unit.code)))


def test_an_order_is_given_and_answered_through_the_pages(client, above, cycle, office):
    client.force_login(office)
    page = unit_url(above, "order", cycle.unit.code)
    data = {"kind": "hold_again", "cycle_label": "2020", "text": "批评走过场", "on": "2021-01-11"}
    response = client.post(page, data)
    assert response.status_code == 422
    assert "期限" in text(response)
    assert "批评走过场" in response.content.decode()
    assert client.post(page, {**data, "due_on": "2021-02-10"}).status_code == 302
    received = Order.objects.get(unit=cycle.unit)
    client.force_login(b.user_of(rb.organiser(cycle)))
    assert "批评走过场" in text(client.get(cycle_url(cycle, "page")))
    reply = unit_url(cycle.unit, "reply", received.pk)
    assert client.post(reply, {"text": "定于2月8日重开", "on": "2021-01-11"}).status_code == 302
    client.force_login(office)
    assert "定于2月8日重开" in text(client.get(unit_url(above)))


def test_figures_and_report_are_sent_through_the_pages_and_read_by_the_superior(client, above, cycle, office):
    rb.make_measure(rb.make_problem(cycle, text="班子的事"))
    client.force_login(b.user_of(rb.organiser(cycle)))
    assert client.post(cycle_url(cycle, "send_progress")).status_code == 302
    assert UnitProgress.objects.get(unit=above).figures["stages"]
    assert client.post(cycle_url(cycle, "send_report"), {"on": "2021-01-11", "words": "体会"}).status_code == 302
    client.force_login(office)
    page = text(client.get(unit_url(above, "report", Report.objects.get(unit=above).pk)))
    assert "班子的事" in page
    assert "体会" in page
    assert "与封存时一致" in page


def test_a_report_changed_behind_the_program_is_shown_as_broken(client, above, cycle, office):
    actions.seal_report(rb.organiser(cycle), cycle)
    with b.guard.writing("test"):
        report = Report.objects.get(unit=above)
        report.content["member_problems"] = 99
        report.save()
    client.force_login(office)
    assert "与封存时不一致" in text(client.get(unit_url(above, "report", report.pk)))


@pytest.mark.parametrize("role", [Role.STAFF, Role.MEMBER, Role.ADMINISTRATOR])
def test_others_do_not_open_the_page(client, cycle, role):
    client.force_login(b.user_of(b.actor(cycle, role)))
    assert client.get(cycle_url(cycle, "page")).status_code == 403
    assert client.get(unit_url(cycle.unit)).status_code == 403


def test_those_of_the_superior_who_may_not_order_get_403_on_the_form(client, above, cycle):
    client.force_login(b.make_user(above, Role.SUPERVISOR))
    assert client.get(unit_url(above)).status_code == 200
    assert client.get(unit_url(above, "order", cycle.unit.code)).status_code == 403


def test_a_unit_of_somebody_else_is_not_found(client, above, cycle, office):
    client.force_login(office)
    stranger = b.make_unit()
    for name in ("unit", "order"):
        assert client.get(unit_url(above, name, stranger.code)).status_code == 404
    assert client.get(unit_url(cycle.unit)).status_code == 404


def test_reports_and_orders_of_another_unit_are_not_found(client, above, cycle, office):
    actions.seal_report(rb.organiser(cycle), cycle)
    own = Report.objects.get(unit=cycle.unit)
    client.force_login(office)
    assert client.get(unit_url(above, "report", own.pk)).status_code == 404


def test_a_unit_alone_says_so(client):
    alone = b.make_cycle()
    client.force_login(b.user_of(rb.organiser(alone)))
    assert "没有登记上级单位" in text(client.get(cycle_url(alone, "page")))


def test_the_superiors_page_takes_few_queries_with_twenty_units(client, above, office, django_assert_max_num_queries):
    for _ in range(20):
        b.make_unit(parent=above)
    client.force_login(office)
    with django_assert_max_num_queries(25):
        assert client.get(unit_url(above)).status_code == 200
