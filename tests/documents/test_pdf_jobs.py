"""A paper as PDF from its page: saved at once, or made by the worker where LibreOffice has to be started."""

from __future__ import annotations

import pytest

from tests import builders
from tests.documents import builders as full
from zhiyan.documents import pdf, pdf_jobs
from zhiyan.kernel import jobs, storage
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Missing
from zhiyan.kernel.models import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return full.full_cycle()


@pytest.fixture
def office(client, cycle):
    client.force_login(full.office_user(cycle))
    return client


def at(cycle, kind):
    return f"/{cycle.unit.code}/{cycle.label}/documents/{kind}/pdf/"


def test_pdf_is_saved_at_once_where_there_is_no_libreoffice(office, cycle, monkeypatch):
    monkeypatch.setenv("ZHIYAN_SOFFICE", "")
    response = office.get(at(cycle, "report"))
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"].startswith("attachment")


def test_pdf_is_offered_to_the_worker_where_libreoffice_makes_it(office, cycle, monkeypatch):
    monkeypatch.setattr(pdf_jobs, "takes_seconds", lambda: True)
    assert "在后台做" in office.get(at(cycle, "report")).content.decode()
    asked = office.post(at(cycle, "report"))
    assert asked.status_code == 302
    assert office.get(asked["Location"]).status_code == 200


def test_worker_makes_the_paper_that_was_asked_for(cycle, monkeypatch):
    monkeypatch.setattr(pdf, "office", lambda: None)
    job = pdf_jobs.ask_for_pdf(builders.actor(cycle, Role.ORGANISER), cycle, kind="statistics")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.file.name == "统计表.pdf"
    assert storage.read(job.file).startswith(b"%PDF-")


def test_libreoffice_turns_the_file_that_is_printed_by_the_offices_own_template(cycle, monkeypatch):
    given = []
    monkeypatch.setattr(pdf, "office", lambda: "soffice")
    monkeypatch.setattr(pdf, "by_office", lambda program, files: given.extend(files) or {0: b"%PDF-"})
    monkeypatch.setattr(pdf_jobs, "print_docx", lambda document, cycle, kind, head: b"of the template")
    assert pdf_jobs.as_pdf(builders.actor(cycle, Role.ORGANISER), cycle, "plan")[1] == b"%PDF-"
    assert given == [b"of the template"]


def test_worker_is_not_asked_for_what_one_may_not_see(cycle):
    with pytest.raises(Denied):
        pdf_jobs.ask_for_pdf(builders.actor(cycle, Role.RECORDER), cycle, kind="summary")


def test_machine_without_chinese_fonts_says_what_is_missing(monkeypatch):
    from tests.documents.samples import EVERY_BLOCK, make_document

    monkeypatch.setattr("zhiyan.documents.fonts.chinese_among", lambda families: False)
    with pytest.raises(Missing) as raised:
        pdf.by_typst(make_document(*EVERY_BLOCK))
    assert "fonts-noto-cjk" in str(raised.value.remedy)
