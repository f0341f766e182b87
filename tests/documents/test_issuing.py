"""What was issued never changes; what would be printed today is compared with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import docx
import pytest
from django.db import DatabaseError, transaction
from django.db.models import ProtectedError

from tests import builders
from tests.documents import builders as full
from tests.documents.packages import text_of
from zhiyan.documents import queries
from zhiyan.documents.actions import issue as register
from zhiyan.documents.models import IssuedDocument
from zhiyan.kernel import clock, guard, storage
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid, Missing
from zhiyan.ledger import heads
from zhiyan.ledger.outbox import publish
from zhiyan.ledger.statements import read_printed

pytestmark = pytest.mark.django_db

SIGNED = {**full.SIGNED, "sheet": full.SHEET}
DAY = dt.date(2021, 2, 8)


@pytest.fixture
def cycle():
    with clock.at(DAY):
        yield full.full_cycle()


@pytest.fixture
def office(cycle):
    return builders.actor(cycle, Role.ORGANISER)


def test_issued_paper_keeps_number_signer_text_and_file(cycle):
    found = full.issue(cycle, "report", number="演示党字〔2021〕3号")
    assert (found.number, found.signer, found.on) == ("演示党字〔2021〕3号", "secretary", DAY)
    assert "2021年2月8日" in found.text
    assert hashlib.sha256(storage.read(found.file)).hexdigest() == found.file.sha256
    assert queries.intact(found)


def test_red_head_of_an_issued_report_names_who_signed_it(cycle, office):
    people = {**SIGNED, "reviewer": "主任", "signer": "副书记"}
    printed = text_of(storage.read(register(office, cycle, kind="report", **people).file))
    assert "签发人：副书记" in printed


def test_issued_file_carries_the_newest_head_of_the_log(cycle):
    with guard.writing("test"):
        publish(cycle.unit_id, "thing.done", {})
    head = heads.sign_now(cycle.unit_id)
    file = docx.Document(io.BytesIO(storage.read(full.issue(cycle, "plan").file)))
    line = file.sections[0].footer.paragraphs[-1].text
    assert (read_printed(line).size, read_printed(line).root) == (head["size"], head["root"][:16])
    assert head["on"] in line


def test_paper_just_issued_does_not_differ(cycle):
    assert not queries.difference(full.issue(cycle, "report")).differs


def test_paper_does_not_differ_on_another_day_alone(cycle):
    found = full.issue(cycle, "report")
    with clock.at(DAY + dt.timedelta(days=9)):
        assert not queries.difference(found).differs


def test_change_of_data_shows_a_difference_and_leaves_the_issued_paper(cycle):
    found = full.issue(cycle, "report")
    text, data = found.text, storage.read(found.file)
    builders.make_opinion(cycle)
    found.refresh_from_db()
    compared = queries.difference(found)
    assert compared.differs
    assert (found.text, storage.read(found.file)) == (text, data)
    assert any(line.mark == "issued" and "4条意见建议" in line.text for line in compared.lines())
    assert any(line.mark == "today" and "5条意见建议" in line.text for line in compared.lines())


def test_lost_file_is_noticed(cycle):
    found = full.issue(cycle, "bulletin")
    storage.path_of(found.file.sha256).unlink()
    assert not queries.intact(found)


def test_issued_file_cannot_be_deleted(cycle):
    found = full.issue(cycle, "bulletin")
    with pytest.raises(ProtectedError), guard.writing("test"):
        found.file.delete()


def test_issuing_again_makes_a_second_paper(cycle):
    first = full.issue(cycle, "report")
    builders.make_opinion(cycle)
    second = full.issue(cycle, "report")
    assert first.text != second.text
    assert IssuedDocument.objects.filter(cycle=cycle).count() == 2


def test_issued_paper_cannot_be_saved_again(cycle):
    found = full.issue(cycle, "bulletin")
    found.text = "改过"
    with pytest.raises(TypeError), guard.writing("test"):
        found.save()


@pytest.mark.parametrize("change", ["update", "delete"])
def test_database_itself_refuses_to_change_what_was_issued(cycle, change):
    found = IssuedDocument.objects.filter(pk=full.issue(cycle, "plan").pk)
    with pytest.raises(DatabaseError), transaction.atomic(), guard.writing("test"):
        found.update(text="改过") if change == "update" else found.delete()
    assert found.get().text != "改过"


def test_number_used_before_is_refused(cycle):
    full.issue(cycle, "report", number="1号")
    with pytest.raises(Invalid) as refused:
        full.issue(cycle, "bulletin", number=" 1号 ")
    assert "number" in refused.value.fields


@pytest.mark.parametrize("kind", ["opinion_form", "minutes", "feedback", "summary"])
def test_paper_that_is_not_issued_is_refused(cycle, kind):
    with pytest.raises(Invalid):
        full.issue(cycle, kind)


def test_unknown_kind_is_missing(cycle):
    with pytest.raises(Missing):
        full.issue(cycle, "nothing")


def test_day_in_the_future_is_refused(cycle):
    with pytest.raises(Invalid):
        full.issue(cycle, "bulletin", on=DAY + dt.timedelta(days=1))


def test_later_entry_needs_a_reason(cycle):
    early = DAY - dt.timedelta(days=9)
    with pytest.raises(Invalid):
        full.issue(cycle, "plan", on=early)
    assert full.issue(cycle, "report", on=early, late_reason="系统启用前签发").is_late


# ------------------------------------------------------------------------------------------ signed on paper


def test_paper_signed_on_paper_is_entered_with_its_signed_sheet(cycle, office):
    found = register(office, cycle, kind="report", number="3号", **SIGNED)
    assert (found.drafter, found.reviewer, found.signer) == ("党群办公室", "副书记", "书记")
    assert storage.read(found.sheet) == full.PNG


@pytest.mark.parametrize("left_out", ["drafter", "reviewer", "signer"])
def test_missing_person_is_refused_beside_its_field(cycle, office, left_out):
    with pytest.raises(Invalid) as refused:
        register(office, cycle, kind="report", **{**SIGNED, left_out: " "})
    assert set(refused.value.fields) == {left_out}


def test_same_person_twice_is_refused(cycle, office):
    with pytest.raises(Invalid):
        register(office, cycle, kind="report", **{**SIGNED, "reviewer": "书记"})


@pytest.mark.parametrize("sheet", [("签发.png", b"MZ"), ("签发.txt", "已签".encode()), ("签发.pdf", b"")])
def test_sheet_that_is_no_scan_is_refused(cycle, office, sheet):
    with pytest.raises(Invalid) as refused:
        register(office, cycle, kind="report", **{**SIGNED, "sheet": sheet})
    assert set(refused.value.fields) == {"sheet"}


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.ORGANISER, Role.SECRETARY)])
def test_nobody_else_enters_what_was_signed(cycle, role):
    with pytest.raises(Denied):
        register(builders.actor(cycle, role), cycle, kind="bulletin", **SIGNED)


def test_archived_year_issues_nothing_more(cycle, office):
    with guard.writing("test"):
        cycle.state = "closed"
        cycle.save()
    with pytest.raises(Invalid) as refused:
        register(office, cycle, kind="bulletin", **SIGNED)
    assert refused.value.code == "cycle.closed"
