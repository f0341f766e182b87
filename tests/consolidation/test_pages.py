"""The pages: everything the office does at the workbench, members' feedback, and what each reader sees."""

from __future__ import annotations

import re

import pytest

from tests import builders
from tests.consolidation.builders import Bench, enter, made_by_worker, placement_of, url, where
from zhiyan.consolidation import actions
from zhiyan.consolidation.models import Feedback, Item, PlacementChange, Point
from zhiyan.consolidation.states import state_of
from zhiyan.kernel.actor import Role
from zhiyan.solicitation.models import Opinion

pytestmark = pytest.mark.django_db


def test_the_workbench_shows_unplaced_opinions_verbatim_and_items(client):
    bench = Bench(2)
    item = bench.make(bench.points[0])
    page = enter(client, bench.organiser).get(url(bench, "page"))
    text = page.content.decode()
    assert page.status_code == 200
    assert bench.opinions[1].text in text
    assert bench.opinions[0].text not in text
    assert item.title in text


def test_opening_an_item_shows_its_opinions(client):
    bench = Bench(1)
    item = bench.make(*bench.points)
    page = enter(client, bench.organiser).get(url(bench, "page"), {"item": item.pk})
    assert bench.opinions[0].text in page.content.decode()


def test_an_item_is_made_from_marked_opinions_and_the_page_returns_where_it_was(client):
    bench = Bench(2)
    sent = {"point": [p.pk for p in bench.points], "title": "食堂供餐", "back": "aspect=P3&page=1&evil=1"}
    answer = enter(client, bench.organiser).post(url(bench, "make"), sent)
    assert answer.status_code == 302
    assert answer.url == url(bench, "page") + "?aspect=P3&page=1"
    assert Item.objects.get().placements.count() == 2


