"""检查清单: what the checks found, as a paper for supervisors; each finding with its article and what was answered."""

from __future__ import annotations

from collections.abc import Sequence

from zhiyan.cycle.documents import columns, day, meeting_name, paper, section
from zhiyan.cycle.models import Cycle
from zhiyan.cycle.overriding import overrides
from zhiyan.documents.gbt9704 import Block, Document, Paragraph, Table
from zhiyan.documents.gbt9704.wording import sentence
from zhiyan.kernel.findings import Finding, musts
from zhiyan.regulation.checking import CheckResult
from zhiyan.regulation.queries import answers_of
from zhiyan.regulation.rulebook import Rule
from zhiyan.regulation.standing import standing_rules

FINDINGS = columns(("序号", 0.6, "center"), ("规则", 0.8, "center"), ("对象", 1.4), ("情况", 3), ("怎样改", 2.4))
RULES = columns(("规则", 0.8, "center"), ("内容", 3), ("性质", 0.8, "center"), ("依据", 2.6), ("结果", 1, "center"))
OFF = columns(("规则", 0.8, "center"), ("内容", 3), ("理由", 3))
OVERRIDDEN = columns(("日期", 1.4), ("事项", 2), ("没有满足的条件", 2.6), ("情况说明", 2.4), ("办理人", 1.2))


def checklist(cycle: Cycle, result: CheckResult, *, all_rules: bool = False) -> Document:
    """民主生活会检查清单: findings 必须 first, gates passed, rules switched off; every rule where asked."""
    must = musts(result.findings)
    advice = [finding for finding in result.findings if finding not in must]
    summary = sentence(f"检查{len(result.rules)}条规则", f"必须整改{len(must)}处", f"建议{len(advice)}处")
    blocks: list[Block] = [
        Paragraph(summary),
        *section("必须整改的", found(cycle, must)),
        *section("建议改进的", found(cycle, advice)),
        *section("说明情况后继续办理的", passed(cycle)),
        *section("今年停用的规则", switched_off(cycle)),
        *section("检查的规则", ruled(result) if all_rules else []),
    ]
    return paper(cycle, f"{cycle.unit.name}\n{meeting_name(cycle)}检查清单", blocks)


def found(cycle: Cycle, findings: Sequence[Finding]) -> list[Block]:
    """Findings as a table, and under it what the persons concerned answered."""
    if not findings:
        return []
    rows = tuple(
        (no, f"{one.rule}", one.subject, with_source(one), with_day(one)) for no, one in enumerate(findings, 1)
    )
    answers = answers_of(cycle, findings)
    subjects = {finding.key: f"{finding.rule} {finding.subject}" for finding in findings}
    said: list[Block] = [
        Paragraph(f"{answer.by}（{day(answer.on)}）：{answer.text}", lead=f"{subjects[key]}的说明：")
        for key, given in answers.items()
        for answer in given
    ]
    return [Table(FINDINGS, rows), *said]


def with_source(finding: Finding) -> str:
    """What was found and by which article."""
    return f"{finding.message}（{finding.source}）"


def with_day(finding: Finding) -> str:
    """How to mend it and until when."""
    return f"{finding.remedy}期限：{day(finding.due)}。" if finding.due else finding.remedy


def passed(cycle: Cycle) -> list[Block]:
    """Gates passed with a reason this year."""
    rows = tuple(
        (day(one.on), one.about, "".join(str(f["message"]) for f in one.findings), one.reason, one.by)
        for one in overrides(cycle)
    )
    return [Table(OVERRIDDEN, rows)] if rows else []


def switched_off(cycle: Cycle) -> list[Block]:
    """Rules that are not asked this year, with the reason for which they were switched off."""
    rows = tuple((rule.id, rule.title, rule.off) for rule in standing_rules(cycle) if rule.off)
    return [Table(OFF, rows)] if rows else []


def ruled(result: CheckResult) -> list[Block]:
    """Every rule that applies, with what became of it."""
    hit = {finding.rule for finding in result.findings}
    return [Table(RULES, tuple(rule_row(rule, rule.id in hit) for rule in result.rules))]


def rule_row(rule: Rule, hit: bool) -> tuple[str, ...]:
    """One rule as a row."""
    return (rule.id, rule.title, str(rule.kind), rule.source, "有提示" if hit else "没有提示")
