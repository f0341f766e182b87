"""Every number in every paper of a year at random is the figure it claims to be, and the same in all of them.

A number that no pattern here vouches for fails the test: nothing in a paper is typed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from tests.documents import builders as full
from tests.documents import random_year
from tests.documents.random_year import truth
from zhiyan.documents.gbt9704 import Document, Landscape, Paragraph, Row, Table
from zhiyan.documents.registry import KINDS, compose
from zhiyan.rectification.models import MeasureState

pytestmark = pytest.mark.django_db

PROSE = (
    "bulletin", "meeting_report", "rectification", "report", "progress", "minutes_order", "attendance", "summary",
    "summary_by_aspect", "summary_by_target", "summary_by_source", "problems", "team_problems", "register",
    "team_register", "study", "talks", "statistics", "criticisms",
)  # fmt: skip

# Which figure stands where: the words around it, then the names of the numbers in them.
PATTERNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"集体学习研讨(\d+)次", ("studies",)),
    (r"等(\d+)个方面查摆", ("aspects",)),
    (r"召开支部职工会议(\d+)场，到会(\d+)人次", ("branch_meetings", "branch_present")),
    (r"共(\d+)场，到会(\d+)人次", ("seminars", "seminar_present")),
    (r"发放征求意见表(\d+)份", ("sent",)),
    (r"收回(\d+)份", ("returned",)),
    (r"有效(\d+)份", ("valid",)),
    (r"开展谈心谈话(\d+)次", ("talks",)),
    (r"进行了(\d+)小时", ("hours",)),
    (r"”(\d+)个方面征求意见", ("aspects",)),
    (r"共收到意见建议(\d+)条", ("solicited",)),
    (r"共梳理意见建议(\d+)条", ("opinions",)),
    (r"(\d+)条意见建议归并为(\d+)个条目", ("opinions", "items")),
    (r"采纳(\d+)个", ("adopted",)),
    (r"线索移交(\d+)条", ("handed_over",)),
    (r"移交(\d+)条", ("handed_over",)),
    (r"审阅材料(\d+)次", ("reviews",)),
    (r"退改(\d+)次", ("returned_texts",)),
    (r"共(\d+)份", ("statements",)),
    (r"责任(\d+)个方面进行了对照检查", ("aspects",)),
    (r"梳理形成(\d+)个问题", ("stated",)),
    (r"查摆问题(\d+)个", ("stated",)),
    (r"从(\d+)个方面深入剖析", ("causes",)),
    (r"提出了(\d+)个方面的整改措施和努力方向", ("directions",)),
    (r"相互提出批评意见(\d+)条", ("criticisms",)),
    (r"(\d+)名班子成员的发言材料", ("commented",)),
    (r"作了点评，共(\d+)条", ("comments",)),
    (r"应到(\d+)人，实到(\d+)人", ("should", "present")),
    (r"应到(\d+)人", ("should",)),
    (r"问题清单共列(\d+)个问题，领导班子(\d+)个，班子成员(\d+)个",
     ("problems", "team_problems", "member_problems")),
    (r"领导班子(\d+)个，班子成员(\d+)个，合计(\d+)个", ("team_problems", "member_problems", "problems")),
    (r"领导班子(\d+)个，合计(\d+)个", ("team_problems", "team_problems")),
    (r"共提出整改措施(\d+)项，其中领导班子(\d+)项", ("measures", "team_measures")),
    (r"提出整改措施(\d+)项", ("measures",)),
    (r"当下改(\d+)项", ("by_kind:now",)),
    (r"长久立(\d+)项", ("by_kind:lasting",)),
    (r"继续抓好未完成的(\d+)项", ("unfinished",)),
    (r"逾期的(\d+)项", ("team_overdue",)),
)  # fmt: skip
ABOUT_ALL_MEASURES = ("report", "register", "rectification_plan")

DATES = re.compile(r"(\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年度|\d{1,2}时(\d{1,2}分)?|〔\d{4}〕")


def paper(cycle: Any, code: str) -> Document:
    kind = KINDS[code]
    return compose(kind, cycle, kind.subjects(cycle)[0])


def blocks(document: Document) -> Iterator[Any]:
    for block in document.blocks:
        yield from block.blocks if isinstance(block, Landscape) else (block,)


def sentences(document: Document) -> Iterator[str]:
    """What is said in words: paragraphs and lines that span a table; headings and cells are records or tables."""
    for block in blocks(document):
        if isinstance(block, Paragraph):
            yield block.text
        if isinstance(block, Table):
            yield from (str(row[0]) for row in (*block.rows, *block.footer) if len(row) == 1 < len(block.columns))


def states_of(text: str, code: str, facts: dict[str, Any]) -> str:
    """The sentence on the states of measures held against the records, and what is left of the text."""
    found = re.search(r"合计(\d+)项[^。]*", text)
    if found is None:
        return text
    prefix = "" if code in ABOUT_ALL_MEASURES else "team_"
    assert int(found[1]) == facts[f"{prefix}measures"], (code, text)
    states = facts["states" if not prefix else "team_states"]
    for state in MeasureState:
        said = re.search(rf"{state.label}(\d+)项", found[0])
        assert int(said[1]) if said else states[state] == 0, (code, state, text)
    late = re.search(r"逾期(\d+)项", found[0])
    assert (int(late[1]) if late else 0) == facts[f"{prefix}overdue"], (code, text)
    return text.replace(found[0], "")


def read(text: str, facts: dict[str, Any], seen: dict[str, set[Any]], code: str) -> str:
    """The text without the numbers that are what the records say. Fails on one that is not."""

    def check(found: re.Match[str], names: tuple[str, ...]) -> str:
        for name, printed in zip(names, found.groups(), strict=True):
            whole, _colon, part = name.partition(":")
            real = facts[whole][part] if part else facts[whole]
            right = printed in real if isinstance(real, list) else int(printed) == real
            assert right, (code, name, printed, real, text)
            seen[name].add(printed if not isinstance(real, list) else tuple(real))
        return ""

    for pattern, names in PATTERNS:
        text = re.sub(pattern, lambda found, names=names: check(found, names), text)
    return text


# Words of records that hold digits of their own, and numbers of paragraphs and measures.
RECORDS = re.compile(re.escape(full.CHANNELS["carry_audit"]) + r"|第\d+-\d+项措施|\d+\.\d+　|第\d项(?=[；。])|^（\d+）")


def sentences_are_the_records(cycle: Any, facts: dict[str, Any]) -> None:
    """Every number said in words is the records' and the same in every paper."""
    seen: dict[str, set[Any]] = defaultdict(set)
    for code in PROSE:
        for text in sentences(paper(cycle, code)):
            text = RECORDS.sub("", DATES.sub("", text))
            left = read(states_of(text, code, facts), facts, seen, code)
            left = EXTRA.get(code, lambda text, _facts: text)(left, facts)
            assert not re.search(r"\d", left), f"{code}: nobody vouches for a number in {left!r}"
    assert {name: values for name, values in seen.items() if len(values) > 1} == {}
    assert len(seen) > 20


