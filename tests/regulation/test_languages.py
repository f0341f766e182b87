"""A finding has one name in every language, so that an answer stays with it whoever reads."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests import builders
from zhiyan.regulation.checking import check_cycle

pytestmark = pytest.mark.django_db


def test_a_finding_keeps_its_key_in_another_language():
    cycle = builders.make_cycle()
    keys = [finding.key for finding in check_cycle(cycle).findings]
    with override("en"):
        english = check_cycle(cycle).findings
    assert [finding.key for finding in english] == keys
    assert any(finding.name != finding.subject for finding in english)