def test_a_refused_item_keeps_what_was_typed_and_marked(client):
    bench = Bench(1)
    sent = {"point": [bench.points[0].pk], "title": "", "note": "食堂的事"}
    page = enter(client, bench.organiser).post(url(bench, "make"), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert "请用一句话写出" in text
    assert "食堂的事" in text
    assert f'value="{bench.points[0].pk}" checked' in text


def test_a_suggestion_is_one_click_with_its_reason(client):
    bench = Bench(0)
    first = bench.add("食堂晚餐品种少，值班人员常吃不上热饭")
    bench.add("食堂周末和晚上基本没有像样的饭，加班的年轻人只能点外卖")
    bench.add("职称评审重论文轻工程")
    item = bench.make(first, title="食堂晚餐供应不好")
    client = enter(client, bench.organiser)
    text = client.get(url(bench, "page")).content.decode()
    assert "都提到：" in text
    second = Point.objects.get(opinion__text__contains="周末")
    client.post(url(bench, "place"), {"into": f"{second.pk}:{item.pk}"})
    assert where(second) == item


def test_points_go_into_an_item_by_its_button_or_its_number(client):
    bench = Bench(3)
    first, second, third = bench.points
    item = bench.make(first)
    client = enter(client, bench.organiser)
    client.post(url(bench, "place"), {"point": [second.pk], "item": item.pk})
    client.post(url(bench, "place"), {"point": [third.pk], "no": item.no})
    assert where(second) == where(third) == item


def test_an_unknown_item_number_is_refused_beside_the_field(client):
    bench = Bench(1)
    page = enter(client, bench.organiser).post(url(bench, "place"), {"point": [bench.points[0].pk], "no": 99})
    assert "没有这个条目" in page.content.decode() or "条目号" in page.content.decode()
    assert where(bench.points[0]) is None


def test_somebody_elses_change_is_shown_and_nothing_is_overwritten(client):
    bench = Bench(2)
    first, second = bench.points
    item = bench.make(second)
    token = state_of(first).token()
    bench.make(first, title="别人刚建的条目", actor=bench.colleague)
    sent = {"point": [first.pk], f"seen-{first.pk}": token, "item": item.pk}
    page = enter(client, bench.organiser).post(url(bench, "place"), sent)
    assert "别人刚建的条目" in page.content.decode()
    assert where(first).title == "别人刚建的条目"


def test_setting_aside_merging_and_undo_work_by_posts(client):
    bench = Bench(3)
    first, second, third = bench.points
    client = enter(client, bench.organiser)
    client.post(url(bench, "put_aside"), {"point": [first.pk], "reason": "off_theme", "note": "不是班子的事"})
    assert where(first) == "off_theme"
    one, two = bench.make(second), bench.make(third)
    client.post(url(bench, "merge"), {"merge": [one.pk, two.pk]})
    assert where(third) == one
    text = client.get(url(bench, "page")).content.decode()
    assert "撤销上一步" in text
    from tests.consolidation.builders import last_batch

    client.post(url(bench, "undo"), {"batch": last_batch(bench.cycle)})
    assert where(third) == two


def test_praise_is_set_aside_by_one_click(client):
    bench = Bench(0)
    point = bench.add("给食堂点赞", praise=True)
    enter(client, bench.organiser).post(url(bench, "put_aside"), {"praise": point.pk})
    assert where(point) == "praise"


def test_the_suggested_aspect_is_taken_by_one_click(client):
    bench = Bench(0)
    point = bench.add("改革创新发展的办法还不多", aspect=None)
    client = enter(client, bench.organiser)
    assert "方面定为" in client.get(url(bench, "page")).content.decode()
    client.post(url(bench, "take_aspect"), {"about": f"{point.pk}:P4"})
    assert Opinion.objects.get(pk=point.opinion_id).aspect.code == "P4"


def test_proposals_are_made_by_the_worker_and_taken_in_one_step(client):
    bench = Bench(4)
    client = enter(client, bench.organiser)
    assert "提出建议" in client.get(url(bench, "proposals")).content.decode()
    made_by_worker(client, bench)
    page = client.get(url(bench, "proposals"))
    groups = re.findall(r'name="group" value="([^"]+)"', page.content.decode())
    assert groups
    assert client.post(url(bench, "proposals"), {"group": groups}).status_code == 302
    assert not [point for point in bench.points if where(point) is None]
    assert PlacementChange.objects.values("batch").distinct().count() == 1


def test_the_item_page_splits_moves_and_gives_back(client):
    bench = Bench(4)
    item = bench.make(*bench.points)
    client = enter(client, bench.organiser)
    first, second, third, _fourth = bench.points
    client.post(url(bench, "split_item", item.pk), {"do": "split", "point": [first.pk], "title": "拆出来的"})
    new = where(first)
    client.post(url(bench, "split_item", item.pk), {"do": "move", "point": [second.pk], "no": new.no})
    client.post(url(bench, "split_item", item.pk), {"do": "back", "point": [third.pk]})
    assert (new.title, where(second), where(third)) == ("拆出来的", new, None)
    text = client.get(url(bench, "item", item.pk)).content.decode()
    assert "来龙去脉" in text
    assert "条目 2" in text


def test_an_item_is_renamed_reassigned_and_merged_by_number(client):
    bench = Bench(2)
    one, two = (bench.make(p) for p in bench.points)
    client = enter(client, bench.organiser)
    client.post(url(bench, "retitle", one.pk), {"title": "新表述", "version": 1})
    client.post(url(bench, "assign_item", one.pk), {"aspect": "P5", "target": "other", "target_body": "科技处"})
    client.post(url(bench, "merge_item", one.pk), {"no": two.no})
    one.refresh_from_db()
    assert (one.title, one.aspect.code, one.target_body, one.placements.count()) == ("新表述", "P5", "科技处", 2)


def test_a_stale_rename_shows_both_texts_and_the_next_save_is_meant(client):
    bench = Bench(1)
    item = bench.make(*bench.points)
    actions.retitle(bench.colleague, item, title="别人改的表述")
    client = enter(client, bench.organiser)
    page = client.post(url(bench, "retitle", item.pk), {"title": "我写的说法", "version": 1})
    text = page.content.decode()
    item.refresh_from_db()
    assert page.status_code == 422
    assert item.title == "别人改的表述"
    assert "别人" in text
    assert f'name="version" value="{item.version}"' in text
    client.post(url(bench, "retitle", item.pk), {"title": "我写的说法", "version": item.version})
    item.refresh_from_db()
    assert item.title == "我写的说法"


def test_a_stale_assignment_shows_the_conflict_in_words(client):
    bench = Bench(1)
    item = bench.make(*bench.points)
    director = builders.member(bench.cycle, "主任")
    actions.assign_item(bench.colleague, item, aspect=bench.aspect("P5"), target=actions.Target.member(director))
    sent = {"aspect": "P1", "target": "team", "version": 1}
    text = enter(client, bench.organiser).post(url(bench, "assign_item", item.pk), sent).content.decode()
    assert "落实全面从严治党责任" in text
    assert "主任" in text


def test_a_second_person_confirms_on_the_set_aside_page(client):
    bench = Bench(2)
    bench.aside(*bench.points)
    first, second = bench.points
    own = enter(client, bench.organiser).get(url(bench, "set_aside")).content.decode()
    assert "同意另存" not in own
    client = enter(client, builders.member_actor(bench.cycle, "书记"))
    assert "同意另存" in client.get(url(bench, "set_aside")).content.decode()
    client.post(url(bench, "confirm", placement_of(first).pk))
    client.post(url(bench, "take_back", placement_of(second).pk))
    assert placement_of(first).confirmed_by_id is not None
    assert where(second) is None


def test_a_handed_over_text_is_on_the_receivers_page_alone(client):
    bench = Bench(0)
    point = bench.add("有人在采购中收受好处")
    client = enter(client, bench.organiser)
    answer = client.post(url(bench, "hand_over", point.opinion_id), {"note": "见原件"})
    assert answer.status_code == 302
    for who in (
        bench.organiser,
        builders.member_actor(bench.cycle, "书记"),
        builders.actor(bench.cycle, Role.SUPERVISOR),
    ):
        client = enter(client, who)
        for name in ("page", "set_aside", "handovers", "items", "feedback"):
            assert "收受好处" not in client.get(url(bench, name)).content.decode()
        assert client.get(url(bench, "opinion", point.opinion_id)).status_code == 404
    client = enter(client, builders.member_actor(bench.cycle, "纪委书记"))
    assert "收受好处" in client.get(url(bench, "handovers")).content.decode()
    client.post(url(bench, "receive", placement_of(point).pk))
    assert placement_of(point).confirmed_by_id is not None
    client.post(url(bench, "return_handover", placement_of(point).pk), {"reason": "属一般意见"})
    assert where(point) is None


def test_words_are_masked_and_the_mask_lifted_with_a_reason(client):
    bench = Bench(0)
    point = bench.add("张某某办事拖拉，张某某态度不好")
    client = enter(client, bench.organiser)
    client.post(url(bench, "mask", point.opinion_id), {"words": "张某某", "kind": "third"})
    text = client.get(url(bench, "opinion", point.opinion_id)).content.decode()
    assert "张某某" not in text
    mask = point.opinion.masks.first()
    assert client.post(url(bench, "lift_mask", mask.pk), {"reason": ""}).status_code == 422
    client.post(url(bench, "lift_mask", mask.pk), {"reason": "不是姓名"})
    assert "张某某" in client.get(url(bench, "opinion", point.opinion_id)).content.decode()


def test_words_that_are_not_there_are_refused(client):
    bench = Bench(1)
    sent = {"words": "没有的字", "kind": "third"}
    page = enter(client, bench.organiser).post(url(bench, "mask", bench.opinions[0].pk), sent)
    assert "原文里没有这些文字" in page.content.decode() or "照原文填写" in page.content.decode()


def test_an_opinion_is_split_into_points_and_joined_again(client):
    bench = Bench(0)
    point = bench.add("食堂晚餐品种少；会议太多，占用科研时间")
    bench.close_solicitation()
    client = enter(client, bench.organiser)
    assert client.get(url(bench, "split", point.opinion_id)).status_code == 200
    client.post(url(bench, "split", point.opinion_id), {"starts": ["8"]})
    points = Point.objects.filter(opinion=point.opinion, retired=False)
    assert points.count() == 2
    client.post(url(bench, "join", point.opinion_id))
    assert points.count() == 1


def test_aspect_and_target_of_an_opinion_are_set(client):
    bench = Bench(1)
    opinion = bench.opinions[0]
    director = builders.member(bench.cycle, "主任")
    client = enter(client, bench.organiser)
    client.post(url(bench, "assign_opinion", opinion.pk), {"aspect": "P1", "target": str(director.pk)})
    opinion.refresh_from_db()
    assert (opinion.aspect.code, opinion.target_member) == ("P1", director)


def test_closing_says_what_is_missing_then_closes_and_feedback_is_given_and_signed(client):
    bench = Bench(2, target="主任")
    client = enter(client, bench.organiser)
    text = client.get(url(bench, "closing")).content.decode()
    assert "还有 2 条意见没有归置" in text
    assert "征求意见还没有截止确认" in text
    refused = client.post(url(bench, "closing"), {"on": "2021-01-11"})
    assert refused.status_code == 422
    bench.close_solicitation()
    bench.make(*bench.points)
    assert client.post(url(bench, "closing"), {"on": "2021-01-11"}).status_code == 302
    assert client.post(url(bench, "give_feedback"), {"on": "2021-01-11"}).status_code == 302
    assert Feedback.objects.count() == 7
    director = enter(client, builders.member_actor(bench.cycle, "主任"))
    assert director.get(url(bench, "page")).status_code == 302
    own = Feedback.objects.get(member__role="主任")
    sheet = director.get(url(bench, "feedback_sheet", own.pk)).content.decode()
    assert all(opinion.text in sheet for opinion in bench.opinions)
    director.post(url(bench, "sign_feedback", own.pk))
    assert own.readings.get().member.role == "主任"
    other = enter(client, builders.member_actor(bench.cycle, "副主任A"))
    assert other.get(url(bench, "feedback_sheet", own.pk)).status_code == 404
    assert other.get(url(bench, "item", Item.objects.get().pk)).status_code == 404


def test_the_superior_office_sees_items_and_counts_and_no_opinion(client):
    bench = Bench(1)
    item = bench.make(*bench.points)
    client = enter(client, builders.actor(bench.cycle, Role.SUPERIOR_OFFICE))
    assert client.get(url(bench, "page")).status_code == 302
    assert item.title in client.get(url(bench, "items")).content.decode()
    text = client.get(url(bench, "item", item.pk)).content.decode()
    assert bench.opinions[0].text not in text
    assert client.get(url(bench, "set_aside")).status_code == 403


def test_the_administrator_opens_nothing(client):
    bench = Bench(1)
    bench.make(*bench.points)
    client = enter(client, builders.actor(bench.cycle, Role.ADMINISTRATOR))
    for name in ("page", "items", "set_aside", "feedback", "handovers", "closing"):
        assert client.get(url(bench, name)).status_code == 403


def test_the_workbench_asks_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    bench = Bench(40)
    for point in bench.points[:15]:
        bench.make(point, title=f"条目{point.pk}")
    client = enter(client, bench.organiser)
    client.get(url(bench, "page"))
    with django_assert_max_num_queries(50):
        client.get(url(bench, "page"))
