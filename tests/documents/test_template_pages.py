"""A unit's own templates through the pages: uploaded, tried, approved by another, then papers are printed by them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders
from tests.documents import builders as full
from tests.documents.packages import text_of, words
from zhiyan.documents import actions, owning
from zhiyan.documents.models import PaperTemplate
from zhiyan.documents.registry import KINDS
from zhiyan.kernel import guard, storage
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.regulation.checking import check_cycle
from zhiyan.statements import formalism_facts

pytestmark = pytest.mark.django_db

OWN = words("本单位自己的格式", "{{ 标题 }}", "{{ 单位 }}", "{{ 存证 }}")


@pytest.fixture
def cycle():
    return full.full_cycle()


@pytest.fixture
def office(client, cycle):
    client.force_login(builders.make_user(cycle.unit, Role.ORGANISER))
    return client


def at(cycle, name, *args):
    return reverse(f"documents:{name}", args=[cycle.unit.code, cycle.label, *args])


def uploaded(cycle, kind="report", data=OWN):
    return actions.upload_template(full.actor(cycle, Role.ORGANISER), cycle, kind=kind, name="自定.docx", data=data)


def in_use(cycle, kind="report", data=OWN):
    return actions.approve_template(full.actor(cycle, Role.SECRETARY), uploaded(cycle, kind, data))


@pytest.mark.parametrize("kind", ["report", "bulletin", "rectification", "circular", "summary", "feedback", "plan"])
def test_starter_template_of_every_paper_is_sound_and_can_be_filled(cycle, kind):
    found = KINDS[kind]
    data = owning.starter_of(cycle, found)
    assert owning.check_template(cycle, found, "a.docx", data).problems == []
    template = in_use(cycle, kind, data)
    assert "{" not in text_of(owning.trial(cycle, found, template))


def test_upload_with_mistakes_lists_them_by_place_and_stores_nothing(office, cycle):
    bad = SimpleUploadedFile("自定.docx", words("甲", "{{ 标提 }}", "{% for 行 in 没有的表 %}"))
    page = office.post(at(cycle, "templates_of", "report"), {"file": bad})
    said = page.content.decode()
    assert page.status_code == 422
    for text in ("正文第2段", "没有“标提”这个字段", "是不是“标题”？", "循环没有结束"):
        assert text in said
    assert not PaperTemplate.objects.exists()


def test_upload_leads_to_the_template_which_can_be_tried(office, cycle):
    answer = office.post(at(cycle, "templates_of", "report"), {"file": SimpleUploadedFile("自定.docx", OWN)})
    template = PaperTemplate.objects.get()
    assert answer.url == at(cycle, "template", template.pk)
    assert "用本年度数据试填" in office.get(answer.url).content.decode()
    assert "关于" in text_of(office.get(at(cycle, "trial", template.pk)).content)
    assert office.get(at(cycle, "template_file", template.pk)).content == OWN


def test_fields_are_listed_with_how_they_are_written(office, cycle):
    page = office.get(at(cycle, "templates_of", "report")).content.decode()
    assert "{{ 标题 }}" in page
    assert "会前准备情况" in page
    assert office.get(at(cycle, "starter", "report")).content.startswith(b"PK")


def test_template_in_use_prints_downloads_and_issued_papers(office, cycle):
    in_use(cycle)
    assert "本单位自己的格式" in text_of(office.get(at(cycle, "download", "report", "docx")).content)
    assert "本单位自己的格式" in text_of(storage.read(full.issue(cycle, "report").file))


def test_template_that_waits_or_is_retired_prints_nothing(office, cycle):
    template = uploaded(cycle)
    download = at(cycle, "download", "report", "docx")
    assert "自己的格式" not in text_of(office.get(download).content)
    template = actions.approve_template(full.actor(cycle, Role.SECRETARY), template)
    actions.retire_template(full.actor(cycle, Role.ORGANISER), template)
    assert "自己的格式" not in text_of(office.get(download).content)


def test_new_template_takes_the_place_of_the_one_before(cycle):
    first = in_use(cycle)
    second = in_use(cycle, data=words("第二版 {{ 标题 }}"))
    first.refresh_from_db()
    assert (first.state, second.state) == ("retired", "approved")


def test_sentences_of_the_statements_template_are_a_models_once_it_is_in_use(cycle):
    guide = words("一、存在的突出问题", "我分管的工作里最不放心的一件事是{{ 标题 }}哪一件。请写具体。")
    template = uploaded(cycle, "statement", guide)
    assert owning.statement_models(cycle) == ()
    actions.approve_template(full.actor(cycle, Role.SECRETARY), template)
    in_use(cycle, "report")
    assert owning.statement_models(cycle) == ("我分管的工作里最不放心的一件事是哪一件。",)


def test_a_statement_copied_from_the_units_template_is_found(cycle):
    copied = formalism_facts.handed_in(cycle)[0]
    subject = f"{copied['label']}（范文）"
    assert subject not in [finding.subject for finding in check_cycle(cycle, {"R29"}).findings]
    in_use(cycle, "statement", words("{{ 标题 }}", *copied["text"].splitlines()))
    assert subject in [finding.subject for finding in check_cycle(cycle, {"R29"}).findings]


def test_who_uploaded_a_template_cannot_approve_it(cycle):
    office = full.actor(cycle, Role.ORGANISER)
    template = actions.upload_template(office, cycle, kind="report", name="自定.docx", data=OWN)
    with pytest.raises(Denied):
        actions.approve_template(office, template)


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.ORGANISER, Role.SECRETARY)])
def test_nobody_else_uploads_templates(cycle, role):
    with pytest.raises(Denied):
        actions.upload_template(full.actor(cycle, role), cycle, kind="report", name="自定.docx", data=OWN)


def test_template_of_another_unit_is_404(office, cycle):
    template = uploaded(full.full_cycle())
    for name in ("template", "trial", "template_file"):
        assert office.get(at(cycle, name, template.pk)).status_code == 404


def test_template_of_a_paper_one_may_not_read_is_403(office, cycle):
    assert office.get(at(cycle, "templates_of", "criticisms")).status_code == 403


def test_mark_and_copy_number_stand_above_a_template_without_a_place_for_them(cycle):
    in_use(cycle, "plan")
    issued = full.issue(cycle, "plan", mark="internal", copies=2, needs_return=True)
    assert text_of(storage.read(issued.file)).startswith("内部资料　会后收回　份号：＿＿＿＿＿＿")


def test_template_whose_file_can_no_longer_be_filled_says_so(cycle):
    template = in_use(cycle)
    with guard.writing("test"):
        PaperTemplate.objects.filter(pk=template.pk).update(file=storage.store(cycle.unit_id, "a.docx", b"MZ"))
    with pytest.raises(Invalid) as refused:
        full.issue(cycle, "report")
    assert refused.value.code == "template.fill"
