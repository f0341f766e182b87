"""check: what the rules find in a year, as text, JSON or a checklist; packs validated; a branch checked from a file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiyan.cli import base

if TYPE_CHECKING:
    from zhiyan.regulation.checking import CheckResult
    from zhiyan.regulation.rulebook import Rule

FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.command()
@base.cycle_option
@base.unit_option
@click.option("--all-rules", is_flag=True, help="没有提示的规则也列出。")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "docx"]), default="text",
    help="输出格式；docx 是给督导组的检查清单，写到 --out。",
)  # fmt: skip
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="检查清单写到哪个文件。")
@click.option("--compare", is_flag=True, help="材料、批评、问题的雷同比对还没有做的，当场做完。")
@click.option("--packs", is_flag=True, help="只核对规则包文件：有错的逐条报出文件、规则和字段。")
@click.option("--pack-file", "files", metavar="FILE", type=FILE, multiple=True, help="也核对这个规则包文件。")
@click.option("--pack", metavar="NAME", help="用这个规则包检查 --facts 的资料，如 branch（党支部组织生活会）。")
@click.option("--facts", metavar="FILE", type=FILE, help="资料文件（.toml 或 .json）。")
@base.command
def check(
    label: str | None,
    code: str | None,
    all_rules: bool,
    form: str,
    out: Path | None,
    compare: bool,
    packs: bool,
    files: Sequence[Path],
    pack: str | None,
    facts: Path | None,
) -> int:
    """按规定检查；有必须满足而未满足的，退出码为 1。

    --out 写出给督导组的检查清单（docx）；--packs 核对规则包，有错时退出码为 1。
    用 --pack 和 --facts 检查一份资料时不用数据目录。
    """
    if form == "docx" and out is None:
        base.refuse("检查清单要用 --out 写明文件。", "如：zhiyan check --format docx --out 检查清单.docx", "check.out")
    if out is not None and (form == "json" or packs or files or pack):
        base.refuse("--out 只写一个年度的检查清单（docx）。", "JSON、规则包和资料文件的结果写在输出里。", "check.out")
    if packs or files:
        return check_packs(files, form)
    if pack and facts:
        return check_file(pack, facts, all_rules, form)
    if pack or facts:
        base.refuse("--pack 和 --facts 要一起用。", "如：zhiyan check --pack branch --facts 支部.toml", "check.facts")
    from zhiyan.consolidation import comparing
    from zhiyan.regulation import queries

    base.need_store()
    cycle = base.find_cycle(base.find_unit(code), label)
    with comparing.noting() as waiting, comparing.at_once() if compare else nullcontext():
        result = queries.check_cycle(cycle)
    if waiting:
        base.err.print(f"还有 {len(waiting)} 项雷同比对由后台任务做，做完以后再看；用 --compare 当场做完。")
    if out is not None:
        write(cycle, result, all_rules, out)
    else:
        tell(result, all_rules, form, queries.answers_of(cycle, result.findings))
    return status_of(result)


def status_of(result: CheckResult) -> int:
    """1 where a rule that must hold is open."""
    from zhiyan.kernel.findings import musts

    return base.LOOK if musts(result.findings) else base.DONE


def listed(result: CheckResult, all_rules: bool) -> list[Rule]:
    """The rules to list: those that found something, or all."""
    hit = {finding.rule for finding in result.findings}
    return [rule for rule in result.rules if all_rules or rule.id in hit]


def tell(result: CheckResult, all_rules: bool, form: str, answers: Any = None) -> None:
    """The findings on the output stream, as text or JSON."""
    rules = listed(result, all_rules)
    if form == "json":
        found = [finding.as_dict() for finding in result.findings]
        base.dump({"rules": [rule.as_dict() for rule in rules], "findings": found})
        return
    for finding in result.findings:
        base.say(f"[{finding.severity}] {finding.rule} {finding.subject}：{finding.message}")
        until = f"期限 {finding.due.isoformat()}；" if finding.due else ""
        base.say(f"    怎样改：{finding.remedy}（{until}{finding.source}）")
        for answer in (answers or {}).get(finding.key, ()):
            base.say(f"    说明：{answer.text}（{answer.by}，{answer.on.isoformat()}）")
    for rule in rules if all_rules else []:
        hit = "有提示" if any(finding.rule == rule.id for finding in result.findings) else "没有提示"
        base.say(f"{rule.id} {rule.kind} {rule.title}：{hit}（{rule.source}）")
    base.say(f"检查 {len(result.rules)} 条规则，提示 {len(result.findings)} 处。")


def write(cycle: Any, result: CheckResult, all_rules: bool, out: Path) -> None:
    """The checklist for supervisors as an official paper."""
    from zhiyan.documents.gbt9704 import render_docx
    from zhiyan.regulation.documents import checklist

    try:
        out.write_bytes(render_docx(checklist(cycle, result, all_rules=all_rules)))
    except OSError as error:
        base.refuse(f"不能写入 {out}：{error.strerror}。", "请用 --out 换一个可以写的文件。", "out.unwritable")
    base.say(f"检查清单已写到 {out}。")


def check_packs(files: Sequence[Path], form: str) -> int:
    """Every pack that comes with the program, and the files given: one sentence for each error."""
    from zhiyan.regulation import reading

    paths = [*(reading.PACKS / f"{name}.toml" for name in reading.names()), *files]
    errors = []
    for path in paths:
        try:
            reading.load(path)
        except reading.PackError as error:
            errors += error.errors
    if form == "json":
        base.dump({"files": [path.name for path in paths], "errors": errors})
    else:
        for sentence in errors:
            base.say(sentence)
        base.say(f"核对 {len(paths)} 个规则包，{len(errors)} 处错误。")
    return base.LOOK if errors else base.DONE


def check_file(pack: str, facts: Path, all_rules: bool, form: str) -> int:
    """A file of facts against a pack whose rules are all data."""
    from zhiyan.regulation.branch import check_facts, read_facts

    result = check_facts(pack, read_facts(facts))
    tell(result, all_rules, form)
    return status_of(result)


COMMANDS = [check]
