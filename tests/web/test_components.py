"""Each component as the page gets it: nothing hostile passes, errors stand beside fields, numbers are links."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory

from zhiyan.kernel.errors import Conflict, DomainError
from zhiyan.web.styleguide import sample_context
from zhiyan.web.views import styleguide

HOSTILE = "<script>alert('x')</script>\"&"


def render(source: str, **context: object) -> str:
    request = RequestFactory().get("/list/", {"q": "甲 & 乙", "page": "2"})
    return engines["django"].from_string("{% load zh %}" + source).render(context, request)


@pytest.fixture(autouse=True)
def _own_addresses(settings) -> None:
    """The look stands on nothing of the desk: its few addresses are the style page's own."""
    settings.ROOT_URLCONF = "tests.web.urls_styleguide"


class Opinion(forms.Form):
    text = forms.CharField(label="意见", widget=forms.Textarea, help_text="照原话写")
    target = forms.ChoiceField(label="对象", choices=[("1", "班子")], widget=forms.RadioSelect)
    count = forms.IntegerField(label="人数")
    on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}))
    checked = forms.BooleanField(label="已核对")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    "source",
    [
        '{% include "web/c/button.html" with text=h url=h only %}',
        "{% badge h h %}",
        "{% person h h %}",
        "{% card h url=h %}x{% endcard %}",
        "{% pagehead h lead=h state='done' state_text=h %}{% endpagehead %}",
        '{% include "web/c/crumbs.html" with crumbs=crumbs only %}',
        '{% include "web/c/tabs.html" with tabs=crumbs only %}',
        '{% include "web/c/stat.html" with value=h label=h url=h unit=h note=h only %}',
        '{% include "web/c/facts.html" with facts=facts only %}',
        '{% include "web/c/rows.html" with items=items only %}',
        '{% include "web/c/chain.html" with steps=items only %}',
        '{% include "web/c/empty.html" with text=h url=h label=h only %}',
        '{% include "web/c/disclaimer.html" with text=h only %}',
        '{% include "web/c/nav.html" with nav=nav only %}',
        "{% table columns rows caption=h %}",
        "{% funnel figures label=h %}",
        "{% stages items %}",
        "{% progress 1 2 h note=h poll=h %}",
        "{% progress 1 2 h error=h %}",
        "{% conflict h '甲' label=h who=h %}",
        "{% confirm h action=h question=h reason=h hidden=hidden %}",
        "{% quote h source=h url=h note=h %}",
        '{% include "web/c/findings.html" with findings=findings only %}',
        '{% include "web/c/trouble.html" with what=h reason=h mend=h code=h back_url=h only %}',
    ],
)
def test_component_when_given_hostile_text_then_it_is_escaped(source):
    item = dict.fromkeys(
        ["label", "title", "url", "text", "note", "when", "reason", "next", "figure", "state_text"], HOSTILE
    )
    html = render(
        source,
        h=HOSTILE,
        crumbs=[{"label": HOSTILE, "url": HOSTILE, "count": HOSTILE}] * 2,
        facts=[(HOSTILE, HOSTILE), {"label": HOSTILE, "text": HOSTILE, "url": HOSTILE}],
        items=[{**item, "state": "done"}, {**item, "next_url": HOSTILE}],
        nav=[{"label": HOSTILE, "url": HOSTILE, "state": HOSTILE, "group": HOSTILE}],
        columns=[HOSTILE],
        rows=[[{"text": HOSTILE, "url": HOSTILE, "note": HOSTILE}], [{"text": HOSTILE, "state": "done"}], [HOSTILE]],
        figures=[{"label": HOSTILE, "value": 1, "url": HOSTILE, "note": HOSTILE}],
        hidden={HOSTILE: HOSTILE},
        findings=[dict.fromkeys(["rule", "severity", "source", "subject", "message", "remedy"], HOSTILE)],
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert not re.search(r'="[^"]*<script', html)


def test_form_when_it_has_errors_then_each_stands_beside_its_field_and_what_was_typed_stays():
    html = render("{% zhform form %}", form=Opinion({"text": "<b>原话</b>", "count": "十二", "on": "去年"}))
    assert "&lt;b&gt;原话&lt;/b&gt;</textarea>" in html
    count = html[html.index('for="id_count"') : html.index('for="id_on"')]
    assert 'value="十二"' in count
    assert 'aria-describedby="id_count_error"' in count
    assert re.search(r'id="id_count_error">.*请填写整数', count, re.S)


def test_form_when_a_date_cannot_be_read_then_the_field_shows_it_as_text():
    html = render("{% zhform form %}", form=Opinion({"on": "去年"}))
    assert re.search(r'<input type="text" name="on" value="去年"', html)


def test_form_when_it_has_errors_then_a_summary_links_to_each_field():
    html = render("{% zhform form %}", form=Opinion({}))
    summary = html[html.index("form__sum") : html.index("</div>", html.index("form__sum"))]
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in html
    assert summary.count("<li>") == 5


def test_form_when_posted_from_the_desk_then_carries_the_csrf_token():
    assert "csrfmiddlewaretoken" in render("{% zhform form %}", form=Opinion())


def test_form_when_in_the_box_then_carries_no_token_and_keeps_nothing():
    html = render("{% zhform form csrf=False keep=False %}", form=Opinion())
    assert "csrfmiddlewaretoken" not in html
    assert "data-keep" not in html


def test_form_when_somebody_saved_first_then_both_texts_are_shown_and_the_new_version_is_sent():
    form = Opinion({"text": "我写的内容"})
    form.add_error(None, "别人刚刚改过")
    form.conflict = Conflict(
        "conflict.changed", "别人刚刚改过", theirs={"text": "他写的内容"}, yours={"text": "我写的内容"}
    )
    html = render("{% zhform form version=7 %}", form=form)
    assert '<mark class="diff diff--yours">我</mark>' in html
    assert '<mark class="diff diff--theirs">他</mark>' in html
    assert '<input type="hidden" name="version" value="7">' in html


def test_field_when_optional_then_says_so():
    html = render("{% zhfield form.token %}{% zhfield form.text %}", form=Opinion())
    assert "选填" not in html
    loose = Opinion()
    loose.fields["text"].required = False
    assert "选填" in render("{% zhfield form.text %}", form=loose)


def test_table_when_it_stacks_then_every_cell_names_its_column():
    html = render("{% table columns rows %}", columns=["意见", {"label": "条数", "num": True}], rows=[["甲", 3]])
    assert html.count("data-label=") == 2
    assert 'data-label="条数" class="num"' in html


def test_table_when_empty_then_says_what_to_do():
    html = render("{% table columns rows empty='先导入意见。' empty_url='/import/' %}", columns=["意见"], rows=[])
    assert "先导入意见。" in html
    assert 'href="/import/"' in html


def test_funnel_when_drawn_then_every_number_is_a_link_and_the_table_says_the_same():
    html = render(
        "{% funnel figures %}",
        figures=[{"label": "意见", "value": 1430, "url": "/o/"}, {"label": "问题", "value": 14, "url": "/p/"}],
    )
    table = html[html.index("<table") :]
    for label, value, url in [("意见", "1430", "/o/"), ("问题", "14", "/p/")]:
        assert f'href="{url}" aria-label="{label}：{value}"' in html
        assert f'<th scope="row">{label}</th><td class="num"><a href="{url}">{value}</a></td>' in table


def test_stages_when_drawn_then_the_table_tells_state_reason_and_next_step():
    html = render(
        "{% stages stages %}",
        stages=[
            {
                "label": "梳理",
                "url": "/c/",
                "state": "late",
                "reason": "3 条未归并",
                "next": "去归并",
                "next_url": "/n/",
            }
        ],
    )
    table = html[html.index("<table") :]
    assert "已逾期" in table
    assert "3 条未归并" in table
    assert '<a href="/n/">去归并</a>' in table


@pytest.mark.parametrize("kind", ["done", "active", "todo", "late", "blocked", "info"])
def test_badge_when_drawn_then_shape_and_word_differ_from_all_others(kind):
    others = {"done", "active", "todo", "late", "blocked", "info"} - {kind}
    shape = re.compile(r"<svg.*</svg>")
    mine = render("{% badge kind %}", kind=kind)
    for other in others:
        theirs = render("{% badge kind %}", kind=other)
        assert shape.search(mine).group() != shape.search(theirs).group()
        assert re.sub(r"<[^>]+>", "", mine) != re.sub(r"<[^>]+>", "", theirs)


@pytest.mark.parametrize(("word", "look"), [("running", "active"), ("waiting", "todo"), ("<b>", "info")])
def test_badge_when_given_another_word_then_looks_like_one_of_the_six(word, look):
    assert f'class="badge state--{look}"' in render("{% badge word 'x' %}", word=word)


def test_progress_when_under_way_then_asks_again_and_says_how_far():
    html = render("{% progress 57 143 '归并' poll='/jobs/1/' %}")
    assert 'role="progressbar"' in html
    assert 'aria-valuenow="39"' in html
    assert 'hx-get="/jobs/1/"' in html


def test_progress_when_done_then_asks_no_more():
    assert "hx-get" not in render("{% progress 143 143 '归并' poll='/jobs/1/' done=True %}")


def test_pager_when_turned_then_the_other_parameters_stay():
    html = render("{% pager page %}", page=Paginator(range(100), 20).page(2))
    assert 'href="?q=%E7%94%B2+%26+%E4%B9%99&amp;page=3"' in html
    assert 'href="?q=%E7%94%B2+%26+%E4%B9%99&amp;page=1"' in html


def test_error_page_when_refused_then_tells_what_why_how_to_mend_and_the_code():
    error = DomainError(
        "meeting.quorum", "还不能提交会议记录。", reason="到会不足三分之二。", remedy="请另定时间召开。"
    )
    html = render('{% include "web/error.html" %}', error=error, status=409)
    for part in ("还不能提交会议记录。", "到会不足三分之二。", "请另定时间召开。", "409 · meeting.quorum"):
        assert part in html


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_page_when_drawn_without_any_context_then_says_how_to_go_on(name):
    html = engines["django"].get_template(name).render()
    assert "怎么办" in html
    assert "<script" not in html


def test_box_when_drawn_then_loads_no_script_and_sets_no_token():
    html = render('{% include "web/box.html" %}', unit="某研究中心")
    assert "<script" not in html
    assert "csrf" not in html
    assert "不得录入涉密内容" in html


def test_desk_when_drawn_then_marks_where_the_reader_stands_and_who_they_are():
    html = render('{% include "web/desk.html" %}', **sample_context())
    side = html[html.index('class="side"') :]
    assert re.search(r'aria-current="page"><span>梳理</span>', side)
    assert "党务工作人员、记录人" in html
    assert "2021年1月12日" in html


def test_desk_when_not_a_demonstration_then_no_banner():
    html = render('{% include "web/desk.html" %}', **{**sample_context(), "demonstration": False})
    assert "banner--demo" not in html


def test_style_page_when_opened_then_no_id_stands_twice():
    html = styleguide(RequestFactory().get("/")).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


def test_style_page_when_opened_then_every_label_points_to_a_control():
    html = styleguide(RequestFactory().get("/")).content.decode()
    for target in re.findall(r'<label[^>]*\sfor="([^"]+)"', html):
        assert f'id="{target}"' in html
