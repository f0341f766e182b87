"""The case after each stage: what is found is what the rules demand, as written down in case_findings.toml."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from zhiyan.consolidation import comparing
from zhiyan.demo.making import (
    consolidation,
    disclosure,
    meeting,
    people,
    preparation,
    rectification,
    solicitation,
    statements,
    talks,
)
from zhiyan.kernel import clock, guard
from zhiyan.kernel.findings import Finding
from zhiyan.regulation.queries import check_cycle

pytestmark = pytest.mark.django_db

TABLE = tomllib.loads((Path(__file__).parent / "case_findings.toml").read_text(encoding="utf-8"))
STEPS = {
    "import": (preparation.make, solicitation.make),
    "consolidation": (consolidation.make,),
    "talks": (talks.make,),
    "statements": (statements.make,),
    "meeting": (meeting.make,),
    "rectification": (rectification.make,),
    "disclosure": (disclosure.make,),
}


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker, tmp_path_factory):
    """The findings after each stage, the case being made step by step and rolled back at the end."""
    kept, looked = settings.FILES_ROOT, {}
    settings.FILES_ROOT = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), transaction.atomic():
        with guard.enforced():
            cast = people.make()
            for stage, steps in STEPS.items():
                for step in steps:
                    step(cast)
                with clock.at(TABLE[stage]["on"]), comparing.at_once():
                    looked[stage] = check_cycle(cast.cycle).findings
        transaction.set_rollback(True)
    settings.FILES_ROOT = kept
    return looked


def subjects(findings: list[Finding]) -> dict[str, list[str]]:
    """Rule → what it found something about."""
    told = defaultdict(list)
    for finding in findings:
        told[finding.rule].append(finding.subject)
    return dict(told)


@pytest.mark.parametrize("stage", STEPS)
def test_after_each_stage_the_rules_find_what_they_demand(found, stage):
    told = subjects(found[stage])
    demanded = {rule: value for rule, value in TABLE[stage].items() if rule != "on"}
    as_written = {rule: len(names) if isinstance(demanded.get(rule), int) else names for rule, names in told.items()}
    assert as_written == demanded


@pytest.mark.parametrize("stage", STEPS)
def test_what_is_not_late_yet_says_until_when(found, stage):
    day = TABLE[stage]["on"]
    waiting = ("R01", "R16", "R17", "R18", "R19", "R22", "R43", "R45")
    open_yet = [f for f in found[stage] if f.rule in waiting and stage in ("import", "consolidation", "meeting")]
    assert all(finding.due and finding.due >= day for finding in open_yet)
