"""Dates, times and lists as a Chinese reader writes them."""

import datetime as dt

import pytest
from django.template import engines
from django.utils import translation

from zhiyan.web import chinese


def render(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load zh %}" + source).render(context)


DAY = dt.date(2021, 1, 6)


def test_zhdate_when_single_digit_day_then_without_leading_zeros():
    assert render("{{ d|zhdate }}", d=DAY) == "2021年1月6日"


def test_zhday_when_given_a_date_then_without_the_year():
    assert render("{{ d|zhday }}", d=DAY) == "1月6日"


def test_zhdate_when_there_is_no_date_then_empty():
    assert render("{{ d|zhdate }}", d=None) == ""


def test_zhdate_when_an_aware_moment_is_late_in_utc_then_the_day_in_china():
    late = dt.datetime(2021, 1, 5, 20, 0, tzinfo=dt.UTC)
    assert render("{{ d|zhdate }}", d=late) == "2021年1月6日"


def test_zhmoment_when_given_a_moment_then_minutes_have_two_digits():
    assert chinese.moment(dt.datetime(2021, 1, 6, 9, 5)) == "2021年1月6日 9:05"


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (dt.date(2021, 1, 20), "2021年1月6日至20日"),
        (dt.date(2021, 3, 2), "2021年1月6日至3月2日"),
        (dt.date(2022, 1, 6), "2021年1月6日至2022年1月6日"),
        (DAY, "2021年1月6日"),
        (None, "2021年1月6日"),
    ],
)
def test_zhspan_when_two_days_then_names_only_what_changes(end, text):
    assert render("{{ a|zhspan:b }}", a=DAY, b=end) == text


def test_zhdate_when_the_page_is_in_english_then_english():
    with translation.override("en"):
        assert render("{{ d|zhdate }}", d=DAY) == "6 January 2021"


def test_zhlist_when_several_then_joined_with_the_enumeration_comma():
    assert render("{{ names|zhlist }}", names=["书记", "", None, "主任", 3]) == "书记、主任、3"


def test_zhlist_when_a_part_is_hostile_then_escaped():
    assert render("{{ names|zhlist }}", names=["<b>"]) == "&lt;b&gt;"


def test_zhlist_when_there_is_no_list_then_empty():
    assert render("{{ names|zhlist }}", names=None) == ""
