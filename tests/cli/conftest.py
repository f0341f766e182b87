"""The command line in this process, on the test's own database and folder; and the case taken in through it once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.conf import settings
from django.db import connection, transaction

from tests.conftest import MEETING_SEASON
from zhiyan.cli.main import main
from zhiyan.kernel import clock, guard
from zhiyan.ledger import triggers

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "src/zhiyan/demo/case"
EXPECTED: dict[str, Any] = json.loads((ROOT / "tests/case/expected.json").read_text(encoding="utf-8"))
FILES: dict[str, dict[str, Any]] = EXPECTED["files"]

Shell = Callable[..., Result]


def shell_in(folder: Path) -> Shell:
    """A command line whose store is the folder."""
    return lambda *args: CliRunner().invoke(main, ["--data", str(folder), *map(str, args)])


def at_home(patch: pytest.MonkeyPatch, folder: Path) -> Shell:
    """Let this process's settings point at the folder."""
    patch.setenv("ZHIYAN_DATA", str(folder))
    patch.setattr(settings, "DATA_DIR", folder)
    patch.setattr(settings, "FILES_ROOT", folder / "files")
    patch.setattr(settings, "KEYS_ROOT", folder / "keys")
    return shell_in(folder)


@pytest.fixture
def zhiyan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Shell:
    """The command line on an empty folder."""
    return at_home(monkeypatch, tmp_path / "store")


@dataclass
class Taken:
    """The case taken in: what each command said."""

    run: Shell
    folder: Path
    manifest: Path
    said: dict[str, Result] = field(default_factory=dict)


def manifest_for(folder: Path) -> Path:
    """What an office tells about its files: each one's channel and the name it had."""
    path = folder / "manifest.json"
    told = {
        name: {"original_name": f["original_name"], **({"channel": f["channel"]} if f["channel"] else {})}
        for name, f in FILES.items()
    }
    path.write_text(json.dumps({"files": told}, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def case(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    """Notice, roster and all opinions of the case through the command line, undone after the module."""
    home = tmp_path_factory.mktemp("case")
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), clock.at(MEETING_SEASON), transaction.atomic():
        triggers.install(connection)
        taken = Taken(at_home(patch, home / "store"), home / "store", manifest_for(home))
        files = [CASE / name for name in FILES]
        told = ("--cycle", "2020", "--manifest", taken.manifest)
        with guard.enforced():
            for name, args in {
                "notice": ("import", "notice", CASE / "notice.docx"),
                "roster": ("import", "roster", CASE / "roster.xlsx", "--format", "json"),
                "dry": ("import", "opinions", *files, *told, "--dry-run"),
                "status_before": ("status", "--cycle", "2020", "--format", "json"),
                "opinions": ("import", "opinions", *files, *told),
                "status": ("status", "--cycle", "2020", "--format", "json"),
                "again": ("import", "opinions", *files, *told),
                "status_again": ("status", "--cycle", "2020", "--format", "json"),
                "status_text": ("status", "--cycle", "2020"),
                "check": ("check", "--cycle", "2020", "--format", "json"),
                "check_text": ("check", "--cycle", "2020", "--all-rules"),
                "verify": ("verify", "--format", "json"),
            }.items():
                taken.said[name] = taken.run(*args)
        yield taken
        transaction.set_rollback(True)
    patch.undo()
