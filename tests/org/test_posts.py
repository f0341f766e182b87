"""What a title says about posts."""

from __future__ import annotations

import pytest

from zhiyan.org.models import PostKind
from zhiyan.org.posts import post_kinds

S, D, DS, DD, C, M = (
    PostKind.SECRETARY,
    PostKind.DIRECTOR,
    PostKind.DEPUTY_SECRETARY,
    PostKind.DEPUTY_DIRECTOR,
    PostKind.DISCIPLINE_SECRETARY,
    PostKind.MEMBER,
)


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("党委书记", [S]),
        ("书记", [S]),
        ("党总支书记", [S]),
        ("党组书记", [S]),
        ("主任、党委副书记", [D, DS]),
        ("党委副书记", [DS]),
        ("副书记、副主任", [DS, DD]),
        ("副主任", [DD]),
        ("副主任A", [DD]),
        ("副所长", [DD]),
        ("所长", [D]),
        ("纪委书记", [C]),
        ("党委副书记、纪委书记", [DS, C]),
        ("纪检组组长", [C]),
        ("党委委员、时频传递研究室主任", [M]),
        ("时频传递研究室主任", [M]),
        ("科技处处长", [M]),
        ("党委委员、副主任", [DD]),
        ("总工程师", [M]),
        ("", [M]),
    ],
)
def test_a_title_names_its_posts(title, kinds):
    assert post_kinds(title) == kinds


@pytest.mark.parametrize("title", ["党委书记、主任", "书记兼主任", "党总支书记兼任站长", "主任，党委书记", "书记 主任"])
def test_secretary_and_director_in_one_person_are_both_posts(title):
    assert set(post_kinds(title)) == {S, D}


def test_a_post_named_twice_is_one_post():
    assert post_kinds("副主任、副主任") == [DD]
