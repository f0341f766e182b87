"""kill -9 at random points and fifty posts at once: every receipt is honoured, nothing is doubled."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.anonymity import crashing, stores


@pytest.fixture(scope="module")
def found(long: bool, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """500 posts and 20 openings in the long form, 50 and 2 in the short."""
    data: Path = tmp_path_factory.mktemp("crashing") / "store"
    people, rounds = (26, 20) if long else (6, 2)
    stores.prepared(data, people=people, each=20 if long else 10, closes_on="2021-12-31")
    command = [sys.executable, "-m", "tests.anonymity.crashing", str(data), str(rounds), "7"]
    done = subprocess.run(
        command, env=stores.environment(data), cwd=stores.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert told["posts"] == rounds * crashing.EACH
    return told


def test_program_when_it_is_killed_while_slips_come_in_and_batches_are_opened_then_nothing_is_lost_or_doubled(found):
    assert found["kills"]["posting"] >= found["openings"]
    assert found["kills"]["opening"] >= found["openings"] // 2
    assert found["faults"] == []


def test_fifty_posts_of_one_token_when_they_race_then_one_is_taken_and_the_others_get_signed_evidence(found):
    said = Counter(answer["kind"] for answer in found["different"])
    assert said == {"receipt": 1, "refused": 49}
    refused = [answer for answer in found["different"] if answer["kind"] == "refused"]
    assert {answer["code"] for answer in refused} == {"post.spent"}
    assert len({answer["evidence"]["spent"] for answer in refused}) == 1


def test_fifty_times_the_same_post_when_they_race_then_all_get_one_receipt(found):
    assert [answer["kind"] for answer in found["same"]] == ["receipt"] * 50
    assert len({answer["sig"] for answer in found["same"]}) == 1
    assert found["raced_rows"] == 2
