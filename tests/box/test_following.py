"""Following up: one file for everybody; whoever has a code finds their entry in it, nobody else learns anything."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from cryptography.exceptions import InvalidTag

from tests import builders
from tests.solicitation import builders as make
from tests.solicitation.codes import a_code
from zhiyan.box import following
from zhiyan.consolidation import actions as consolidation
from zhiyan.consolidation.models import ConsolidationClosing, Placement
from zhiyan.kernel import guard
from zhiyan.kernel.actor import Role
from zhiyan.solicitation import actions
from zhiyan.solicitation.models import Opinion, Submission
from zhiyan.statements.models import ItemAnswer

pytestmark = pytest.mark.django_db
HOST = {"HTTP_HOST": "localhost"}
DAY = dt.date(2021, 1, 11)


@pytest.fixture(autouse=True)
def _no_quiet(monkeypatch):
    monkeypatch.setattr(following, "QUIET", 0)


@pytest.fixture
def cycle():
    return builders.make_cycle()


def status(client, cycle) -> dict:
    response = client.get(f"/{cycle.unit.code}/{cycle.label}/status.json", **HOST)
    assert response.status_code == 200
    return json.loads(response.content)


def found(client, cycle, code: str) -> dict | None:
    """What the browser finds by the code."""
    index, _key = following.lookup(code)
    row = next((row for row in status(client, cycle)["entries"] if row["i"] == index), None)
    return following.opened(row, code) if row else None


def steps(client, cycle, code: str) -> list[str]:
    told = found(client, cycle, code)
    assert told is not None
    return [step["k"] for step in told["chains"][0]]


def entered(cycle, words="会上提的意见"):
    meeting = make.gathering(cycle)
    return actions.enter_opinion(make.organiser(cycle), meeting.channel, text=words, gathering=meeting)


def close(cycle):
    with guard.writing("test"):
        ConsolidationClosing.objects.create(unit=cycle.unit, cycle=cycle, on=DAY, opinions=1, items=1)
    forget(cycle)


def forget(cycle):
    """Records written past the actions move no log: make the file again."""
    (following.folder(cycle) / "made-of").unlink(missing_ok=True)


def test_a_code_leads_to_where_the_opinion_is_and_never_to_its_words(client, cycle):
    opinion = entered(cycle)
    code = opinion.submission.receipt_code
    assert steps(client, cycle, code.lower().replace("-", " ")) == ["received", "reading"]
    assert "会上提的意见" not in json.dumps(found(client, cycle, code), ensure_ascii=False)


def test_without_the_code_the_file_tells_no_title_reason_or_letter(client, cycle):
    opinion = entered(cycle)
    builders.make_item(cycle, "食堂供餐要改善", opinions=[opinion])
    consolidation.pass_letter(
        builders.member_actor(cycle, "纪委书记"),
        consolidation.write_letter(builders.actor(cycle, Role.ORGANISER), opinion, text="请问是哪一天？"),
    )
    close(cycle)
    text = client.get(f"/{cycle.unit.code}/{cycle.label}/status.json", **HOST).content.decode()
    assert not any(words in text for words in ("食堂", "哪一天", "会上提的", opinion.submission.receipt_code))
    row = status(client, cycle)["entries"][0]
    with pytest.raises(InvalidTag):
        following.opened(row, a_code())
    told = found(client, cycle, opinion.submission.receipt_code)
    assert told["letters"] == [{"on": "2021-01-11", "text": "请问是哪一天？"}]


def test_a_letter_shows_only_once_the_keyholder_let_it_pass(client, cycle):
    opinion = entered(cycle)
    letter = consolidation.write_letter(builders.actor(cycle, Role.ORGANISER), opinion, text="请问是哪一天？")
    assert found(client, cycle, opinion.submission.receipt_code)["letters"] == []
    consolidation.pass_letter(builders.member_actor(cycle, "纪委书记"), letter)
    assert len(found(client, cycle, opinion.submission.receipt_code)["letters"]) == 1


def test_items_show_once_consolidation_is_closed_with_their_answer(client, cycle):
    opinion = entered(cycle)
    code = opinion.submission.receipt_code
    item = builders.make_item(cycle, "食堂供餐要改善", opinions=[opinion])
    assert steps(client, cycle, code) == ["received", "reading"]
    close(cycle)
    assert steps(client, cycle, code) == ["received", "item", "waiting"]
    with guard.writing("test"):
        ItemAnswer.objects.create(unit=cycle.unit, cycle=cycle, item=item, kind="adopted", text="已增加晚餐窗口。")
    forget(cycle)
    told = found(client, cycle, code)["chains"][0]
    assert [(step["k"], step.get("title", step.get("text"))) for step in told[1:]] == [
        ("item", "食堂供餐要改善"), ("answer", "已增加晚餐窗口。"),
    ]  # fmt: skip


def test_a_set_aside_opinion_says_why_and_a_handed_over_one_only_that(client, cycle):
    praise, accusation = entered(cycle, "办得好"), entered(cycle, "某人的线索")
    with guard.writing("test"):
        Placement.objects.create(
            unit=cycle.unit, cycle=cycle, point=builders.make_point(praise), reason="praise", note="表扬"
        )
        Opinion.objects.filter(pk=accusation.pk).update(withheld=True)
    close(cycle)
    assert found(client, cycle, praise.submission.receipt_code)["chains"][0][1]["word"] == "praise"
    assert steps(client, cycle, accusation.submission.receipt_code) == ["received", "handed"]


def test_an_accusation_looks_like_any_other_to_whoever_has_no_code(client, cycle):
    accusation = entered(cycle, "某人的线索")
    entered(cycle, "食堂")
    with guard.writing("test"):
        Opinion.objects.filter(pk=accusation.pk).update(withheld=True)
    rows = status(client, cycle)["entries"]
    assert len({(row["s"], tuple(row["t"]), row["b"], len(row["m"])) for row in rows}) == 1


def test_another_years_code_and_an_unknown_one_find_nothing(client, cycle):
    opinion = entered(cycle)
    other = builders.make_cycle(cycle.unit, label="2021", notice=False)
    assert found(client, cycle, a_code()) is None
    assert found(client, other, opinion.submission.receipt_code) is None


def test_an_old_code_of_ten_signs_still_works(client, cycle):
    opinion = entered(cycle)
    with guard.writing("test"):
        Submission.objects.filter(pk=opinion.submission_id).update(receipt_code="23456-789AB")
    assert steps(client, cycle, "２３４５６ 789ab") == ["received", "reading"]


def test_everybody_gets_the_same_bytes_and_a_new_action_makes_new_ones(client, cycle):
    entered(cycle)
    address = f"/{cycle.unit.code}/{cycle.label}/status.json"
    first = client.get(address, **HOST).content
    assert client.get(f"/en{address}", **HOST).content == first
    forget(cycle)
    assert client.get(address, **HOST).content == first
    entered(cycle, "又一条")
    assert len(status(client, cycle)["entries"]) == 2


def test_no_code_can_be_sent(client, cycle):
    assert client.post(f"/{cycle.unit.code}/{cycle.label}/follow/", {"code": "x"}, **HOST).status_code == 405


def test_entries_stand_in_the_order_of_their_index(client, cycle):
    for n in range(12):
        entered(cycle, f"第{n}条")
    indexes = [row["i"] for row in status(client, cycle)["entries"]]
    assert indexes == sorted(indexes)


def test_the_file_is_read_in_a_fixed_number_of_queries(cycle, django_assert_max_num_queries):
    for n in range(5):
        builders.make_item(cycle, opinions=[entered(cycle, f"第{n}条")])
    close(cycle)
    with django_assert_max_num_queries(16):
        following.bundle(cycle)


def test_parts_hold_five_hundred_at_least_and_small_years_have_none():
    spread = [f"{(n * 2654435761) % 2**32:032x}"[-32:] for n in range(1, 12_001)]
    indexes = [text[-8:-4] + text[:28] for text in spread]
    bits = following.shard_bits(indexes)
    sizes: dict[int, int] = {}
    for index in indexes:
        part = int(index[:4], 16) >> (16 - bits)
        sizes[part] = sizes.get(part, 0) + 1
    assert bits >= 3
    assert len(sizes) == 1 << bits
    assert min(sizes.values()) >= 500
    assert following.shard_bits(indexes[:9_999]) == 0


def test_a_large_year_is_cut_into_parts_that_together_hold_everything(client, cycle, monkeypatch):
    codes = [entered(cycle, f"第{n}条").submission.receipt_code for n in range(8)]
    monkeypatch.setattr(following, "shard_bits", lambda _indexes: 1)
    whole = status(client, cycle)
    assert "entries" not in whole
    address = f"/{cycle.unit.code}/{cycle.label}/status"
    parts = [json.loads(client.get(f"{address}-{n}.json", **HOST).content) for n in (0, 1)]
    assert sorted(row["i"] for part in parts for row in part["entries"]) == sorted(
        following.lookup(code)[0] for code in codes
    )
    assert client.get(f"/{cycle.unit.code}/{cycle.label}/status-2.json", **HOST).status_code == 404
