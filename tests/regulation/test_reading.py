"""A pack file is read strictly: each error is one sentence that names the file, the rule and the field."""

from __future__ import annotations

import pytest

from zhiyan.regulation.reading import PackError, load, read
from zhiyan.regulation.rulebook import Parameter

HEAD = 'title = "规定"\nyear = 2016\n'
RULE = '[rules.X01]\ntitle = "到会"\nstage = "meeting"\nkind = "必须"\ntext = "到会人数。"\n'
OVER = 'title = "通知"\nyear = 2024\nover = "regulation"\n'


def errors(text: str) -> list[str]:
    with pytest.raises(PackError) as refused:
        read(text, "x.toml")
    return refused.value.errors


def test_a_sound_pack_is_read_with_its_titles_as_source():
    pack = read(
        HEAD + RULE + 'parameters = { days = { value = 3, name = "天数", unit = "天", least = 1 } }\n', "x.toml"
    )
    (rule,) = pack.rules
    assert rule.article == "规定"
    assert rule.mode == "finding"
    assert rule.settings == {"days": Parameter(3, "天数", "天", least=1)}


def test_an_article_is_the_source_where_the_rule_names_one():
    (rule,) = read(HEAD + RULE + 'article = "第三条"\n', "x.toml").rules
    assert rule.source == "第三条"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('mode = "maybe"\n', "mode"),
        ('confidence = "大概"\n', "confidence"),
        ('kinds = "必须"\n', "kinds"),
        ("remedy = 3\n", "remedy"),
        ("fixed = 1\n", "fixed"),
        ('implies = ["X99"]\n', "X99"),
        ('override = ["king"]\nmode = "gate"\n', "king"),
        ('override = ["secretary"]\n', "override"),
        ("parameters = { days = 3 }\n", "parameters.days"),
        ("parameters = { days = { value = 3 } }\n", "name"),
        ('parameters = { days = { name = "天" } }\n', "value"),
        ('parameters = { days = { value = 3, name = "天", unit = 1 } }\n', "unit"),
        ('parameters = { days = { value = 3, name = "天", least = "很少" } }\n', "least"),
        ('parameters = { days = { value = 3, name = "天", least = 4 } }\n', "value"),
        ('parameters = { share = { value = "1/2", name = "比", least = "2/3" } }\n', "value"),
        ('check = { ask = "guess", message = "x" }\n', "ask"),
        ('check = { ask = "each", of = "members", message = "x" }\n', "has"),
        ('check = { ask = "some", of = "members", message = "x" }\n', "at_least"),
        ('check = { ask = "given", has = {}, message = "x", often = 3 }\n', "often"),
        ('check = { ask = "given", has = {}, message = "没有{who}" }\n', "{who}"),
        ('check = { ask = "given", has = {}, message = "没有{what" }\n', "message"),
        ('check = { ask = "share", of = "members", among = {}, message = "x" }\n', "at_least / at_most"),
    ],
)
def test_a_wrong_field_is_told_by_file_rule_and_field(line, field):
    (sentence,) = errors(HEAD + RULE + line)
    assert sentence.startswith("x.toml：规则 X01：")
    assert field in sentence


def test_a_wrong_kind_is_told():
    (sentence,) = errors(HEAD + RULE.replace("必须", "尽量"))
    assert "kind：应为 必须、建议 之一" in sentence


@pytest.mark.parametrize("name", ["title", "stage", "kind", "text"])
def test_a_missing_field_is_told(name):
    text = HEAD + "".join(line for line in RULE.splitlines(keepends=True) if not line.startswith(f"{name} ="))
    assert f"缺少 {name}" in " ".join(errors(text))


def test_all_errors_are_told_at_once():
    assert len(errors('title = "x"\n' + RULE.replace("必须", "尽量") + 'mode = "maybe"\n')) == 3


def test_a_head_without_a_year_is_told():
    assert "year" in errors('title = "规定"\n' + RULE)[0]


def test_a_file_that_is_no_toml_is_told_not_raised_as_something_else():
    assert "TOML" in errors("title = ")[0]


def test_a_rule_named_twice_is_no_toml():
    assert "TOML" in errors(HEAD + RULE + RULE)[0]


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(PackError) as refused:
        load(tmp_path / "none.toml")
    assert "none.toml" in refused.value.errors[0]


def test_a_file_that_is_no_text_is_told(tmp_path):
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PackError):
        load(tmp_path / "b.toml")


def test_a_pack_over_another_changes_by_id():
    (change,) = read(OVER + '[rules.R19]\nkind = "必须"\n', "n.toml").changes
    assert (change.rule, change.kind, change.source) == ("R19", "必须", "通知")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('[rules.R99]\nkind = "必须"\n', "R99"),
        ('[rules.R32]\nparameters = { share = "1/2" }\n', "share"),
        ('[rules.R32]\nkind = "建议"\n', "kind"),
        ('[rules.R32]\noff = "人少"\n', "off"),
        ('[rules.R14]\nparameters = { k = 4 }\n', "k"),
        ('[rules.R19]\ntitle = "谈话"\n', "title"),
        ('[rules.R45]\nparameters = { hours = 4 }\n', "hours"),
    ],
)  # fmt: skip
def test_a_pack_over_another_that_passes_a_floor_or_names_what_is_not_there_is_refused(rows, said):
    assert said in errors(OVER + rows)[0]


def test_a_pack_over_one_that_is_not_there_is_refused():
    assert "over" in errors('title = "x"\nyear = 2024\nover = "nothing"\n')[0]


def test_a_stage_that_is_none_of_the_years_is_told():
    assert "stage" in errors(HEAD + RULE.replace("meeting", "meetings"))[0]


def test_a_list_that_holds_none_of_its_choices_is_told():
    what = '{ value = ["b"], name = "材料", choices = { a = "甲" } }'
    assert "b" in errors(HEAD + RULE + f"parameters = {{ with = {what} }}\n")[0]
