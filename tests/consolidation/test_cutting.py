"""Where an opinion that raises several matters is proposed to be cut: places of the original, masks or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.consolidation.builders import Bench, enter, made_by_worker, url
from zhiyan.consolidation import actions
from zhiyan.consolidation.cutting import beneath, matters
from zhiyan.consolidation.models import Point
from zhiyan.kernel.masks import apply, merge

TWO = "一是食堂晚餐品种少，夜班吃不上热饭；二是职称评审重论文、轻工程"
CALLED = "一是食堂晚餐王某甲管得不好，夜班吃不上热饭；二是职称评审重论文、轻工程"
spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(lambda span: span[0] < span[1]), max_size=4)


@given(masks=spans, at=st.integers(0, 30))
def test_a_place_outside_every_mask_is_found_again_beneath_them(masks: list[tuple[int, int]], at: int):
    text = "".join(chr(0x4E00 + n) for n in range(31))
    if any(start < at < end for start, end in merge(masks)):
        return
    shown = len(apply(text[:at], [(start, min(end, at)) for start, end in masks if start < at]))
    assert beneath(masks, shown) == at


@pytest.mark.django_db
def test_an_opinion_with_two_matters_is_cut_between_them():
    found = matters(Bench(0).add(TWO))
    assert [TWO[start:end] for start, end in found] == [f"{TWO.split('；')[0]}；", TWO.split("；")[1]]


@pytest.mark.django_db
def test_a_mask_before_the_cut_does_not_move_it():
    bench = Bench(0)
    point = bench.add(CALLED)
    actions.mask_words(bench.organiser, point.opinion, words="王某甲管得不好", kind="third")
    fresh = Point.objects.select_related("opinion").prefetch_related("opinion__masks").get(pk=point.pk)
    assert matters(fresh)[1] == (CALLED.index("二是"), len(CALLED))


@pytest.mark.django_db
def test_one_matter_is_not_cut():
    assert matters(Bench(0).add("食堂晚餐品种少，夜班吃不上热饭")) == []


@pytest.mark.django_db
def test_a_proposed_cut_is_shown_and_made_by_one_press_and_undone(client):
    bench = Bench(0)
    point = bench.add(TWO)
    bench.add("职称评审名额少")
    client = enter(client, bench.organiser)
    made_by_worker(client, bench)
    assert 'name="cut"' not in client.get(url(bench, "proposals")).content.decode()  # before the closing: in 征求意见
    bench.close_solicitation()
    page = client.get(url(bench, "proposals")).content.decode()
    assert f'name="cut" value="{point.pk}"' in page
    client.post(url(bench, "cut"), {"cut": point.pk})
    pieces = Point.objects.filter(opinion=point.opinion, retired=False).order_by("start")
    assert [TWO[piece.start : piece.end] for piece in pieces] == TWO.split("；")
    undoable = [step for step in client.get(url(bench, "steps")).context["steps"] if step.what == "split"]
    client.post(url(bench, "undo"), {"batch": undoable[0].batch})
    assert Point.objects.filter(opinion=point.opinion, retired=False).count() == 1