def _subtotals(text: str, _facts: dict[str, Any]) -> str:
    return re.sub(r"（小计\d+条）", "", text)


def _total(text: str, facts: dict[str, Any]) -> str:
    found = re.search(r"合计(\d+)条", _subtotals(text, facts))
    if found:
        assert int(found[1]) == facts["opinions"]
    return re.sub(r"合计\d+条", "", _subtotals(text, facts))


def _talks(text: str, facts: dict[str, Any]) -> str:
    found = re.fullmatch(r"合计：应谈(\d+)对，已谈(\d+)对，双方确认(\d+)对", text)
    if found:
        assert (int(found[1]), int(found[2])) == (facts["pairs"], facts["talks"])
        return ""
    return re.sub(r"：应谈\d+对，已谈\d+对|(\d+(\.\d)?)小时", "", text)


def _criticisms(text: str, facts: dict[str, Any]) -> str:
    found = re.fullmatch(r"共(\d+)条", text)
    if found:
        assert int(found[1]) == facts["criticisms"]
        return ""
    return text


def _minutes(text: str, facts: dict[str, Any]) -> str:
    share = f"{facts['present'] * 1000 // facts['should'] / 10:g}%"
    text = text.replace(f"到会率{share}", "")
    found = re.search(r"其他成员提出批评意见(\d+)条", text)
    if found:
        assert int(found[1]) in facts["received"].values()
    return re.sub(r"其他成员提出批评意见\d+条", "", text)


