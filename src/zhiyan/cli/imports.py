"""import notice | roster | opinions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from zhiyan.cli import base, store

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
manifest_option = click.option("--manifest", type=FILE, help="JSON：每个文件的渠道、原文件名，以及别名。")


@click.group("import")
def import_() -> None:
    """导入办公室的文件：上级通知、花名册、意见。"""


@import_.command()
@click.argument("file", type=FILE)
@base.cycle_option
@base.unit_option
@click.option("--dry-run", is_flag=True, help="只看读出了什么，不写入。")
@base.command
def notice(file: Path, label: str | None, code: str | None, dry_run: bool) -> int:
    """导入上级通知，建立年度、方面和窗口。"""
    from zhiyan.cycle import actions
    from zhiyan.cycle.importing.notice import parse_notice

    parsed = parse_notice(read(file), file.name)
    if dry_run:
        base.dump(plain(parsed))
        return base.DONE
    base.ensure_store()
    unit = base.find_unit(code)
    cycle = actions.take_in_notice(
        base.office(unit), unit, notice=parsed, label=label or "", file=(file.name, read(file))
    )
    base.say(f"已建立{cycle.label}年度：{len(parsed.aspects)} 个方面，{len(parsed.deadlines)} 个环节。")
    return base.DONE


@import_.command()
@click.argument("file", type=FILE)
@base.cycle_option
@base.unit_option
@manifest_option
@click.option("--dry-run", is_flag=True, help="只看读出了什么，不写入。")
@base.format_option
@base.command
def roster(file: Path, label: str | None, code: str | None, manifest: Path | None, dry_run: bool, form: str) -> int:
    """导入花名册：人员、部门、支部、班子及分管；没有年度时建立一个筹备中的年度。"""
    from zhiyan.cycle import actions
    from zhiyan.cycle.models import Cycle
    from zhiyan.org.importing.report import roster_dry_run, roster_summary
    from zhiyan.org.importing.roster import parse_roster
    from zhiyan.org.queries import aliases

    if not dry_run or store.exists(base.folder()):
        base.ensure_store()
    unit = base.find_unit(code) if store.exists(base.folder()) else None
    parsed = parse_roster(read(file), file.name, merged(aliases(unit) if unit else {}, load(manifest)))
    if unit is not None and not dry_run:
        years = list(Cycle.objects.filter(unit=unit).values_list("label", flat=True)[:2])
        if not label and len(years) != 1:
            base.refuse("请用 --cycle 指明年度。", "例如 --cycle 2020。", "cycle.missing")
        actions.take_in_roster(base.office(unit), unit, label=label or years[0], roster=parsed)
    report = roster_dry_run(str(file), parsed)
    if form == "json" or dry_run:
        base.dump({**report, "roster": roster_summary(parsed)})
    else:
        base.say(
            f"人员 {len(parsed.people)} 人，部门 {len(parsed.departments)} 个，"
            f"支部 {len(parsed.branches)} 个，班子 {len(parsed.team)} 人。"
        )
        for row in (*report["rejected"], *report["warnings"]):
            base.say(f"  {row['message']}")
    return base.LOOK if report["rejected"] or report["warnings"] else base.DONE


@import_.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@base.cycle_option
@base.unit_option
@click.option("--channel", metavar="KIND", help="征求渠道代码，如 branch_meeting、form；不写则按文件名和内容提出。")
@manifest_option
@click.option("--dry-run", is_flag=True, help="只预览（JSON），不写入。")
@base.format_option
@base.command
def opinions(
    files: tuple[Path, ...], label: str | None, code: str | None, channel: str | None, manifest: Path | None,
    dry_run: bool, form: str,
) -> int:  # fmt: skip
    """导入意见文件（.xlsx .docx .csv .txt），逐行说明变成了什么。"""
    from zhiyan.solicitation import actions
    from zhiyan.solicitation.importing import dry_run_dict, parse_opinions
    from zhiyan.solicitation.previews import context_for

    if dry_run:
        base.need_store()
    base.ensure_store()
    unit = base.find_unit(code)
    cycle = base.find_cycle(unit, label)
    told = load(manifest)
    parsed = []
    for file in files:
        kind, name = (
            channel or for_file(told, file).get("channel"),
            for_file(told, file).get("original_name") or file.name,
        )
        context = context_for(cycle, channel=kind, aliases=told.get("aliases") or {})
        parsed.append((file, name, kind, parse_opinions(read(file), name, context)))
    report = dry_run_dict([(str(file), result) for file, _name, _kind, result in parsed])
    if dry_run:
        base.dump(report)
        return base.LOOK if report["rejected"] or report["warnings"] else base.DONE
    actor = base.office(unit)
    already = [file for file, name, kind, _r in parsed if not take_in(actions, actor, cycle, file, name, kind, told)]
    if form == "json":
        base.dump(report)
    else:
        tell(report, already)
    return base.LOOK if report["rejected"] or report["warnings"] or already else base.DONE


def take_in(
    actions: Any, actor: Any, cycle: Any, file: Path, name: str, kind: str | None, told: Mapping[str, Any]
) -> bool:
    """Preview and confirm one file; False where the same file is in already. A preview left waiting is confirmed."""
    from zhiyan.solicitation.models import ImportState

    found = actions.preview_import(actor, cycle, name=name, data=read(file), channel=kind, aliases=told.get("aliases"))
    if found.state != ImportState.PREVIEW:
        return False
    actions.confirm_import(actor, found, channel=kind)
    return True


def tell(report: Mapping[str, Any], already: list[Path]) -> None:
    """What came in, what was kept aside and why; of a file that is in already, only that it is."""
    known = {str(file) for file in already}
    for file in already:
        base.say(f"{file}：同一文件已经导入过，没有重复计入。")
    opinions, rejected, warnings = (
        [row for row in report[key] if row["file"] not in known] for key in ("opinions", "rejected", "warnings")
    )
    base.say(f"意见 {len(opinions)} 条，退回 {len(rejected)} 行，提示 {len(warnings)} 处。")
    for word, rows in (("退回", rejected), ("提示", warnings)):
        for row in rows:
            base.say(f"  {word} {Path(row['file']).name} {row['message']}")


def read(file: Path) -> bytes:
    """The file's bytes, refused by size before they are read."""
    from zhiyan.kernel.files import load as load_file

    return load_file(file, file.name)[0]


def load(manifest: Path | None) -> dict[str, Any]:
    """The manifest, or nothing."""
    if manifest is None:
        return {}
    try:
        told = json.loads(manifest.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        told = error
    if not isinstance(told, dict):
        base.refuse(f"{manifest} 不是 JSON 对象。", "写法见 zhiyan import opinions --help。", "manifest.unreadable")
    return dict(told)


def for_file(told: Mapping[str, Any], file: Path) -> dict[str, Any]:
    """What the manifest says of a file: by its path's end or its name."""
    entries = told.get("files", told)
    for key, value in entries.items():
        if isinstance(value, dict) and (file.as_posix().endswith(key) or Path(key).name == file.name):
            return value
        if isinstance(value, str) and Path(key).name == file.name:
            return {"channel": value}
    return {}


def merged(known: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Known aliases with those told on top."""
    given = told.get("aliases") or {}
    return {kind: {**known.get(kind, {}), **given.get(kind, {})} for kind in {*known, *given}}


def plain(parsed: Any) -> Any:
    """Dataclasses as JSON-ready data."""
    import dataclasses

    return dataclasses.asdict(parsed)


COMMANDS = [import_]
