"""Data files are read strictly: what does not fit is refused with its place."""

from dataclasses import dataclass

import pytest

from zhiyan.demo.reading import build


@dataclass(frozen=True)
class Row:
    name: str
    counts: tuple[int, ...] = ()


def test_build_makes_the_record_with_tuples_and_trimmed_text():
    assert build(Row, {"name": " 一 \n", "counts": [1, 2]}, "here") == Row("一", (1, 2))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"name": "一", "colour": "red"}, "unknown"),
        ({"counts": [1]}, "name is missing"),
        ({"name": 5}, "here.name"),
        ({"name": "一", "counts": ["x"]}, r"here.counts\[0\]"),
    ],
)
def test_build_refuses_what_does_not_fit_and_names_the_place(value, said):
    with pytest.raises(ValueError, match=said):
        build(Row, value, "here")
