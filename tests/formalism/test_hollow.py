"""Measures nobody could verify, criticism without a fault, problems that fit anybody."""

from __future__ import annotations

import pytest

from zhiyan.formalism.hollow import empty_criticism, figures, generic_problem, has_case, vague_measure


@pytest.mark.parametrize(
    "text",
    [
        "进一步加强理论学习，不断提高站位",
        "切实改进作风，密切联系群众",
        "做到三个结合、两个带头",
        "2021年进一步加强学习",
    ],
)
def test_a_measure_of_stock_words_is_vague_even_with_a_year_or_a_counted_phrase(text: str):
    assert vague_measure(text)


@pytest.mark.parametrize(
    "text",
    [
        "进一步加强理论学习，每月集中学习半天",
        "切实改进作风，全年在基层住站不少于15天",
        "完善制度，修订《采购管理办法》",
        "把食堂三号窗口改为夜班专用",
    ],
)
def test_a_measure_that_names_a_number_a_date_a_document_or_an_object_is_not_vague(text: str):
    assert vague_measure(text) is None


def test_the_places_of_a_vague_measure_are_its_stock_words():
    text = "（一）进一步加强学习，提高认识"
    found = vague_measure(text)
    assert found
    assert [text[spot.start : spot.end] for spot in found.spots] == ["进一步加强学习，提高认识"]


def test_a_word_that_the_unit_adds_makes_a_measure_vague():
    text = "赋能蝶变跃升，擦亮金字招牌"
    assert vague_measure(text) is None
    assert vague_measure(text, more=["赋能", "蝶变跃升", "擦亮", "金字招牌"])


def test_a_higher_threshold_lets_a_half_vague_measure_pass():
    text = "加强学习，改造东楼"
    assert vague_measure(text, least=0.3)
    assert vague_measure(text, least=0.9) is None


@pytest.mark.parametrize("text", ["希望多休息", "建议进一步加强学习", "没有意见，值得我学习", "都很好，希望再接再厉"])
def test_praise_hope_and_advice_are_no_criticism(text: str):
    assert empty_criticism(text)


@pytest.mark.parametrize(
    "text",
    [
        "希望你多休息，但我更要说，科里的人事三个月没有研究",
        "建议改掉临时派活的习惯，上月四次在下班前布置",
        "工作认真负责，就是听不得不同意见，论证会上打断总工",
    ],
)
def test_criticism_that_begins_kindly_and_names_the_fault_is_criticism(text: str):
    assert empty_criticism(text) is None


def test_a_problem_that_fits_anybody_is_generic_until_it_has_a_case():
    text = "理论学习不够深入，联系实际不够紧密"
    assert generic_problem(text)
    assert generic_problem(text, "全年12次中心组学习缺席5次") is None
    assert generic_problem(text, "学习不够") is not None


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("2020年8月选址会两次打断发言", True),
        ("食堂的夜班餐停了", True),
        ("工作中还存在差距和不足", False),
        ("", False),
    ],
)
def test_a_case_tells_a_matter_of_its_own(text: str, case: bool):
    assert has_case(text) is case


def test_the_count_of_a_stock_phrase_is_no_figure():
    assert figures("履行一岗双责，做到三个结合") == []
    assert figures("三个月答复20件") == [(0, 2), (5, 7)]


@pytest.mark.parametrize("finder", [vague_measure, empty_criticism, generic_problem])
@pytest.mark.parametrize("text", ["", "  \n", "。。。", "无"])
def test_nothing_is_found_in_a_text_without_words(finder, text: str):
    assert finder(text) is None