def _progress(text: str, _facts: dict[str, Any]) -> str:
    return re.sub(r"前完成\d+项", "", text)


def _report(text: str, facts: dict[str, Any]) -> str:
    said = re.search(r"另存：([^。]*)", text)
    if said is None:
        return text
    found = {name: int(number) for name, number in re.findall(r"([^、\d]+)(\d+)条", said[1])}
    assert found == dict(facts["aside"])
    return text.replace(said[0], "")


EXTRA: dict[str, Callable[[str, dict[str, Any]], str]] = {
    "summary": _total, "summary_by_aspect": _total, "summary_by_target": _total, "summary_by_source": _total,
    "talks": _talks, "criticisms": _criticisms, "minutes_order": _minutes, "attendance": _minutes,
    "progress": _progress, "rectification": _progress,
    "report": _report,
}  # fmt: skip


# ------------------------------------------------------------------------------------------ tables


def rows_of(document: Document, caption: str) -> tuple[Row, ...]:
    table = next(block for block in blocks(document) if isinstance(block, Table) and block.caption == caption)
    return (*table.rows, *table.footer)


def statistics_are_the_records(cycle: Any, facts: dict[str, Any]) -> None:
    """统计表, line by line."""
    given_rows = {row[1]: row[2] for row in rows_of(paper(cycle, "statistics"), "") if len(row) > 1}
    expected = {
        "应到": facts["should"], "实到": facts["present"], "缺席": facts["should"] - facts["present"],
        "督导到会": facts["guests"], "集体学习研讨": facts["studies"], "征求意见渠道": facts["channels"],
        "座谈会和支部会议到会": facts["branch_present"] + facts["seminar_present"], "征求意见表发放": facts["sent"],
        "征求意见表收回": facts["returned"], "征求意见表有效": facts["valid"], "本年征求意见": facts["solicited"],
        "意见总数": facts["opinions"], "其中移交": facts["handed_over"], "归并条目": facts["items"],
        "谈心谈话合计": facts["talks"], "集体谈心谈话": facts["group_talks"], "个人材料": facts["statements"],
        "班子对照检查问题": facts["stated"], "原因剖析方面": facts["causes"], "努力方向": facts["directions"],
        "自我批评": facts["self_criticisms"], "相互批评意见": facts["criticisms"],
        "问题清单：领导班子": facts["team_problems"], "问题清单：班子成员": facts["member_problems"],
        "整改措施": facts["measures"],
    }  # fmt: skip
    assert {name: given_rows[name] for name in expected} == expected
    others = {name: number for name, number in given_rows.items() if name not in expected}
    names = {"意见：": "by_channel", "延续问题：": "by_channel", "整改措施：": "by_kind", "意见：对": "by_target"}
    kinds = {
        "当下改": "now",
        "长久立": "lasting",
        "领导班子": "team",
        "班子成员": "member",
        "其他": "other",
        "未定对象": None,
    }
    for name, number in others.items():
        before = next((each for each in ("意见：对", *names) if name.startswith(each)), "")
        if before:
            key = name.removeprefix(before)
            assert facts[names[before]].get(kinds.get(key, key)) == number, name
        else:
            before, _colon, kind = name.partition("：")
            assert number == {"谈心谈话": facts["talk_kinds"], "另存": facts["aside"]}[before][kind], name


