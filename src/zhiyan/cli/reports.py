"""status, consolidate: what stands, what is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from zhiyan.cli import base


@click.command()
@base.cycle_option
@base.unit_option
@base.format_option
@base.command
def status(label: str | None, code: str | None, form: str) -> int:
    """年度到了哪一步，每个数字都由记录算出。"""
    from zhiyan.overview.queries import cycle_figures, stage_statuses

    base.need_store()
    cycle = base.find_cycle(base.find_unit(code), label)
    if form == "json":
        base.dump(cycle_figures(cycle))
        return base.DONE
    base.say(f"{cycle.unit.name} {cycle}")
    for stage in stage_statuses(cycle):
        base.say(f"  {stage.label}：{stage.state_label}  {'；'.join(stage.reasons)}")
    for line in lines(cycle_figures(cycle)):
        base.say(line)
    return base.DONE


def lines(figures: Mapping[str, Any], indent: str = "  ") -> list[str]:
    """Nested figures as indented lines."""
    found = []
    for key, value in figures.items():
        if isinstance(value, Mapping):
            found += [f"{indent}{key}", *lines(value, indent + "  ")]
        else:
            found.append(f"{indent}{key}: {value}")
    return found


FILE = click.Path(dir_okay=False, exists=True, path_type=Path)


@click.command()
@click.argument("source", metavar="[文件.jsonl]", type=FILE, required=False)
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="建议写到哪个文件。")
@click.option("--aspects", metavar="FILE", type=FILE, help='对照检查方面，JSON 对象：{"P1": "名称", …}。')
@base.cycle_option
@base.unit_option
@click.option("--accept", is_flag=True, help="把建议的归并直接做成条目（之后可以在工作台调整和撤销）。")
@base.format_option
@base.command
def consolidate(
    source: Path | None,
    out: Path | None,
    aspects: Path | None,
    label: str | None,
    code: str | None,
    accept: bool,
    form: str,
) -> int:
    """提出归并建议；人来决定。

    给出文件时（每行一个 JSON 对象，有 id 和 text）不用数据目录：逐条读入，建议写到 --out；
    读不了的行报出行号和原因，其余照办，退出码为 1。
    """
    if source or out or aspects:
        return on_file(source, out, aspects, {"--cycle": label, "--unit": code, "--accept": accept}, form)
    from zhiyan.consolidation import actions

    base.need_store()
    unit = base.find_unit(code)
    cycle = base.find_cycle(unit, label)
    groups = with_progress("梳理", lambda: actions.propose(base.office(unit), cycle))
    if accept:
        actions.accept_proposals(base.office(unit), cycle, groups=groups)
    if form == "json":
        base.dump([group_dict(group) for group in groups])
    else:
        base.say(
            f"建议 {len(groups)} 个条目"
            + ("，已做成条目。" if accept else "；加 --accept 做成条目，或到工作台逐条决定。")
        )
    return base.DONE


def on_file(source: Path | None, out: Path | None, aspects: Path | None, of_store: Mapping[str, Any], form: str) -> int:
    """Consolidate a file of opinions; what speaks of a store is refused, not passed over."""
    from zhiyan.cli import lines as files

    for name, given in of_store.items():
        if given:
            base.refuse(f"梳理文件时不能用 {name}。", "去掉它，或者不写文件和 --out。", "lines.store_option")
    if not (source and out):
        base.refuse("梳理文件要写明输入和 --out。", "如：zhiyan consolidate 意见.jsonl --out 建议.jsonl", "lines.usage")
    return files.run(source, out, aspects, form)


def group_dict(group: Any) -> Any:
    """A proposal as plain data."""
    import dataclasses

    return dataclasses.asdict(group) if dataclasses.is_dataclass(group) and not isinstance(group, type) else group


def with_progress(label: str, do: Any) -> Any:
    """Show that work goes on, on the error stream."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=base.err, transient=True
    ) as bar:
        bar.add_task(label, total=None)
        return do()


COMMANDS = [status, consolidate]
