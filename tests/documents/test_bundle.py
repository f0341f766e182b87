"""All papers of a year in one folder."""

from __future__ import annotations

import csv
import hashlib
import json
from urllib.parse import quote

import pytest

from tests import builders
from tests.documents import builders as full
from tests.documents.packages import text_of
from zhiyan.documents.bundle import ABOUT, CONTENTS, CONTENTS_DOCX, CONTENTS_HTML, HEAD, bundle, file_name
from zhiyan.documents.registry import KINDS, Entry, Subject, entries
from zhiyan.kernel import guard, storage
from zhiyan.kernel.actor import Actor, Role
from zhiyan.ledger import heads
from zhiyan.ledger.outbox import publish

pytestmark = pytest.mark.django_db


def office(cycle):
    return Actor(unit_id=cycle.unit_id, roles=frozenset({Role.ORGANISER}), label="命令行")


def test_bundle_writes_every_paper_that_the_actor_sees_with_its_hash(tmp_path):
    cycle = full.full_cycle()
    written = bundle(office(cycle), cycle, tmp_path / "年度文件")
    folder = tmp_path / "年度文件"
    assert {one.title for one in written} == {entry.title for entry in entries(office(cycle), cycle)}
    with open(folder / CONTENTS, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(written)
    for row in rows:
        assert hashlib.sha256((folder / row["文件"]).read_bytes()).hexdigest() == row["sha256"]
    assert sorted(p.name for p in folder.iterdir()) == sorted([*(set(ABOUT) - {HEAD}), *(row["文件"] for row in rows)])


def test_contents_for_people_name_and_link_every_file(tmp_path):
    cycle = full.full_cycle()
    written = bundle(office(cycle), cycle, tmp_path)
    page, paper = (tmp_path / CONTENTS_HTML).read_text("utf-8"), text_of((tmp_path / CONTENTS_DOCX).read_bytes())
    for one in written:
        assert f'href="{quote(one.name)}"' in page
        assert one.name in paper


def test_bundle_carries_the_signed_head_of_the_log(tmp_path):
    cycle = full.full_cycle()
    with guard.writing("test"):
        publish(cycle.unit_id, "thing.done", {})
    head = heads.sign_now(cycle.unit_id)
    bundle(office(cycle), cycle, tmp_path)
    assert json.loads((tmp_path / HEAD).read_text("utf-8")) == head
    assert head["root"][:16] in (tmp_path / CONTENTS_HTML).read_text("utf-8")


def test_issued_papers_come_as_they_were_issued(tmp_path):
    cycle = full.full_cycle()
    issued = full.issue(cycle, "plan", number="党字〔2021〕1号")
    builders.make_opinion(cycle)
    [name] = [one.name for one in bundle(office(cycle), cycle, tmp_path) if one.stage == "签发"]
    assert "党字〔2021〕1号" in name
    assert (tmp_path / name).read_bytes() == storage.read(issued.file)


def test_bundle_with_pdf_has_one_beside_every_word_file(tmp_path, monkeypatch):
    monkeypatch.setattr("zhiyan.documents.bundle.render_all", lambda documents, files: [b"%PDF"] * len(files))
    cycle = full.full_cycle()
    written = bundle(office(cycle), cycle, tmp_path, pdf=True)
    stems = {one.name.removesuffix(".docx") for one in written if one.format == "docx"}
    assert {one.name.removesuffix(".pdf") for one in written if one.format == "pdf"} == stems


def test_bundle_has_the_papers_an_office_asks_for(tmp_path):
    cycle = full.full_cycle()
    names = "\n".join(one.name for one in bundle(office(cycle), cycle, tmp_path))
    for title in (
        "征求意见表", "谈心谈话记录表", "签到表", "审阅意见单", "征求意见通知", "意见建议汇总表", "意见反馈单（班子）",
        "会议议程", "会议记录", "问题清单", "整改方案和台账", "情况报告", "新闻稿",
    ):  # fmt: skip
        assert title in names


def test_names_sort_in_the_order_of_the_stages(tmp_path):
    cycle = full.full_cycle()
    written = bundle(office(cycle), cycle, tmp_path)
    docs = [one.name for one in written if one.format == "docx"]
    assert docs == sorted(docs)


def test_second_run_writes_the_same_bytes(tmp_path):
    cycle = full.full_cycle()
    first = bundle(office(cycle), cycle, tmp_path)
    assert bundle(office(cycle), cycle, tmp_path) == first


def test_bundle_of_a_year_without_records_is_written(tmp_path):
    cycle = builders.make_cycle(team=(), notice=False)
    assert bundle(office(cycle), cycle, tmp_path)


def test_progress_is_told_of_each_paper(tmp_path):
    cycle = builders.make_cycle()
    told = []
    bundle(office(cycle), cycle, tmp_path, wrote=lambda *one: told.append(one))
    assert told[-1][0] == told[-1][1] == len(told)


def test_name_cannot_leave_the_folder():
    entry = Entry(KINDS["reply"], Subject("x", "../../etc/passwd\\:*?"))
    name = file_name(3, 9, entry)
    assert "/" not in name
    assert "\\" not in name
