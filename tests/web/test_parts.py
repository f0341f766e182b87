"""The pure parts beneath the components: differences, masks, geometry, tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyan.web.differences import Piece, differences
from zhiyan.web.figures import funnel_layout, share, stage_track, wrapped
from zhiyan.web.quotes import masked
from zhiyan.web.tables import table_rows

texts = st.text(alphabet="甲乙丙。，；\n abc12", max_size=60)


@given(texts, texts)
def test_differences_when_joined_then_give_both_texts_back(yours, theirs):
    pieces = differences(yours, theirs)
    assert "".join(piece.yours for piece in pieces) == yours
    assert "".join(piece.theirs for piece in pieces) == theirs
    assert all(piece.yours == piece.theirs for piece in pieces if piece.same)


def test_differences_when_one_word_changed_then_only_it_is_marked():
    assert differences("请班子研究。", "请书记研究。") == [
        Piece(True, "请", "请"),
        Piece(False, "班子", "书记"),
        Piece(True, "研究。", "研究。"),
    ]


def test_differences_when_only_line_ends_differ_then_the_texts_are_the_same():
    assert all(piece.same for piece in differences("甲。\r\n乙。", "甲。\n乙。"))


def test_masked_when_a_span_is_covered_then_its_text_is_not_in_the_page():
    shown = masked("请职工0001说明", [(1, 7, "姓名")])
    assert "职工" not in shown
    assert "▇▇▇" in shown
    assert "已遮盖：姓名" in shown


def test_masked_when_names_are_of_different_length_then_shown_alike():
    assert masked("甲乙丙说", [(0, 3)]) == masked("甲说", [(0, 1)])


def test_masked_when_spans_overlap_then_one_cover_and_nothing_between():
    assert masked("一二三四五", [(0, 3), (2, 4)]).count("▇▇▇") == 1


def test_masked_when_the_text_is_hostile_then_escaped():
    assert "<script>" not in masked("<script>x</script>", [(8, 9)])


def test_masked_when_a_span_lies_outside_then_refused():
    with pytest.raises(ValueError, match="outside"):
        masked("短", [(0, 5)])


FIGURES = [{"label": "意见", "value": 143, "url": "/o"}, {"label": "问题", "value": 0}, {"label": "措施", "value": 1}]


def test_funnel_when_drawn_then_lengths_follow_the_values():
    first, *_rest = funnel_layout([{"label": "a", "value": 100}, {"label": "b", "value": 50}])["wide"]
    assert _rest[0]["height"] == pytest.approx(first["height"] / 2)


def test_funnel_when_a_value_is_zero_then_it_has_no_bar():
    assert funnel_layout(FIGURES)["wide"][1]["height"] == 0


def test_funnel_when_a_value_is_tiny_then_its_bar_can_be_seen():
    assert funnel_layout(FIGURES)["wide"][2]["height"] >= 5


def test_funnel_when_there_is_nothing_at_all_then_still_drawn():
    assert funnel_layout([])["wide"] == []


def test_funnel_when_a_count_is_negative_then_refused():
    with pytest.raises(ValueError, match="negative"):
        funnel_layout([{"label": "a", "value": -1}])


def test_note_when_too_long_for_its_column_then_it_breaks_after_a_mark():
    assert wrapped("立行立改 20，限期 31，长期 10", 12) == ["立行立改 20，", "限期 31，长期 10"]


@given(st.text(alphabet="甲乙，、 12", max_size=40), st.integers(1, 12))
def test_note_when_wrapped_then_no_line_is_too_long(text, width):
    assert all(len(line) <= width for line in wrapped(text, width))


def test_stage_track_when_a_stage_is_not_done_then_the_line_after_it_is_open():
    lines = stage_track([{"state": "done"}, {"state": "active"}, {"state": "todo"}])["lines"]
    assert [line["done"] for line in lines] == [True, False]


@pytest.mark.parametrize(
    ("value", "total", "percent"), [(0, 0, 100), (142, 143, 99), (143, 143, 100), (5, None, None), (9, 3, 100)]
)
def test_share_when_counted_then_a_hundred_only_when_all_is_done(value, total, percent):
    assert share(value, total) == percent


def test_table_rows_when_a_row_is_short_then_refused():
    with pytest.raises(ValueError, match="row 2"):
        table_rows(["甲", "乙"], [["1", "2"], ["1"]])
