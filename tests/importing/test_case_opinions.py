"""Every file of the case gives exactly what tests/case/expected.json says, with the aliases file and without any."""

import pytest

from tests.importing.case import ALIASES, FILES, read_case
from zhiyan.solicitation.importing import dry_run_dict

FIELDS = (
    "text",
    "aspect",
    "target",
    "channel",
    "source",
    "branch",
    "date",
    "locator",
    "praise",
    "source_text",
)
RAWS = ("branch_raw", "aspect_raw", "target_raw", "date_raw", "source_raw", "status")

every_file = pytest.mark.parametrize("path", FILES)
with_and_without_aliases = pytest.mark.parametrize("aliases", [ALIASES, {}], ids=["aliases", "no_aliases"])


def plain(opinion):
    """An opinion in the shape of expected.json."""
    made = {name: getattr(opinion, name) for name in FIELDS}
    made["date"] = opinion.date.isoformat() if opinion.date else None
    made["personal_data"] = [{"kind": item["kind"], "value": item["value"]} for item in opinion.personal_data]
    return made


def without_nothing(record):
    return {name: value for name, value in record.items() if value is not None}


@every_file
@with_and_without_aliases
def test_opinions_of_a_case_file_when_read_are_exactly_the_expected_ones(path, aliases):
    expected = FILES[path]
    parsed = read_case(path, expected["channel"], aliases)
    wanted = [{name: record.get(name) for name in (*FIELDS, "personal_data")} for record in expected["opinions"]]
    assert [plain(opinion) for opinion in parsed.opinions] == wanted
    assert len(parsed.opinions) == expected["count"]


@every_file
@with_and_without_aliases
def test_rejections_and_warnings_of_a_case_file_are_exactly_the_expected_ones(path, aliases):
    expected = FILES[path]
    parsed = read_case(path, expected["channel"], aliases)
    rejected = [without_nothing(rejection.__dict__) for rejection in parsed.rejected]
    warnings = [without_nothing(warning.__dict__) for warning in parsed.warnings]
    assert rejected == expected["rejected"]
    assert warnings == expected["warnings"]


@every_file
def test_what_a_case_file_must_not_yield_is_no_opinion(path):
    texts = {opinion.text for opinion in read_case(path, FILES[path]["channel"]).opinions}
    assert texts.isdisjoint(FILES[path]["must_not_yield"])


@every_file
def test_opinions_keep_beside_what_was_meant_what_was_written(path):
    expected = FILES[path]
    parsed = read_case(path, expected["channel"])
    for record, opinion in zip(expected["opinions"], parsed.opinions, strict=True):
        written = {name: record[name] for name in RAWS if name in record}
        assert {name: getattr(opinion, name) for name in written} == written


@every_file
def test_offsets_of_opinions_and_personal_data_point_at_their_words(path):
    for opinion in read_case(path, FILES[path]["channel"]).opinions:
        assert (opinion.source_text or opinion.text)[opinion.start : opinion.end] == opinion.text
        for item in opinion.personal_data:
            assert opinion.text[item["start"] : item["end"]] == item["value"]


@pytest.mark.parametrize("path", [path for path in FILES if FILES[path]["channel"]])
@pytest.mark.parametrize("named", [True, False], ids=["office_name", "plain_name"])
def test_channel_when_not_told_is_proposed_rightly_with_one_warning(path, named, monkeypatch):
    if not named:
        monkeypatch.setitem(FILES[path], "original_name", f"x.{FILES[path]['shape']}")
    parsed = read_case(path, None)
    expected = "seminar" if (path, named) == ("opinions/06_seminar_backbone.csv", False) else FILES[path]["channel"]
    # An export does not say of which meeting it is; its columns alone look like a list of branches.
    if expected == "seminar":
        assert parsed.channel in ("seminar", "branch_meeting")
    else:
        assert parsed.channel == expected
    assert [warning.code for warning in parsed.warnings].count("channel_proposed") == 1


def test_carried_over_file_when_no_channel_is_told_needs_no_proposal():
    parsed = read_case("opinions/08_carried_over.xlsx", None)
    assert parsed.channel is None
    assert not {warning.code for warning in parsed.warnings} & {"channel_proposed", "channel_unknown"}


def test_dry_run_of_the_whole_case_counts_91_solicited_and_143_in_all():
    results = [(path, read_case(path, FILES[path]["channel"], ALIASES)) for path in FILES]
    made = dry_run_dict(results)
    assert len(made["opinions"]) == 143
    assert sum(not record["channel"].startswith("carry_") for record in made["opinions"]) == 91
    assert sum("praise" in record["flags"] for record in made["opinions"]) == 1
    assert sum("personal_data" in record["flags"] for record in made["opinions"]) == 4


def test_dry_run_has_the_fixed_shape_with_sentences_a_person_can_act_on():
    path = "opinions/01_branches_list.xlsx"
    made = dry_run_dict([(path, read_case(path, "branch_meeting", ALIASES))])
    assert list(made) == ["opinions", "rejected", "warnings"]
    assert set(made["opinions"][0]) == {
        *("file", "locator", "text", "source_text", "aspect", "target"),
        *("branch", "channel", "source", "date", "flags"),
    }
    rejection, warning = made["rejected"][0], made["warnings"][0]
    assert (rejection["file"], rejection["locator"], rejection["reason"]) == (
        path,
        {"sheet": "意见", "cell": "C11"},
        "duplicate_row",
    )
    assert "C11" in rejection["message"]
    assert "C10" in rejection["message"]
    assert (warning["file"], warning["locator"]) == (path, {"sheet": "意见", "cell": "C20", "part": 1})
    assert "其他" in warning["message"]
