"""What the public numbers in a log must add up to: accepted ≤ s·D ≤ s·N, and no batch that says otherwise."""

from __future__ import annotations

from typing import Any

from zhiyan.cli.judging import Report
from zhiyan.ledger.verifying import Judged


def judge_counts(log: Judged, report: Report) -> None:
    """Hold drawing, batches and closing of each year against one another."""
    for cycle in dict.fromkeys(facts.get("cycle") for _index, event, facts in log.facts if event.startswith("box.")):
        _judge_year(log, str(cycle), report)


def _judge_year(log: Judged, cycle: str, report: Report) -> None:
    said = [(index, event, facts) for index, event, facts in log.facts if facts.get("cycle") == cycle]
    drawn = next((found for found in said if found[1] == "box.drawing_closed"), None)
    batches = [(index, facts) for index, event, facts in said if event == "box.batch"]
    if drawn is None:
        if batches:
            report.faults.append(f"{cycle}年度：第 {batches[0][0]} 条开了箱，此前没有领取结束的记录。")
        return
    index, _event, facts = drawn
    people, sets, size = facts["eligible"], facts["drawn"], facts["s"]
    slips = _closed(said) or sum(batch["slips"] for _index, batch in batches)
    name = f"{cycle}年度：收到 {slips} 张，领取 {sets} 套各 {size} 张，名单 {people} 人"
    if not slips <= size * sets <= size * people:
        report.faults.append(f"{name}：数目不合（第 {index} 条），有凭证不是领来的。")
    else:
        report.said.append(f"{name}：数目相合。")
    for at, batch in batches:
        if batch["opinions"] + batch["replies"] > batch["slips"]:
            report.faults.append(f"{cycle}年度：第 {at} 条的意见比投入的张数多。")


def _closed(said: list[tuple[int, str, dict[str, Any]]]) -> int:
    return max((facts["slips"] for _index, event, facts in said if event == "box.closed"), default=0)
