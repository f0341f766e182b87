"""Numbered copies: printed with their number, handed out, taken back; what is missing is shown."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse

from tests import builders
from tests.documents import builders as full
from tests.documents.packages import text_of
from zhiyan.documents import actions, queries
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 2, 8)


@pytest.fixture
def cycle():
    with clock.at(DAY):
        yield full.full_cycle()


@pytest.fixture
def issued(cycle):
    return full.issue(cycle, "plan", mark="work_secret", copies=3, needs_return=True)


@pytest.fixture
def office(cycle):
    return full.actor(cycle, Role.ORGANISER)


@pytest.fixture
def desk(client, cycle):
    client.force_login(builders.make_user(cycle.unit, Role.ORGANISER))
    return client


def at(cycle, name, *args):
    return reverse(f"documents:{name}", args=[cycle.unit.code, cycle.label, *args])


def test_issued_paper_has_a_row_for_each_numbered_copy(issued):
    assert [copy.no for copy in issued.handed.all()] == [1, 2, 3]


def test_each_copy_is_printed_with_its_number_and_nothing_else_changed(desk, cycle, issued):
    text = text_of(desk.get(at(cycle, "copy_file", issued.pk, 2)).content)
    whole = text_of(desk.get(at(cycle, "issued_file", issued.pk)).content)
    assert text.splitlines()[0] == "工作秘密　会后收回\t份号：000002"
    assert text == whole.replace("＿＿＿＿＿＿", "000002")


def test_all_copies_come_in_one_archive(desk, cycle, issued):
    archive = zipfile.ZipFile(io.BytesIO(desk.get(at(cycle, "copies_file", issued.pk)).content))
    assert [name[:6] for name in archive.namelist()] == ["000001", "000002", "000003"]
    assert "份号：000003" in text_of(archive.read(archive.namelist()[2]))


def test_copies_that_are_out_are_missing_until_they_come_back(office, issued):
    first, second, _third = issued.handed.all()
    actions.hand_out(office, first, receiver="主任")
    actions.hand_out(office, second, receiver="纪委书记")
    assert queries.copies(issued) == {"handed": 2, "returned": 0, "missing": 2}
    actions.take_back(office, first)
    assert queries.copies(issued) == {"handed": 2, "returned": 1, "missing": 1}


def test_list_shows_who_has_a_copy_and_what_is_missing(desk, cycle, issued):
    desk.post(at(cycle, "hand_out", issued.pk, 1), {"receiver": "主任", "on": "2021-02-08"})
    page = desk.get(at(cycle, "copies", issued.pk)).content.decode()
    assert "主任" in page
    assert "尚未收回" in page
    desk.post(at(cycle, "take_back", issued.pk, 1), {"on": "2021-02-08", "note": "已销毁"})
    assert "已销毁" in desk.get(at(cycle, "copies", issued.pk)).content.decode()


def test_copy_is_handed_out_once_and_taken_back_once(office, issued):
    copy = issued.handed.first()
    with pytest.raises(Invalid):
        actions.take_back(office, copy)
    actions.hand_out(office, copy, receiver="主任")
    with pytest.raises(Invalid):
        actions.hand_out(office, copy, receiver="副主任A")
    actions.take_back(office, copy)
    with pytest.raises(Invalid):
        actions.take_back(office, copy)


@pytest.mark.parametrize("days", [-1, 1])
def test_day_before_issue_or_in_the_future_is_refused(office, issued, days):
    with pytest.raises(Invalid) as refused:
        actions.hand_out(office, issued.handed.first(), receiver="主任", on=DAY + dt.timedelta(days=days))
    assert "on" in refused.value.fields


def test_copy_without_a_receiver_is_refused(office, issued):
    with pytest.raises(Invalid):
        actions.hand_out(office, issued.handed.first(), receiver=" ")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.SUPERVISOR, Role.STAFF, Role.RECORDER])
def test_nobody_else_keeps_the_list(cycle, issued, role):
    with pytest.raises(Denied):
        actions.hand_out(full.actor(cycle, role), issued.handed.first(), receiver="主任")


def test_paper_without_numbered_copies_has_no_list(desk, cycle):
    assert desk.get(at(cycle, "copies", full.issue(cycle, "report").pk)).status_code == 404
