"""Pages of 公开通报: staff read what was issued, the office drafts, issues, enters ballots, writes the bulletin."""

from __future__ import annotations

import datetime as dt
import io
import re

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders as b
from tests.disclosure import builders as db
from tests.documents import builders as papers
from tests.keeping import kept
from tests.rectification import builders as rb
from zhiyan.disclosure import actions, documents
from zhiyan.disclosure.models import Bulletin, BulletinPhoto, Disclosure, Rating
from zhiyan.documents.gbt9704 import render_docx
from zhiyan.kernel import clock, guard, storage
from zhiyan.kernel.actor import Role

pytestmark = pytest.mark.django_db
LATER = dt.date(2021, 3, 1)
PAGES = ("page", "ratings", "bulletin")
MAKING = ("new", "rate", "edit_bulletin")


@pytest.fixture
@kept
def cycle():
    found = b.make_cycle()
    rb.make_meeting(found)
    return found


@pytest.fixture(autouse=True)
def _later():
    with clock.at(LATER):
        yield


def url(cycle, name, *args):
    return reverse(f"disclosure:{name}", args=[cycle.unit.code, cycle.label, *args])


def sign_in(client, actor):
    client.force_login(b.user_of(actor))


def text(response) -> str:
    return re.sub(r"<[^>]+>", " ", response.content.decode())


@pytest.mark.parametrize("name", [*PAGES, *MAKING])
def test_every_page_opens_for_the_organiser_empty_and_full(client, cycle, name):
    sign_in(client, rb.organiser(cycle))
    assert client.get(url(cycle, name)).status_code == 200
    db.rate(db.shown_measure(cycle))
    actions.save_bulletin(rb.organiser(cycle), cycle, text="标题\n\n正文")
    assert client.get(url(cycle, name)).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, *MAKING])
def test_an_administrator_opens_none(client, cycle, name):
    sign_in(client, b.actor(cycle, Role.ADMINISTRATOR))
    assert client.get(url(cycle, name)).status_code == 403


@pytest.mark.parametrize("name", MAKING)
def test_staff_make_nothing(client, cycle, name):
    sign_in(client, b.actor(cycle, Role.STAFF))
    assert client.get(url(cycle, name)).status_code == 403


def test_staff_read_an_issued_text_and_find_no_draft(client, cycle):
    measure = db.shown_measure(cycle)
    draft = db.draft(cycle, "report", title="未签发的通报")
    sign_in(client, b.actor(cycle, Role.STAFF))
    page = text(client.get(url(cycle, "page")))
    assert "整改措施公开" in page
    assert "未签发的通报" not in page
    assert measure.text in text(client.get(url(cycle, "disclosure", Disclosure.objects.get(issued=True).pk)))
    assert client.get(url(cycle, "disclosure", draft.pk)).status_code == 404


def test_a_text_is_drafted_and_issued_through_the_pages(client, cycle):
    rb.make_measure(rb.make_problem(cycle))
    sign_in(client, rb.organiser(cycle))
    data = {"kind": "publish", "title": "整改公开", "audience": "全体", "on": "2021-03-01", "until": "2021-03-02"}
    response = client.post(url(cycle, "new"), data)
    assert response.status_code == 422
    assert "10个工作日" in text(response)
    assert client.post(url(cycle, "new"), {**data, "until": "2021-03-12"}).status_code == 302
    draft = Disclosure.objects.get()
    assert "草稿" in text(client.get(url(cycle, "disclosure", draft.pk)))
    edited = {**data, "title": "整改措施公开", "until": "2021-03-12", "version": draft.version}
    assert client.post(url(cycle, "edit", draft.pk), edited).status_code == 302
    draft.refresh_from_db()
    paper = reverse("documents:issue", args=[cycle.unit.code, cycle.label, "rectification"])
    assert paper in client.get(url(cycle, "disclosure", draft.pk)).content.decode()
    papers.issue(cycle, "rectification")
    draft.refresh_from_db()
    assert (draft.issued, draft.title) == (True, "整改措施公开")


