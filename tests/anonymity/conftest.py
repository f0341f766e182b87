"""How long a test here goes on: short in `make test`, long in `make test-long` (which loads tests/long.py)."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """Whether the long forms are asked for."""
    return pytestconfig.pluginmanager.has_plugin("tests.long")
