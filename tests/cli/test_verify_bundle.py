"""`zhiyan verify` on a year's papers as they were handed out: files against the list, the list against the log."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from tests import builders
from tests.cli.conftest import Shell
from zhiyan.cli import store
from zhiyan.cli.judging import bundles
from zhiyan.documents.contents import CONTENTS, contents_csv
from zhiyan.documents.packing import ask_for_bundle
from zhiyan.kernel import jobs, storage
from zhiyan.kernel.actor import Role

PLAN, NEWS = "01 实施方案.docx", "02 新闻稿.docx"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two papers and their list."""
    made = tmp_path / "papers"
    made.mkdir()
    for name in (PLAN, NEWS):
        (made / name).write_bytes(name.encode())
    relist(made)
    return made


def relist(folder: Path) -> None:
    """Write the list of what lies there, as whoever forges papers and list would."""
    papers = sorted(path for path in folder.iterdir() if path.name[:2] != "00" and path.suffix == ".docx")
    lines = [(p.name, p.stem, "", "docx", 1, hashlib.sha256(p.read_bytes()).hexdigest()) for p in papers]
    (folder / CONTENTS).write_bytes(contents_csv(lines))


def exported(zhiyan: Shell, path: Path) -> Path:
    made = zhiyan("log", "export", "--out", path)
    assert made.exit_code == 0, made.output
    return path


@pytest.fixture
def cycle(zhiyan: Shell):
    """A year in a store that this process runs."""
    store.create(Path(settings.DATA_DIR))
    return builders.make_cycle(label="2020")


def test_bundle_in_order_without_a_log_says_what_that_leaves_open(zhiyan, folder):
    result = zhiyan("verify", folder)
    assert result.exit_code == 0, result.output
    assert "目录列有 2 个文件" in result.stdout
    assert "没有给出日志" in result.stdout


def test_altered_paper_is_named(zhiyan, folder):
    (folder / NEWS).write_bytes(b"another")
    result = zhiyan("verify", folder)
    assert result.exit_code == 1
    assert f"{NEWS} 与目录里的校验值不符" in result.stdout
    assert PLAN not in result.stdout


def test_missing_paper_is_named(zhiyan, folder):
    (folder / NEWS).unlink()
    result = zhiyan("verify", folder)
    assert result.exit_code == 1
    assert f"{NEWS} 缺失" in result.stdout


def test_file_that_nobody_listed_is_said_not_to_be_judged(zhiyan, folder):
    (folder / "另一份.docx").write_bytes(b"slipped in")
    assert "1 个文件不在目录里，没有核对：另一份.docx" in zhiyan("verify", folder).stdout


def test_list_never_leads_outside_the_bundle(zhiyan, folder, tmp_path):
    (tmp_path / "outside").write_bytes(b"x")
    with (folder / CONTENTS).open("ab") as listed:
        listed.write(f"3,../outside,x,x,x,1,{hashlib.sha256(b'x').hexdigest()}\r\n".encode())
    result = zhiyan("verify", folder)
    assert result.exit_code == 1
    assert "../outside 缺失" in result.stdout


@pytest.mark.parametrize("listed", [b"\xff\xfe\x00", b"", b"a,b\r\n1,2\r\n"])
def test_list_that_is_none_is_a_fault(zhiyan, folder, listed):
    (folder / CONTENTS).write_bytes(listed)
    result = zhiyan("verify", folder)
    assert result.exit_code == 1
    assert "读不出来" in result.stdout


def test_paper_altered_in_a_zip_is_named(zhiyan, folder, tmp_path):
    (folder / NEWS).write_bytes(b"another")
    packed = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", folder))
    result = zhiyan("verify", packed)
    assert result.exit_code == 1
    assert f"{NEWS} 与目录里的校验值不符" in result.stdout


def test_papers_printed_at_the_command_line_are_in_the_log_and_a_forged_list_is_not(zhiyan, cycle, tmp_path):
    out = tmp_path / "out"
    printed = zhiyan("documents", "--out", out)
    assert printed.exit_code == 0, printed.output
    log = exported(zhiyan, tmp_path / "log.jsonl")
    good = zhiyan("verify", out, log)
    assert good.exit_code == 0, good.output
    assert "目录的校验值与日志" in good.stdout
    next(out.glob("*新闻稿.docx")).write_bytes(b"another")
    relist(out)
    assert zhiyan("verify", out).exit_code == 0
    forged = zhiyan("verify", out, log)
    assert forged.exit_code == 1
    assert "给出的日志里没有它的目录" in forged.stdout


def test_archive_made_by_the_worker_is_in_the_log(zhiyan, cycle, tmp_path):
    job = ask_for_bundle(builders.actor(cycle, Role.ORGANISER), cycle)
    jobs.run(job.pk)
    job.refresh_from_db()
    packed = tmp_path / "2020.zip"
    packed.write_bytes(storage.read(job.file))
    assert zipfile.is_zipfile(packed)
    result = zhiyan("verify", packed, exported(zhiyan, tmp_path / "log.jsonl"))
    assert result.exit_code == 0, result.output
    assert "目录的校验值与日志" in result.stdout


@pytest.mark.parametrize("under", ["", "papers/"])
def test_folder_packed_again_is_judged_as_it_was(zhiyan, folder, tmp_path, under):
    made = tmp_path / "again.zip"
    with zipfile.ZipFile(made, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"{under}{path.name}")
    result = zhiyan("verify", made)
    assert result.exit_code == 0, result.output
    assert "不在目录里" not in result.stdout


@pytest.mark.parametrize("code", ["utf-8", "gbk"])
def test_name_in_a_packers_own_code_is_read_as_it_was_meant(code):
    info = zipfile.ZipInfo(PLAN.encode(code).decode("cp437"))
    assert bundles.name_of(info) == PLAN
