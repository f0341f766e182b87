"""A text is cut where its writer cut and between sentences about different things; nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyan.consolidation.engine.catalogue import catalogue
from zhiyan.consolidation.engine.splitting import parts, sentences

CUT = {
    "numbers": ("1.食堂的饭菜太贵；2.报销要签六个字。", ["1.食堂的饭菜太贵；", "2.报销要签六个字。"]),
    "一是…二是": (
        "一是理论学习念多议少；二是廉政教育总看老片。",
        ["一是理论学习念多议少；", "二是廉政教育总看老片。"],
    ),
    "another matter": (
        "我们病区缺三名护士，另外护理记录单能不能做成勾选的",
        ["我们病区缺三名护士，", "另外护理记录单能不能做成勾选的"],
    ),
    "things, semicolon": (
        "报销签字太多跑断腿；车位也不够停，来晚了只能停到河边去。",
        ["报销签字太多跑断腿；", "车位也不够停，来晚了只能停到河边去。"],
    ),
    "things, full stop": ("食堂周末不开门。班车早上总是晚点！", ["食堂周末不开门。", "班车早上总是晚点！"]),
}
WHOLE = [
    "食堂的饭菜太贵了，建议降价。",
    "食堂的饭菜太贵了。建议食堂降价。",
    "食堂太远；因此班车要在中午加一趟。",
    "报销要签六个字。这样下去没人愿意出差调研。",
    "食堂周末不开门。大家都没有地方吃饭去。",
    "今年有2.5万元没有报销，1.2万元没有到账。",
    "食堂。班车。",
    "",
    " \n",
    "。",
]


@pytest.mark.parametrize("kind", CUT)
def test_a_text_is_cut_where_another_matter_begins(kind: str):
    text, pieces = CUT[kind]
    assert [text[start:end] for start, end in parts(text)] == pieces


@pytest.mark.parametrize("text", WHOLE)
def test_a_text_about_one_matter_stays_whole(text: str):
    assert len(parts(text)) == 1


def test_no_usual_way_of_saying_one_thing_is_cut():
    assert [phrase for one in catalogue() for phrase in one.phrases if len(parts(phrase)) > 1] == []


@given(st.lists(st.sampled_from([*"。；，\n 1.一、是", "食堂", "报销", "班车", "另外", "太贵了总是这样"])).map("".join))
def test_parts_lie_in_order_and_lose_nothing_but_white_space(text: str):
    found = parts(text)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    rest = text
    for start, end in reversed(found):
        rest = rest[:start] + rest[end:]
    assert not rest.strip()


def test_sentences_are_told_with_their_places_and_quotes_stay_closed():
    text = "他说：“食堂的饭太贵！”\n  报销太慢了吧？嗯。"
    assert [text[start:end] for start, end in sentences(text)] == ["他说：“食堂的饭太贵！”", "报销太慢了吧？"]
