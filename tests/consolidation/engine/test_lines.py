"""Files of JSON lines: what is read, what is reported with its number and reason, and how proposals are written."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from zhiyan.consolidation.engine import lines
from zhiyan.consolidation.engine.lines import Bad, Reason


@dataclass(frozen=True)
class Line:
    """A proposal as the writer sees it."""

    id: str
    start: int = 0
    end: int = 4
    item: str = "i1"
    title: str = "食堂太贵"
    aspect: str = "P3"
    target: str | None = None
    flags: tuple[str, ...] = ()
    confidence: float = 0.5


def read(*given: object) -> lines.Opinions:
    """The lines read: bytes as they are, anything else as JSON."""
    raw = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in given]
    return lines.read(io.BytesIO(b"\n".join(raw)))


def good(key: str = "a", text: str = "食堂太贵") -> dict[str, str]:
    return {"id": key, "text": text}


def test_opinions_are_read_in_the_order_of_their_lines():
    found = read(good("b"), good("a"), good("c"))
    assert list(found.texts) == ["b", "a", "c"]
    assert found.bad == []


def test_an_empty_file_holds_nothing_and_nothing_bad():
    assert read(b"") == lines.Opinions()


def test_blank_lines_say_nothing_but_are_counted():
    found = read(b"", b" \t\r", b"[]")
    assert found.bad == [Bad(3, Reason.NOT_OBJECT)]


def test_a_byte_order_mark_and_carriage_returns_are_passed_over():
    found = read(b"\xef\xbb\xbf" + json.dumps(good()).encode() + b"\r", good("b"))
    assert list(found.texts) == ["a", "b"]


ODD = [
    "",
    "餐",
    "食" * 20_000,
    "🍚🍚👎🏽",
    "The canteen is dear",
    "食堂 WiFi 慢 ２００％",
    "a\x00b\x07\x1b[31m",
    "<b>食堂</b>&amp;",
]


@pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text[:9]))
def test_a_text_is_read_as_it_stands_whatever_it_holds(text):
    assert read(good(text=text)).texts == {"a": text}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", Reason.NOT_JSON),
        (b"id: a", Reason.NOT_JSON),
        (b"[" * 100_000, Reason.NOT_JSON),
        (b'{"id": "a", "text": "t", "n": ' + b"9" * 5000 + b"}", Reason.NOT_JSON),
        (b'{"id": "a", "text": "\xff"}', Reason.NOT_UTF8),
        (b'"text"', Reason.NOT_OBJECT),
        (b"null", Reason.NOT_OBJECT),
        ([good()], Reason.NOT_OBJECT),
        ({"text": "t"}, Reason.NO_ID),
        ({"id": "", "text": "t"}, Reason.NO_ID),
        ({"id": 7, "text": "t"}, Reason.ID_TYPE),
        ({"id": None, "text": "t"}, Reason.ID_TYPE),
        ({"id": "a"}, Reason.NO_TEXT),
        ({"id": "a", "text": None}, Reason.TEXT_TYPE),
        ({"id": "a", "text": ["t"]}, Reason.TEXT_TYPE),
        ({"id": "a", "text": 1.5}, Reason.TEXT_TYPE),
        (b'{"id": "a", "text": "\\ud83d"}', Reason.HALF_SIGN),
    ],
)  # fmt: skip
def test_a_bad_line_is_reported_with_its_number_and_reason_and_the_rest_goes_on(line, reason):
    found = read(good("x"), line, good("y"))
    assert list(found.texts) == ["x", "y"]
    assert found.bad == [Bad(2, reason)]


def test_a_line_that_is_too_long_is_passed_over_whole():
    found = read(good("x"), b'{"id": "a", "text": "' + b"a" * (3 * lines.LONGEST) + b'"}', good("y"))
    assert list(found.texts) == ["x", "y"]
    assert found.bad == [Bad(2, Reason.TOO_LONG)]


def test_no_more_of_a_line_than_the_longest_is_held():
    class Endless(io.RawIOBase):
        """A line of 64 MB; remembers the largest piece asked for."""

        left, largest = 64 * lines.LONGEST, 0

        def readline(self, size=-1):
            self.largest = max(self.largest, size)
            taken = min(size, self.left)
            self.left -= taken
            return b"a" * taken

    stream = Endless()
    assert lines.read(stream).bad == [Bad(1, Reason.TOO_LONG)]
    assert 0 < stream.largest <= lines.LONGEST + 1


def test_an_id_given_again_is_reported_with_the_line_that_gave_it_first():
    found = read(good("a", "一"), good("b"), good("a", "二"))
    assert found.texts == {"a": "一", "b": "食堂太贵"}
    assert found.bad == [Bad(3, Reason.ID_AGAIN, first=1)]


def test_the_same_text_under_ten_thousand_ids_is_ten_thousand_opinions():
    found = read(*(good(f"n{n}") for n in range(10_000)))
    assert len(found.texts) == 10_000
    assert found.bad == []


def test_a_proposal_is_written_with_the_promised_keys_in_one_order():
    one = Line("a", flags=("praise", "personal_data"), target="team", confidence=0.25)
    assert lines.line_of(one) == (
        '{"id": "a", "part": [0, 4], "item": "i1", "title": "食堂太贵", "aspect": "P3", "target": "team", '
        '"flags": ["praise", "personal_data"], "confidence": 0.25}\n'
    )


def test_no_sign_of_an_id_or_title_breaks_a_line():
    text = "a\nb\r\x85\u2028\u2029\x0b\x0c\x1c\x7f"
    line = lines.line_of(Line(text, title=text))
    assert line.splitlines() == [line.removesuffix("\n")]
    assert json.loads(line)["title"] == text


def test_proposals_stand_in_the_order_of_the_input_and_parts_as_in_their_text():
    found = lines.in_order([Line("a", 4, 9), Line("b"), Line("a", 0, 4)], ["b", "a"])
    assert [(one.id, one.start) for one in found] == [("b", 0), ("a", 0), ("a", 4)]


def test_writing_that_fails_leaves_what_stood_there(tmp_path: Path):
    path = tmp_path / "out.jsonl"
    path.write_text("before")

    def failing():
        yield Line("a")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        lines.write(path, failing())
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_says_how_many_lines_there_are(tmp_path: Path):
    assert lines.write(tmp_path / "none.jsonl", []) == 0
    assert lines.write(tmp_path / "two.jsonl", [Line("a"), Line("b")]) == 2
    assert len((tmp_path / "two.jsonl").read_text(encoding="utf-8").splitlines()) == 2


def test_aspects_are_read_in_the_order_of_their_file(tmp_path: Path):
    path = tmp_path / "aspects.json"
    path.write_text('{"乙": "学习", "甲": "作风"}', encoding="utf-8")
    assert list(lines.read_aspects(path).items()) == [("乙", "学习"), ("甲", "作风")]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"P1": 3}', '{"P1": " "}', '{"": "学习"}', "{", '["P1"]'])
def test_a_file_that_is_no_object_of_codes_and_names_holds_no_aspects(tmp_path: Path, content):
    path = tmp_path / "aspects.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(lines.NotRead):
        lines.read_aspects(path)
