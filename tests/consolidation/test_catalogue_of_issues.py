"""The catalogue of usual issues (常见问题目录) is well formed, so that the engine can rely on it."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import zhiyan.consolidation

FOLDER = Path(zhiyan.consolidation.__file__).parent / "engine" / "catalogue"
FILES = sorted(FOLDER.glob("*.toml"))
ASPECTS = {"P1", "P2", "P3", "P4", "P5"}
REQUIRED = {"aspect", "aspects_second", "complaint", "excludes", "object", "phrases", "title", "triggers"}
TARGETS = {"secretary", "director", "deputy", "discipline"}


def _read(path: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


ENTRIES = [(slug, entry) for path in FILES for slug, entry in _read(path).items()]


def _complaints() -> set[str]:
    """The closed list, as the folder's README.md declares it."""
    return set(re.findall(r"^- `([^`]+)`：?", (FOLDER / "README.md").read_text(encoding="utf-8"), re.MULTILINE))


def _repeated(values: list[Any]) -> list[Any]:
    return [value for value, times in Counter(values).items() if times > 1]


def _offenders(wrong: Any) -> list[str]:
    return [slug for slug, entry in ENTRIES if wrong(entry)]


def test_catalogue_holds_at_least_250_issues_beside_praise() -> None:
    assert sum(entry["complaint"] != "表扬" for _, entry in ENTRIES) >= 250


def test_catalogue_holds_at_least_25_patterns_of_praise() -> None:
    assert sum(entry["complaint"] == "表扬" for _, entry in ENTRIES) >= 25


def test_slugs_across_all_files_are_unique() -> None:
    assert _repeated([slug for slug, _ in ENTRIES]) == []


def test_every_entry_has_the_required_keys_and_no_unknown_one() -> None:
    assert _offenders(lambda entry: set(entry) - {"target"} != REQUIRED) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_entries_and_keys_of_a_file_are_sorted(path: Path) -> None:
    entries = _read(path)
    assert list(entries) == sorted(entries)
    assert [slug for slug, entry in entries.items() if list(entry) != sorted(entry)] == []


def test_aspects_are_two_different_ones_of_the_five() -> None:
    assert _offenders(lambda entry: not {entry["aspect"], entry["aspects_second"]} <= ASPECTS) == []
    assert _offenders(lambda entry: entry["aspect"] == entry["aspects_second"]) == []


def test_every_aspect_has_at_least_thirty_issues() -> None:
    counts = Counter(entry["aspect"] for _, entry in ENTRIES)
    assert {aspect for aspect in ASPECTS if counts[aspect] < 30} == set()


def test_target_where_given_is_one_of_the_four_roles() -> None:
    assert _offenders(lambda entry: "target" in entry and entry["target"] not in TARGETS) == []


def test_complaints_are_of_the_closed_list() -> None:
    assert _offenders(lambda entry: entry["complaint"] not in _complaints()) == []


def test_object_and_complaint_together_name_one_issue() -> None:
    assert _repeated([(entry["object"], entry["complaint"]) for _, entry in ENTRIES]) == []


def test_titles_have_6_to_16_characters_and_are_unique() -> None:
    assert _offenders(lambda entry: not 6 <= len(entry["title"]) <= 16) == []
    assert _repeated([entry["title"] for _, entry in ENTRIES]) == []


def test_every_entry_has_10_to_14_phrases() -> None:
    assert _offenders(lambda entry: not 10 <= len(entry["phrases"]) <= 14) == []


def test_phrases_are_distinct_across_the_whole_catalogue() -> None:
    bare = [re.sub(r"\W", "", phrase) for _, entry in ENTRIES for phrase in entry["phrases"]]
    assert _repeated(bare) == []


def test_triggers_are_3_to_10_and_occur_in_most_phrases_of_their_issue() -> None:
    def rare(entry: dict[str, Any]) -> bool:
        hits = sum(any(word in phrase for word in entry["triggers"]) for phrase in entry["phrases"])
        return not 3 <= len(entry["triggers"]) <= 10 or 2 * hits < len(entry["phrases"])

    assert _offenders(rare) == []


def test_excluding_words_never_occur_in_phrases_of_their_own_issue() -> None:
    assert _offenders(lambda entry: any(w in p for w in entry["excludes"] for p in entry["phrases"])) == []


def test_phrases_use_full_width_punctuation() -> None:
    assert _offenders(lambda entry: any(re.search(r"[,;:?!]", phrase) for phrase in entry["phrases"])) == []
