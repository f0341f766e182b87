"""Saying what a file's columns hold: on the page, read again, remembered for the unit's next file."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders
from tests.importing.case import xlsx
from tests.solicitation import builders as make
from zhiyan.kernel.errors import Invalid
from zhiyan.org.models import Alias
from zhiyan.solicitation import actions
from zhiyan.solicitation.importing import Told
from zhiyan.solicitation.models import ImportFile, Opinion

pytestmark = pytest.mark.django_db

TEXTS = ["职工食堂晚餐品种太少，值班人员吃不上热饭。", "报销要跑四个部门，流程太长。"]


def odd(*texts):
    return xlsx(["登记", "甲栏"], *[[f"第{n}", text] for n, text in enumerate(texts, 1)])


@pytest.fixture
def cycle():
    return builders.make_cycle()


@pytest.fixture
def organiser(cycle):
    return make.organiser(cycle)


@pytest.fixture
def waiting(cycle, organiser):
    return actions.preview_import(organiser, cycle, name="登记.xlsx", data=odd(*TEXTS), channel="form")


@pytest.fixture
def office(cycle, client, organiser):
    client.force_login(builders.user_of(organiser))
    return client


def at(cycle, name, pk):
    return reverse(f"solicitation:{name}", args=[cycle.unit.code, cycle.label, pk])


def test_file_whose_columns_nobody_can_tell_waits_instead_of_being_refused(office, cycle):
    sent = SimpleUploadedFile("登记.xlsx", odd(*TEXTS))
    address = reverse("solicitation:upload", args=[cycle.unit.code, cycle.label])
    answer = office.post(address, {"file": sent, "channel": "form"}, follow=True)
    assert ImportFile.objects.get().preview["opinions"] == []
    assert "各列是什么" in answer.content.decode()
    assert "职工食堂晚餐" in answer.content.decode()


def test_columns_said_on_the_page_are_read_again(office, cycle, waiting):
    said = {"header-0": "1", "column-0-1": "no", "column-0-2": "text"}
    answer = office.post(at(cycle, "columns", waiting.pk), said, follow=True)
    waiting.refresh_from_db()
    assert [opinion["text"] for opinion in waiting.preview["opinions"]] == TEXTS
    assert "各列是怎样认的" in answer.content.decode()


def test_number_that_is_no_row_changes_nothing_and_says_so(office, cycle, waiting):
    answer = office.post(at(cycle, "columns", waiting.pk), {"header-0": "甲", "column-0-2": "text"}, follow=True)
    waiting.refresh_from_db()
    assert waiting.preview["opinions"] == []
    assert "没有改动" in answer.content.decode()


def test_words_said_for_a_file_are_remembered_once_it_is_confirmed(cycle, organiser, waiting):
    actions.reread_import(organiser, waiting, channel="form", layout={"意见": Told(1, {1: "no", 2: "text"})})
    assert not Alias.objects.filter(kind="columns").exists()
    actions.confirm_import(organiser, waiting, channel="form")
    following = actions.preview_import(organiser, cycle, name="又一份.xlsx", data=odd("班车太少。", "会多。"))
    assert [opinion["text"] for opinion in following.preview["opinions"]] == ["班车太少。", "会多。"]
    assert Opinion.objects.count() == 2


def test_what_was_said_stays_when_names_are_explained_afterwards(organiser, waiting):
    actions.reread_import(organiser, waiting, layout={"意见": Told(1, {2: "text"})})
    actions.reread_import(organiser, waiting, channel="form", aliases={"branches": {"甲": "科技处党支部"}})
    assert len(waiting.preview["opinions"]) == 2


def test_table_without_a_column_of_opinions_is_refused_with_its_name(organiser, waiting):
    with pytest.raises(Invalid) as caught:
        actions.reread_import(organiser, waiting, layout={"意见": Told(1, {1: "no"})})
    assert "意见" in str(caught.value)


def test_another_unit_learns_nothing_of_the_words(cycle, organiser, waiting):
    actions.reread_import(organiser, waiting, channel="form", layout={"意见": Told(1, {2: "text"})})
    actions.confirm_import(organiser, waiting, channel="form")
    other = builders.make_cycle(unit=builders.make_unit())
    following = actions.preview_import(make.organiser(other), other, name="x.xlsx", data=odd("班车太少。"))
    assert following.preview["opinions"] == []
