"""`zhiyan consolidate` on a file: no store, every id in the output, bad lines named, the rest goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.consolidation.engine.hashing import Hashing
from zhiyan.cli.main import main
from zhiyan.consolidation.engine import consolidator

KEYS = ["id", "part", "item", "title", "aspect", "target", "flags", "confidence"]
TARGETS = {"team", "secretary", "director", "deputy", "discipline", None}
TEXTS = {
    "b": "食堂的饭菜太贵了，建议降价。",
    "a": "食堂饭菜价格太贵，应降价。",
    "c": "致书记：希望多到支部听课。",
    "d": "感谢后勤的同志，班车准时，服务热情！",
    "e": "报销太慢，请打 100-1234-5678 找我。",
    "f": "",
    "g": "<b>会太多</b>\u2028\x00🍚",
}
ENCODER = Hashing()


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in encoder wherever the engine would take one of its own."""
    monkeypatch.setattr(consolidator, "usual", lambda _count: ENCODER)


def lines_of(texts: dict[str, str]) -> list[str]:
    return [json.dumps({"id": key, "text": text}, ensure_ascii=False) for key, text in texts.items()]


def given(folder: Path, *lines: str | bytes) -> Path:
    path = folder / "in.jsonl"
    path.write_bytes(b"".join((one if isinstance(one, bytes) else one.encode()) + b"\n" for one in lines))
    return path


def run(folder: Path, *args: object) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder / "store"), "consolidate", *map(str, args)])


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def consolidate(folder: Path, *lines: str | bytes) -> tuple[Result, list[dict[str, Any]]]:
    """The command on these lines, and what it wrote."""
    out = folder / "out.jsonl"
    result = run(folder, given(folder, *lines), "--out", out)
    return result, written(out)


def test_each_opinion_has_its_lines_in_the_order_of_the_input(tmp_path, stand_in):
    result, found = consolidate(tmp_path, *lines_of(TEXTS))
    assert result.exit_code == 0, result.output
    assert list(dict.fromkeys(one["id"] for one in found)) == list(TEXTS)
    assert all(list(one) == KEYS for one in found)
    for one in found:
        start, end = one["part"]
        assert 0 <= start <= end <= len(TEXTS[one["id"]])
        assert one["aspect"] in {"P1", "P2", "P3", "P4", "P5"}
        assert one["target"] in TARGETS
        assert set(one["flags"]) <= {"praise", "personal_data"}
        assert 0 <= one["confidence"] <= 1


def test_target_praise_and_personal_data_are_told(tmp_path, stand_in):
    _result, found = consolidate(tmp_path, *lines_of(TEXTS))
    told = {one["id"]: one for one in found}
    assert told["c"]["target"] == "secretary"
    assert told["d"]["flags"] == ["praise"]
    assert told["e"]["flags"] == ["personal_data"]
    assert told["b"]["flags"] == []


def test_no_title_holds_what_leads_to_a_person(tmp_path, stand_in):
    texts = {"a": "请打100-1234-5678找我。", "b": "本人工号0253，班车太少", "c": "养护科的小林被骂哭", "d": TEXTS["b"]}
    _result, found = consolidate(tmp_path, *lines_of(texts))
    titles = {one["id"]: one["title"] for one in found}
    assert [word for word in ("100", "5678", "0253", "小林") if any(word in title for title in titles.values())] == []
    assert titles["a"] == "请打▇▇▇找我"
    assert "食堂" in titles["d"]


def test_no_store_is_made_or_asked_for(tmp_path, stand_in):
    result, _found = consolidate(tmp_path, *lines_of(TEXTS))
    assert result.exit_code == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_bad_lines_are_named_with_number_and_reason_the_rest_goes_on_and_the_status_is_one(tmp_path, stand_in):
    first, *rest = lines_of(TEXTS)
    bad = ["{", '"words"', '{"id": 5, "text": "x"}', '{"id": "z"}', b'{"id": "z", "text": "\xff"}', first]
    result, found = consolidate(tmp_path, first, *bad, *rest)
    assert result.exit_code == 1
    assert {one["id"] for one in found} == set(TEXTS)
    for sentence in (
        "第 2 行：不是 JSON，",
        "第 3 行：不是 JSON 对象",
        "第 4 行：编号 id 不是字符串",
        "第 5 行：没有原文 text",
        "第 6 行：不是 UTF-8 编码",
        "第 7 行：编号 id 与第 1 行重复",
    ):
        assert sentence in result.stderr
    assert "6 行没有读入" in result.stdout


