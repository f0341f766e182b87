"""Widths of columns: what is written in them decides, as far as the page has room."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyan.documents.gbt9704 import Column, Table
from zhiyan.documents.gbt9704.widths import column_shares

ROOM = 40.0
LONG = "意见原文很长，" * 12


def chars(table, room=ROOM):
    return [share * room for share in column_shares(table, room)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.1, 20), st.text(max_size=12), st.text(max_size=200)), min_size=1, max_size=16),
    st.floats(5, 80),
)
def test_shares_when_texts_are_whatever_then_are_all_more_than_nothing_and_fill_the_room(given_columns, room):
    table = Table(tuple(Column(t, w) for w, t, _x in given_columns), (tuple(x for _w, _t, x in given_columns),))
    shares = column_shares(table, room)
    assert min(shares) > 0
    assert sum(shares) == pytest.approx(1)


def test_columns_when_nobody_wrote_in_any_then_keep_their_weights():
    assert chars(Table((Column("甲", 1), Column("乙", 3)), (("", ""),))) == [10, 30]


def test_column_when_left_to_be_filled_in_by_hand_then_keeps_its_weight_beside_long_texts():
    found = chars(Table((Column("意见", 3), Column("拟回应", 1)), ((LONG, ""),)))
    assert found[1] == pytest.approx(10)


def test_number_when_beside_long_texts_then_is_never_broken():
    narrow, _wide = chars(Table((Column("号", 0.1), Column("意见", 10)), (("2021-13", LONG), (1, LONG))))
    assert narrow > 3.5


def test_list_of_numbers_when_it_is_short_then_stands_on_one_line():
    narrow, _wide = chars(Table((Column("条目", 0.1), Column("意见", 10)), (("17、18、28、29", LONG),)))
    assert narrow > 7


def test_short_title_when_its_column_holds_single_signs_then_stands_on_one_line():
    narrow, _wide = chars(Table((Column("序号", 0.1), Column("意见", 10)), ((1, LONG),)))
    assert narrow > 2


def test_long_texts_when_one_is_longer_then_it_has_more_room_whatever_the_weights():
    short, long = chars(Table((Column("问题", 9), Column("备注", 1)), (("十个字的文本在这里呀", LONG),)))
    assert long > 2 * short


def test_table_when_all_stands_on_one_line_then_what_is_left_over_goes_by_weight():
    first, second = chars(Table((Column("项", 3), Column("数", 1)), (("应到", "六"),)))
    assert first - 2.9 == pytest.approx(3 * (second - 1.9))


def test_table_when_it_has_more_columns_than_room_then_keeps_its_weights():
    columns = tuple(Column("责任部门", at) for at in range(1, 21))
    assert chars(Table(columns, (("办公室",) * 20,))) == pytest.approx([ROOM * at / 210 for at in range(1, 21)])
