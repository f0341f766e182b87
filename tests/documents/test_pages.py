"""Pages of the papers by the test client."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders
from tests.documents import builders as full
from zhiyan.documents.models import IssuedDocument, PaperDraft
from zhiyan.kernel import storage
from zhiyan.kernel.actor import Role

pytestmark = pytest.mark.django_db

FORM = {"number": "2号", "mark": "", "copies": "0"}
ON_PAPER = {"number": "2号", "drafter": "党群办公室", "reviewer": "副书记", "signer": "书记", "on": "2021-01-11"}


@pytest.fixture
def cycle():
    return full.full_cycle()


@pytest.fixture
def office(client, cycle):
    client.force_login(builders.make_user(cycle.unit, Role.ORGANISER))
    return client


def at(cycle, name, *args):
    return reverse(f"documents:{name}", args=[cycle.unit.code, cycle.label, *args])


def test_list_shows_papers_by_stage_with_their_files(office, cycle):
    page = office.get(at(cycle, "page")).content.decode()
    for text in ("意见建议汇总表", "新闻稿", "征求意见表", "意见反馈单（书记）"):
        assert text in page
    assert at(cycle, "download", "summary", "xlsx") in page
    assert at(cycle, "issue", "report") in page


def test_list_without_records_still_offers_blank_forms(client):
    cycle = builders.make_cycle(team=(), notice=False)
    client.force_login(builders.make_user(cycle.unit, Role.ORGANISER))
    assert "征求意见表" in client.get(at(cycle, "page")).content.decode()


def test_list_needs_a_bounded_number_of_queries(office, cycle, django_assert_max_num_queries):
    for _n in range(30):
        builders.make_opinion(cycle)
    with django_assert_max_num_queries(90):
        office.get(at(cycle, "page"))


def test_preview_shows_the_paper_and_its_downloads(office, cycle):
    page = office.get(at(cycle, "preview", "summary")).content.decode()
    assert "▇▇▇" in page
    assert "王某某" not in page
    assert at(cycle, "download", "summary", "docx") in page


def test_preview_about_a_member_keeps_whom_it_is_about_in_its_links(office, cycle):
    key = str(builders.member(cycle, "主任").pk)
    page = office.get(at(cycle, "preview", "feedback"), {"key": key}).content.decode()
    assert f"download.docx?key={key}" in page
    assert "主任" in page


def test_download_opens_as_what_its_name_says(office, cycle):
    word = office.get(at(cycle, "download", "report", "docx"))
    assert docx.Document(io.BytesIO(word.content)).paragraphs
    assert word["Content-Disposition"].startswith("attachment")
    book = office.get(at(cycle, "download", "statistics", "xlsx"))
    assert openpyxl.load_workbook(io.BytesIO(book.content)).worksheets


@pytest.mark.parametrize(("kind", "suffix"), [("bulletin", "xlsx"), ("report", "pdf"), ("nothing", "docx")])
def test_file_that_there_is_not_is_404(office, cycle, kind, suffix):
    assert office.get(at(cycle, "download", kind, suffix)).status_code == 404


def test_paper_that_one_may_not_see_is_403(office, cycle):
    for name, extra in (("preview", ()), ("download", ("docx",))):
        assert office.get(at(cycle, name, "criticisms", *extra)).status_code == 403


def test_paper_goes_from_hand_to_hand_through_the_pages(client, cycle):
    hands = {role: builders.make_user(cycle.unit, role) for role in (Role.ORGANISER, Role.MEMBER, Role.SECRETARY)}
    client.force_login(hands[Role.ORGANISER])
    answer = client.post(at(cycle, "issue", "plan"), FORM)
    draft = PaperDraft.objects.get(cycle=cycle)
    assert answer.url == at(cycle, "draft", draft.pk)
    assert at(cycle, "submit_draft", draft.pk) in client.get(answer.url).content.decode()
    client.post(at(cycle, "submit_draft", draft.pk))
    client.force_login(hands[Role.MEMBER])
    assert "审核通过" in client.get(answer.url).content.decode()
    client.post(at(cycle, "review_draft", draft.pk))
    client.force_login(hands[Role.SECRETARY])
    assert client.post(at(cycle, "sign_draft", draft.pk), {"on": "2021-01-11"}).status_code == 302
    assert IssuedDocument.objects.get(cycle=cycle).number == "2号"


def test_paper_sent_back_shows_why(client, cycle):
    draft = full.put_before(cycle, "plan")
    client.force_login(builders.make_user(cycle.unit, Role.MEMBER))
    assert client.post(at(cycle, "send_back", draft.pk), {"reason": ""}).status_code == 422
    client.post(at(cycle, "send_back", draft.pk), {"reason": "范围写窄了"})
    assert "范围写窄了" in client.get(at(cycle, "draft", draft.pk)).content.decode()


def test_paper_whose_data_changed_says_so(office, cycle):
    draft = full.put_before(cycle, "report")
    assert "数据有变化" not in office.get(at(cycle, "draft", draft.pk)).content.decode()
    builders.make_opinion(cycle)
    assert "数据有变化" in office.get(at(cycle, "draft", draft.pk)).content.decode()


def test_list_of_papers_on_their_way_says_whose_turn_it_is(office, cycle):
    full.put_before(cycle, "plan")
    assert "审核人（不能是拟稿人）" in office.get(at(cycle, "drafts")).content.decode()
    assert "正在办理 1 份" in office.get(at(cycle, "page")).content.decode()


def test_refused_draft_keeps_what_was_typed(office, cycle):
    office.post(at(cycle, "issue", "plan"), FORM)
    page = office.post(at(cycle, "issue", "report"), {**FORM, "copies": "7"})
    assert page.status_code == 422
    assert "请换一个文号" in page.content.decode()
    assert 'value="7"' in page.content.decode()


def test_paper_signed_on_paper_is_registered_with_its_sheet(office, cycle):
    sheet = SimpleUploadedFile("发文稿纸.png", full.PNG)
    answer = office.post(at(cycle, "register", "report"), {**ON_PAPER, "sheet": sheet})
    assert answer.url == at(cycle, "issued")
    found = IssuedDocument.objects.get(cycle=cycle)
    page = office.get(answer.url).content.decode()
    assert found.file.sha256 in page
    assert "一致" in page
    assert at(cycle, "issued_sheet", found.pk) in office.get(at(cycle, "issued_one", found.pk)).content.decode()
    assert office.get(at(cycle, "issued_sheet", found.pk)).content == full.PNG


def test_paper_that_is_not_issued_has_no_form(office, cycle):
    for name in ("issue", "register"):
        assert office.get(at(cycle, name, "summary")).status_code == 404


def test_changed_data_mark_the_issued_paper_and_show_where(office, cycle):
    found = full.issue(cycle, "bulletin")
    builders.make_opinion(cycle)
    assert "有差异" in office.get(at(cycle, "issued")).content.decode()
    page = office.get(at(cycle, "difference", found.pk)).content.decode()
    assert "<del>" in page
    assert "共收到意见建议4条" in page
    one = office.get(at(cycle, "issued_one", found.pk)).content.decode()
    assert "共收到意见建议3条" in one


def test_issued_file_is_given_back_as_it_was(office, cycle):
    found = full.issue(cycle, "bulletin")
    assert office.get(at(cycle, "issued_file", found.pk)).content == storage.read(found.file)
    assert office.get(at(cycle, "issued_sheet", found.pk)).status_code == 404  # nothing was signed on paper


def test_issued_paper_of_another_unit_is_404(office, cycle):
    found = full.issue(cycle, "bulletin")
    other = full.full_cycle()
    office.force_login(builders.make_user(other.unit, Role.ORGANISER))
    for name in ("issued_one", "issued_file", "difference"):
        assert office.get(at(other, name, found.pk)).status_code == 404


def test_bulletin_has_one_page_which_the_papers_lead_to(client, cycle):
    where = reverse("disclosure:bulletin", args=[cycle.unit.code, cycle.label])
    client.force_login(builders.make_user(cycle.unit, Role.ORGANISER))
    assert where in client.get(at(cycle, "page")).content.decode()
    assert where in client.get(at(cycle, "preview", "bulletin")).content.decode()
    client.force_login(builders.make_user(cycle.unit, Role.SUPERVISOR))
    assert where not in client.get(at(cycle, "page")).content.decode()
    issued = full.issue(cycle, "bulletin")
    assert where in client.get(at(cycle, "page")).content.decode()
    assert at(cycle, "issued_one", issued.pk) in client.get(where).content.decode()


@pytest.mark.parametrize("role", [Role.STAFF, Role.HANDLER, Role.ADMINISTRATOR])
def test_others_do_not_open_the_page(client, cycle, role):
    client.force_login(builders.make_user(cycle.unit, role))
    for name in ("page", "issued", "drafts"):
        assert client.get(at(cycle, name)).status_code == 403