def test_ballots_of_all_measures_are_entered_at_once_or_not_at_all(client, cycle):
    first = rb.make_measure(rb.make_problem(cycle))
    second = rb.make_measure(first.problem)
    db.issue(db.draft(cycle))
    sign_in(client, rb.organiser(cycle))
    votes = {f"{vote}_{m.pk}": n for m in (first, second) for vote, n in (("satisfied", 60), ("unsatisfied", 5))}
    data = {"on": "2021-03-01", "first_counter": "甲", "second_counter": "甲", **votes}
    assert client.post(url(cycle, "rate"), data).status_code == 422
    assert not Rating.objects.exists()
    assert client.post(url(cycle, "rate"), {**data, "second_counter": "乙"}).status_code == 302
    assert Rating.objects.count() == 2
    assert "60" in text(client.get(url(cycle, "ratings")))


def test_an_empty_sheet_of_ballots_is_refused(client, cycle):
    db.shown_measure(cycle)
    sign_in(client, rb.organiser(cycle))
    response = client.post(url(cycle, "rate"), {"on": "2021-03-01", "first_counter": "甲", "second_counter": "乙"})
    assert "还没有填写任何一条措施的票数" in text(response)


def test_the_bulletin_starts_as_the_records_say_and_is_issued_with_a_photograph(client, cycle):
    sign_in(client, rb.organiser(cycle))
    assert "民主生活会" in client.get(url(cycle, "edit_bulletin")).content.decode()
    data = {"text": "标题\n\n正文", "supplied_by": "甲", "reviewed_by": "乙"}
    assert client.post(url(cycle, "edit_bulletin"), data).status_code == 302
    upload = SimpleUploadedFile("a.png", papers.PNG + b"GPS 39.9N")
    client.post(url(cycle, "photo"), {"caption": "会议现场", "file": upload})
    papers.issue(cycle, "bulletin")
    assert Bulletin.objects.get().issued_on is not None
    sign_in(client, b.actor(cycle, Role.STAFF))
    assert "正文" in text(client.get(url(cycle, "bulletin")))
    picture = client.get(url(cycle, "photo_file", BulletinPhoto.objects.get().pk))
    assert (picture.content, picture["Content-Type"]) == (papers.PNG, "image/png")


def test_a_photograph_stands_in_the_printed_bulletin_with_its_caption(client, cycle):
    bulletin = actions.save_bulletin(rb.organiser(cycle), cycle, text="标题\n\n正文")
    actions.add_photo(rb.organiser(cycle), bulletin, caption="会议现场", name="a.png", data=papers.PNG)
    printed = docx.Document(io.BytesIO(render_docx(documents.bulletin(cycle))))
    assert len(printed.inline_shapes) == 1
    assert "会议现场" in [paragraph.text for paragraph in printed.paragraphs]


def test_a_picture_that_is_none_is_not_served(client, cycle):
    bulletin = actions.save_bulletin(rb.organiser(cycle), cycle, text="标题")
    with guard.writing("test"):
        file = storage.store(cycle.unit_id, "a.png", b"<svg onload=alert(1)>")
        photo = BulletinPhoto.objects.create(unit=cycle.unit, bulletin=bulletin, caption="会", file=file)
    sign_in(client, rb.organiser(cycle))
    assert client.get(url(cycle, "photo_file", photo.pk)).status_code == 404


def test_the_page_before_anything_is_saved_says_what_the_records_say_and_lack(client, cycle):
    sign_in(client, rb.organiser(cycle))
    page = text(client.get(url(cycle, "bulletin")))
    assert "民主生活会" in page
    assert "督导组点评" in page


def test_staff_find_no_bulletin_before_it_is_issued(client, cycle):
    actions.save_bulletin(rb.organiser(cycle), cycle, text="草稿")
    sign_in(client, b.actor(cycle, Role.STAFF))
    assert client.get(url(cycle, "bulletin")).status_code == 404


def test_a_text_with_many_measures_takes_few_queries(client, cycle, django_assert_max_num_queries):
    problem = rb.make_problem(cycle)
    for _ in range(20):
        rb.make_measure(problem)
    found = db.issue(db.draft(cycle))
    sign_in(client, b.actor(cycle, Role.STAFF))
    with django_assert_max_num_queries(20):
        assert client.get(url(cycle, "disclosure", found.pk)).status_code == 200