def test_the_report_as_json_holds_the_same(tmp_path, stand_in):
    source = given(tmp_path, *lines_of(TEXTS), "{")
    result = run(tmp_path, source, "--out", tmp_path / "out.jsonl", "--format", "json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (told["opinions"], told["lines"]) == (len(TEXTS), len(written(tmp_path / "out.jsonl")))
    assert [(one["line"], one["reason"]) for one in told["bad"]] == [(len(TEXTS) + 1, "not_json")]


def test_an_empty_file_gives_an_empty_file(tmp_path, stand_in):
    result, found = consolidate(tmp_path)
    assert (result.exit_code, found) == (0, [])


def test_a_file_without_one_good_line_gives_an_empty_file_and_status_one(tmp_path, stand_in):
    result, found = consolidate(tmp_path, "{", "[]")
    assert (result.exit_code, found) == (1, [])


def test_the_order_of_lines_changes_nothing_but_the_order_of_the_output(tmp_path, stand_in):
    _result, first = consolidate(tmp_path, *lines_of(TEXTS))
    _result, second = consolidate(tmp_path, *reversed(lines_of(TEXTS)))
    assert sorted(map(json.dumps, first)) == sorted(map(json.dumps, second))


def test_the_same_input_gives_the_same_bytes(tmp_path, stand_in):
    consolidate(tmp_path, *lines_of(TEXTS))
    first = (tmp_path / "out.jsonl").read_bytes()
    consolidate(tmp_path, *lines_of(TEXTS))
    assert (tmp_path / "out.jsonl").read_bytes() == first


def test_aspects_of_a_file_are_those_that_are_given(tmp_path, stand_in):
    aspects = tmp_path / "aspects.json"
    aspects.write_text('{"甲": "理论学习", "乙": "后勤保障"}', encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert run(tmp_path, given(tmp_path, *lines_of(TEXTS)), "--out", out, "--aspects", aspects).exit_code == 0
    assert {one["aspect"] for one in written(out)} <= {"甲", "乙"}


def test_aspects_that_are_no_object_are_refused_and_nothing_is_written(tmp_path, stand_in):
    aspects = tmp_path / "aspects.json"
    aspects.write_text("[]", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    result = run(tmp_path, given(tmp_path, *lines_of(TEXTS)), "--out", out, "--aspects", aspects)
    assert result.exit_code == 2
    assert "lines.aspects" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["in.jsonl"], "lines.usage"),
        (["--out", "out.jsonl"], "lines.usage"),
        (["in.jsonl", "--out", "out.jsonl", "--cycle", "2020"], "lines.store_option"),
        (["in.jsonl", "--out", "out.jsonl", "--accept"], "lines.store_option"),
        (["in.jsonl", "--out", "in.jsonl"], "lines.same_file"),
        (["in.jsonl", "--out", "none/out.jsonl"], "lines.not_written"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_on_a_file_is_refused_and_the_input_stays(tmp_path, stand_in, monkeypatch, args, code):
    source = given(tmp_path, *lines_of(TEXTS))
    before = source.read_bytes()
    monkeypatch.chdir(tmp_path)
    result = run(tmp_path, *args)
    assert result.exit_code == 2
    assert code in result.stderr
    assert source.read_bytes() == before


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert run(tmp_path, tmp_path / "none.jsonl", "--out", tmp_path / "out.jsonl").exit_code == 2


def test_with_the_encoders_of_the_program_two_ways_of_saying_one_thing_meet(tmp_path):
    _result, found = consolidate(tmp_path, *lines_of({key: TEXTS[key] for key in "bac"}))
    item = {one["id"]: one["item"] for one in found}
    assert item["a"] == item["b"] != item["c"]
