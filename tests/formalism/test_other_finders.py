"""Boasting, items merged away, problems that come back, and what counts tell."""

from __future__ import annotations

import pytest

from zhiyan.formalism.boast import boasting
from zhiyan.formalism.counting import let_off, narrow, unfounded, unheard
from zhiyan.formalism.merging import merged_away
from zhiyan.formalism.returning import returning

WON = "全年营业收入增长18%，创历史新高。带领团队攻克难关，获得省级先进。"
SHORT = "审批件压在我桌上，最长的压了47天。两年没有听过一节课。"


def test_a_self_examination_that_begins_with_achievements_is_pointed_to():
    found = boasting(WON + SHORT)
    assert found
    assert [(spot.start, spot.end) for spot in found.spots] == [(0, len(WON))]


def test_one_kind_word_before_the_faults_is_no_boasting():
    assert boasting(f"虽然获得了先进，但是{SHORT}{SHORT}班子会上从不表态，把难题推给副职。") is None


@pytest.mark.parametrize("text", ["", SHORT, "每季度到科室座谈一次。"])
def test_no_achievement_is_no_boasting(text: str):
    assert boasting(text) is None


ORIGINALS = ["八个人一间，没有空调", "助学金给了开车上学的人", "晚上网速慢得打不开课件"]


@pytest.mark.parametrize("title", ["提升管理水平和服务质量", "解决职工关心的热点难点问题", "其他方面的问题和建议"])
def test_a_title_that_names_nothing_over_different_matters_is_merged_away(title: str):
    found = merged_away(title, ORIGINALS)
    assert found
    assert [spot.text for spot in found.spots] == ["title", "0", "1", "2"]


@pytest.mark.parametrize("title", ["宿舍热水和校园网", "解决宿舍空调问题", "助学金评定不公"])
def test_a_title_that_still_names_its_matter_is_not(title: str):
    assert merged_away(title, ORIGINALS) is None


def test_a_title_names_something_where_an_original_uses_its_word():
    assert merged_away("公文质量不高", ["公文错漏被退过三回"]) is None
    assert merged_away("", ORIGINALS) is None
    assert merged_away("加强管理", []) is None


def test_a_problem_put_in_other_words_comes_back_by_words_alone():
    new = {"n": "食堂饭菜价格偏高", "m": "支部换届超期"}
    earlier = {"e": "食堂的饭菜价格偏高了些", "f": "门诊等候时间长"}
    assert [(pair.first, pair.second) for pair in returning(new, earlier)] == [("n", "e")]
    assert returning({}, earlier) == returning(new, {}) == returning({"n": ""}, earlier) == []


@pytest.mark.parametrize(
    ("heard", "channels", "reasons"),
    [
        (12, [40, 30, 20], []),
        (5, [40, 30, 20], ["branches"]),
        (12, [10, 8, 6], ["staff"]),
        (12, [95, 3], ["channel"]),
        (3, [20], ["branches", "staff", "channel"]),
        (0, [], []),
    ],
)
def test_soliciting_is_narrow_by_branches_by_staff_or_by_channel(heard: int, channels: list[int], reasons: list[str]):
    assert narrow(422, 14, heard, channels) == reasons


def test_a_leader_is_let_off_where_opinions_stand_elsewhere_or_all_in_one_item():
    assert let_off(12, 6, 0, 1.8) == []
    assert let_off(12, 1, 0, 1.8) == ["merged"]
    assert let_off(12, 3, 6, 1.8) == ["elsewhere"]
    assert let_off(2, 0, 2, 1.8) == []


def test_an_item_is_loud_by_its_opinions_and_branches():
    assert unheard(12, 5, 140, [9, 4])
    assert not unheard(12, 1, 140, [9, 4])
    assert not unheard(3, 3, 140, [9, 4])


def test_problems_are_unfounded_where_most_have_no_opinion_though_opinions_were_fed_back():
    assert unfounded([0, 0, 0, 1], aimed=8)
    assert not unfounded([1, 2, 0], aimed=8)
    assert not unfounded([0, 0, 0], aimed=0)
    assert not unfounded([], aimed=8)
