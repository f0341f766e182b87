"""归档: closing a year makes one archive of everything, listed, counted, hashed; afterwards it is only read."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests import builders, keeping
from tests.documents import builders as full
from tests.documents.packages import text_of
from zhiyan.cli.judging import Report, bundles
from zhiyan.cycle import actions as cycle_actions
from zhiyan.documents import actions, archiving
from zhiyan.documents.models import ArchiveSet
from zhiyan.documents.registry import KINDS
from zhiyan.kernel import guard, jobs, storage
from zhiyan.kernel.actor import Role
from zhiyan.kernel.models import Job, JobState
from zhiyan.ledger.models import LedgerEntry, Outbox
from zhiyan.ledger.verifying import Judged

pytestmark = pytest.mark.django_db

DAY = dt.date(2021, 2, 8)


def at(cycle, name, *args):
    return reverse(f"documents:{name}", args=[cycle.unit.code, cycle.label, *args])


@pytest.fixture
def cycle(monkeypatch, request):
    """A year closed by the office; pages are estimated here, which saves laying out every paper."""
    monkeypatch.setattr(
        archiving, "pages_of", lambda document: archiving.estimated_pages(archiving.plain_text(document))
    )
    monkeypatch.setattr("zhiyan.kernel.gates.require", lambda *given: None)
    return closed_with_its_set() if "kept" in request.fixturenames else closed()


@keeping.kept
def closed():
    found = full.full_cycle()
    full.issue(found, "plan", number="党字〔2021〕1号", mark="internal", copies=2, needs_return=True)
    actions.issue(full.actor(found, Role.ORGANISER), found, kind="circular", sheet=full.SHEET, **full.SIGNED)
    cycle_actions.archive(builders.actor(found, Role.ORGANISER), found)
    return found


@keeping.kept
def closed_with_its_set():
    found = closed()
    jobs.run(Job.objects.get(kind=archiving.KIND).pk)
    return found


@pytest.fixture
def kept(cycle):
    return ArchiveSet.objects.select_related("file").get(cycle=cycle)


def test_closing_a_year_asks_the_worker_for_its_set(cycle):
    job = Job.objects.get(kind=archiving.KIND)
    assert (job.state, job.arguments) == (JobState.WAITING, {"cycle": str(cycle.pk)})


def test_set_holds_every_paper_and_every_issued_file_with_its_hash(cycle, kept):
    archive = zipfile.ZipFile(io.BytesIO(storage.read(kept.file)))
    assert {one["kind"] for one in kept.contents} >= {kind.code for kind in KINDS.values() if not kind.blank}
    for one in kept.contents:
        assert hashlib.sha256(archive.read(one["name"])).hexdigest() == one["sha256"], one["name"]
    listed = {one["name"] for one in kept.contents}
    assert set(archive.namelist()) == listed | {archiving.LIST, archiving.NOTE, "contents.csv", "ledger-head.json"}
    assert any("党字〔2021〕1号" in name for name in listed)


def test_set_holds_the_signed_sheet_and_to_whom_copies_went(kept):
    [sheet] = [one for one in kept.contents if "发文稿纸" in one["title"]]
    assert archiving.read(kept, sheet["name"]) == full.SHEET[1]
    assert (sheet["kind"], sheet["retention"]) == ("circular", "永久")
    [handed] = [one for one in kept.contents if one["kind"] == archiving.HANDED]
    assert handed["retention"] == "10年"
    assert "000002" in text_of(archiving.read(kept, handed["name"]))


def test_list_of_contents_tells_the_format_of_each_file(kept):
    rows = csv.DictReader(io.StringIO(archiving.read(kept, "contents.csv").decode("utf-8-sig")))
    assert {(row["文件"].rpartition(".")[2], row["格式"]) for row in rows} == {
        (end, end) for end in ("docx", "xlsx", full.SHEET[0].rpartition(".")[2])
    }


def test_issued_file_that_the_store_lost_is_left_out_and_said():
    found = full.full_cycle()
    issued = full.issue(found, "plan")
    storage.path_of(issued.file.sha256).unlink()
    assert list(archiving._of_issued(1, issued, "")) == []
    assert any("校验值不符" in text for text in archiving.remarks(found))


def test_each_paper_has_its_pages_and_its_retention(kept):
    plan = next(one for one in kept.contents if one["kind"] == "plan" and one["number"])
    assert (plan["retention"], plan["number"]) == ("永久", "党字〔2021〕1号")
    assert all(one["pages"] >= 1 for one in kept.contents if one["name"].endswith(".docx"))
    assert kept.note["pages"] == sum(one["pages"] for one in kept.contents)


def test_note_says_what_is_missing(cycle, kept):
    said = "".join(kept.note["remarks"])
    assert "没有办理签发的文件" in said
    assert "未收回" not in said  # nothing was handed out
    text = text_of(archiving.read(kept, archiving.NOTE))
    assert kept.note["remarks"][0] in text
    assert "立卷人" in text


def test_copy_that_never_came_back_is_in_the_note():
    found = full.full_cycle()
    issued = full.issue(found, "plan", copies=2, needs_return=True)
    actions.hand_out(full.actor(found, Role.ORGANISER), issued.handed.first(), receiver="主任")
    assert any("尚有1份未收回" in text for text in archiving.remarks(found))


def test_log_holds_the_hash_of_the_set(cycle, kept):
    bodies = [*Outbox.objects.values_list("body", flat=True), *LedgerEntry.objects.values_list("body", flat=True)]
    [facts] = [json.loads(body)["facts"] for body in bodies if json.loads(body)["event"] == "documents.archive"]
    assert facts["sha256"] == kept.file.sha256
    assert facts["files"] == len(kept.contents)


def test_set_is_judged_offline_against_the_log(kept, tmp_path):
    path = tmp_path / "set.zip"
    path.write_bytes(storage.read(kept.file))
    log = Judged("unit", facts=[(7, archiving.KIND, {"sha256": kept.file.sha256})])
    report = Report()
    bundles.judge_bundle(path, [log], report)
    assert report.faults == []
    assert any("整卷的校验值与日志 unit 第 7 条相符" in sentence for sentence in report.said)


def test_set_is_made_once(cycle, kept):
    job = Job.objects.get(kind=archiving.KIND)
    assert archiving.make(job, jobs.Progress(job)) == kept.file
    assert ArchiveSet.objects.count() == 1


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_itself_refuses_to_change_a_set(kept, change):
    found = ArchiveSet.objects.filter(pk=kept.pk)
    with pytest.raises(DatabaseError), transaction.atomic(), guard.writing("test"):
        found.update(contents=[]) if change == "update" else found.delete()


def test_office_reads_the_list_and_opens_only_what_it_may_read(client, cycle, kept):
    client.force_login(builders.make_user(cycle.unit, Role.ORGANISER))
    page = client.get(at(cycle, "archive")).content.decode()
    assert "备考表" in page
    numbers = {one["kind"]: one["no"] for one in kept.contents}
    assert client.get(at(cycle, "archived_file", numbers["plan"])).status_code == 200
    assert client.get(at(cycle, "archived_file", numbers["minutes"])).status_code == 403
    assert client.get(at(cycle, "archive_file")).status_code == 403


def test_secretary_takes_the_whole_set(client, cycle, kept):
    client.force_login(builders.make_user(cycle.unit, Role.SECRETARY))
    data = b"".join(client.get(at(cycle, "archive_file")).streaming_content)
    assert hashlib.sha256(data).hexdigest() == kept.file.sha256


def test_page_before_the_set_is_made_says_how_far_it_is(client, cycle):
    client.force_login(builders.make_user(cycle.unit, Role.ORGANISER))
    assert "正在准备" in client.get(at(cycle, "archive")).content.decode()


@pytest.mark.parametrize(
    ("text", "pages"), [("", 1), ("甲" * 28, 1), ("甲\n" * 22, 1), ("甲\n" * 23, 2), ("甲" * 617, 2)]
)
def test_pages_are_estimated_by_lines(text, pages):
    assert archiving.estimated_pages(text) == pages
