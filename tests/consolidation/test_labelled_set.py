"""The labelled set is well formed: a wrong span or an issue on both sides would spoil every figure drawn from it."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "data"
ASPECTS = {"P1", "P2", "P3", "P4", "P5"}
TARGETS = {"team", "secretary", "director", "deputy", "discipline", None}
# What a value of each kind must look like to be invented beyond doubt.
SHAPES = {
    "phone": r"100-?\d{4}-?\d{4}|100 \d{4} \d{4}",
    "staff_no": r"X?\d{4}|\d{8}",
    "email": r"[a-z0-9_.]+@[a-z]+\.example\.invalid",
    "id_card": r"999999(19|20)\d{9}[\dX]",
    "bank": r"62[\d ]{14,22}",
    "name": r".(××|某)|小.|.工|.某",
}


@pytest.fixture(scope="module")
def opinions() -> list[dict[str, Any]]:
    """Every line of the set."""
    return [json.loads(line) for line in (FOLDER / "opinions.jsonl").read_text(encoding="utf-8").splitlines()]


def points(opinion: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of an opinion, or the opinion itself where it raises one issue."""
    return opinion.get("parts", [opinion])


def values(opinions: list[dict[str, Any]], kind: str) -> list[str]:
    """The text under each personal-data span of this kind."""
    return [o["text"][p["start"] : p["end"]] for o in opinions for p in o["personal_data"] if p["kind"] == kind]


def id_card_valid(number: str) -> bool:
    """GB 11643-1999, MOD 11-2 over the first seventeen digits."""
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def luhn_valid(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    digits = [int(digit) for digit in reversed(number.replace(" ", ""))]
    return sum(sum(divmod(d * 2, 10)) if place % 2 else d for place, d in enumerate(digits)) % 10 == 0


def test_the_set_has_more_than_six_hundred_opinions_from_four_units(opinions) -> None:
    units = Counter(opinion["unit"] for opinion in opinions)
    assert len(opinions) >= 640
    assert len(units) == 4
    assert min(units.values()) >= 150


def test_ids_and_texts_are_each_given_once(opinions) -> None:
    assert len({opinion["id"] for opinion in opinions}) == len(opinions)
    assert len({opinion["text"] for opinion in opinions}) == len(opinions)


def test_no_sentence_is_used_in_two_opinions(opinions) -> None:
    sentences = Counter(
        sentence
        for opinion in opinions
        for sentence in {part.strip() for part in re.split("[。！？；\n]", opinion["text"])}
        if len(sentence) > 5
    )
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def test_texts_carry_no_outer_whitespace(opinions) -> None:
    assert [opinion["id"] for opinion in opinions if opinion["text"] != opinion["text"].strip()] == []


def test_every_point_has_an_issue_an_aspect_and_a_target_of_the_closed_lists(opinions) -> None:
    for opinion in opinions:
        for point in [opinion, *points(opinion)]:
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", point["issue"]), opinion["id"]
            assert point["aspect"] in ASPECTS, opinion["id"]
            assert point["target"] in TARGETS, opinion["id"]


def test_an_issue_lies_under_one_aspect_only(opinions) -> None:
    pairs = {(point["issue"], point["aspect"]) for opinion in opinions for point in points(opinion)}
    assert len(pairs) == len({issue for issue, _ in pairs})


def test_parts_lie_inside_the_text_in_order_without_overlap(opinions) -> None:
    divided = [opinion for opinion in opinions if "parts" in opinion]
    assert divided
    for opinion in divided:
        parts = opinion["parts"]
        assert len(parts) > 1, opinion["id"]
        assert len({part["issue"] for part in parts}) == len(parts), opinion["id"]
        assert all(0 <= part["start"] < part["end"] <= len(opinion["text"]) for part in parts), opinion["id"]
        assert all(left["end"] <= right["start"] for left, right in pairwise(parts)), opinion["id"]


def test_a_divided_opinion_repeats_its_first_part_at_the_top(opinions) -> None:
    for opinion in opinions:
        first = points(opinion)[0]
        assert [opinion[key] for key in ("issue", "aspect", "target")] == [
            first[key] for key in ("issue", "aspect", "target")
        ], opinion["id"]


def test_the_halves_share_no_unit_and_no_issue(opinions) -> None:
    for of in (lambda o: {o["unit"]}, lambda o: {point["issue"] for point in points(o)}):
        tune, report = (
            set().union(*(of(opinion) for opinion in opinions if opinion["half"] == half))
            for half in ("tune", "report")
        )
        assert tune
        assert report
        assert tune & report == set()


def test_the_halves_are_about_equal(opinions) -> None:
    halves = Counter(opinion["half"] for opinion in opinions)
    assert set(halves) == {"tune", "report"}
    assert abs(halves["tune"] - halves["report"]) < len(opinions) // 10


def test_praise_stands_alone_and_shares_no_issue_with_a_wish(opinions) -> None:
    praised = {opinion["issue"] for opinion in opinions if opinion["praise"]}
    wished = {point["issue"] for opinion in opinions if not opinion["praise"] for point in points(opinion)}
    assert praised
    assert praised & wished == set()


def test_every_kind_of_personal_data_occurs_in_each_half(opinions) -> None:
    for half in ("tune", "report"):
        kinds = {p["kind"] for opinion in opinions if opinion["half"] == half for p in opinion["personal_data"]}
        assert kinds == set(SHAPES)


def test_personal_data_spans_lie_on_invented_values_of_their_kind(opinions) -> None:
    for kind, shape in SHAPES.items():
        wrong = [value for value in values(opinions, kind) if not re.fullmatch(shape, value)]
        assert wrong == [], kind


def test_identity_card_numbers_carry_a_right_check_character(opinions) -> None:
    assert all(id_card_valid(number) for number in values(opinions, "id_card"))


def test_bank_numbers_pass_luhn(opinions) -> None:
    assert all(luhn_valid(number) for number in values(opinions, "bank"))


def test_no_number_of_the_set_is_a_mobile_number_that_could_ring(opinions) -> None:
    mobile = re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
    assert [opinion["id"] for opinion in opinions if mobile.search(opinion["text"])] == []


def test_the_readme_states_the_figures_of_the_file(opinions) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for half in ("tune", "report"):
        own = [opinion for opinion in opinions if opinion["half"] == half]
        issues = {point["issue"] for opinion in own for point in points(opinion)}
        row = (
            half,
            len(own),
            sum(len(points(opinion)) for opinion in own),
            len(issues),
            sum(opinion["praise"] for opinion in own),
            sum(bool(opinion["personal_data"]) for opinion in own),
        )
        assert "| " + " | ".join(map(str, row)) + " |" in readme