def groups_have_the_rows_that_their_subtotals_say(cycle: Any, facts: dict[str, Any]) -> None:
    """Summaries by aspect, target and source."""
    printed = facts["opinions"] - facts["handed_over"]
    for by, caption in (("aspect", "按方面汇总"), ("target", "按对象汇总"), ("source", "按来源汇总")):
        counted, promised = 0, []
        for row in rows_of(paper(cycle, f"summary_by_{by}"), caption):
            if len(row) == 1:
                found = re.search(r"（小计(\d+)条）", str(row[0]))
                promised.append(int(found[1]) if found else None)
                if len(promised) > 1 and promised[-2] is not None:
                    assert promised[-2] == counted
                counted = 0
            else:
                counted += 1
        assert promised[-1] in (None, counted)
        assert sum(each for each in promised if each) == printed


def subtotals_add_up_to_the_records(cycle: Any, facts: dict[str, Any]) -> None:
    """Footers of the summary of opinions."""
    document = paper(cycle, "summary")
    *channels, total = rows_of(document, "按渠道和对象（条）")
    assert {row[0]: row[-1] for row in channels} == facts["by_channel"]
    assert total[-1] == facts["opinions"] == sum(total[1:-1])
    *_aspects, last = rows_of(document, "按方面")
    assert last[1:] == (facts["opinions"], facts["items"])


def matrix_of_criticisms_is_the_records(cycle: Any, facts: dict[str, Any]) -> None:
    """Who gave how many to whom."""
    *critics, received = rows_of(paper(cycle, "criticisms"), "谁向谁提了几条")
    assert _counted((row[0], row[-1]) for row in critics) == facts["given"]
    assert received[-1] == facts["criticisms"]


def _counted(pairs: Iterator[tuple[Any, Any]]) -> dict[Any, Any]:
    return {name: number for name, number in pairs if number}


def progress_by_department_adds_up(cycle: Any, facts: dict[str, Any]) -> None:
    """Measures by department and state."""
    document = paper(cycle, "progress")
    tables = [block for block in blocks(document) if isinstance(block, Table)]
    for table in tables:
        *departments, total = (*table.rows, *table.footer)
        assert total[-1] == facts["team_measures"] == sum(int(row[-1]) for row in departments)
        assert total[-2] == facts["team_overdue"]
        named = {column.title: total[at] for at, column in enumerate(table.columns)}
        assert {state.label: named[state.label] for state in MeasureState if facts["team_states"][state]} == {
            state.label: facts["team_states"][state] for state in MeasureState if facts["team_states"][state]
        }


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(random_year.chances())
def test_every_number_of_a_year_at_random_is_the_records_in_every_paper(chances):
    with transaction.atomic():
        cycle = random_year.make(chances)
        facts = truth(cycle)
        sentences_are_the_records(cycle, facts)
        statistics_are_the_records(cycle, facts)
        groups_have_the_rows_that_their_subtotals_say(cycle, facts)
        subtotals_add_up_to_the_records(cycle, facts)
        matrix_of_criticisms_is_the_records(cycle, facts)
        progress_by_department_adds_up(cycle, facts)
        transaction.set_rollback(True)


def test_every_paper_is_read_here_or_says_no_number_of_its_own():
    cycle = full.full_cycle()
    facts = truth(cycle)
    for code in sorted(set(KINDS) - set(PROSE) - set(WORDS_OF_PEOPLE)):
        for text in sentences(paper(cycle, code)):
            left = read(RECORDS.sub("", DATES.sub("", text)), facts, defaultdict(set), code)
            left = re.sub(OWN_COUNTS, "", states_of(left, code, facts))
            assert not re.search(r"\d", left), f"{code}: {left!r}"


OWN_COUNTS = r"^\d\.(?=\D)|共\d+条|第\d版|共审阅\d+次|会议共\d+项议程|合计\d+分钟"
"""Counts of a paper's own rows, and numbers of versions."""

WORDS_OF_PEOPLE = ("statement", "minutes", "comments", "report_attached")
"""Papers of what people wrote and said, and the report with these behind it."""
