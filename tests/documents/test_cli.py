"""zhiyan documents, run as a program of its own on a store of its own."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests import builders
from zhiyan.cli import base
from zhiyan.cli.papers import documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(base, "need_store", lambda: None)
    monkeypatch.setattr(base.store, "read", lambda _folder: {})

    def call(*args):
        return CliRunner().invoke(documents, [str(arg) for arg in args])

    return call


def test_documents_are_written_and_listed(run, tmp_path):
    builders.make_cycle(label="2020")
    done = run("--cycle", "2020", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out" / "contents.csv").exists()
    assert list((tmp_path / "out").glob("*新闻稿.docx"))


def test_documents_are_reported_as_json(run, tmp_path):
    builders.make_cycle(label="2020")
    done = run("--cycle", "2020", "--out", tmp_path, "--format", "json")
    assert {"name", "title", "stage", "format", "size", "sha256"} <= set(json.loads(done.stdout)[0])


def test_year_that_there_is_not_is_refused(run, tmp_path):
    builders.make_cycle(label="2020")
    assert run("--cycle", "1999", "--out", tmp_path).exit_code == 2


def test_folder_that_cannot_be_written_is_refused(run, tmp_path):
    builders.make_cycle(label="2020")
    (tmp_path / "file").write_text("x")
    assert run("--cycle", "2020", "--out", tmp_path / "file" / "under").exit_code == 2
