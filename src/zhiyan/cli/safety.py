"""verify, backup, restore."""

from __future__ import annotations

from pathlib import Path

import click

from zhiyan.cli import backups, base, store

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("backup", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@base.format_option
@base.command
def verify(backup: Path | None, form: str) -> int:
    """重算存证日志，核对文件；给出备份文件时核对备份。"""
    faults = backups.check(backup) if backup else store_faults()
    unsure = "没有外部保存的树头，不能判断整本日志是否被整体替换。"
    if form == "json":
        base.dump({"faults": faults, "not_judged": [unsure]})
    else:
        for fault in faults:
            base.say(f"不符：{fault}")
        base.say("全部相符。" if not faults else f"共 {len(faults)} 处不符。")
        base.say(unsure)
    return base.LOOK if faults else base.DONE


def store_faults() -> list[str]:
    """What does not agree in the running store."""
    from zhiyan.kernel import storage
    from zhiyan.kernel.models import StoredFile
    from zhiyan.ledger.queries import verify_all

    base.need_store()
    faults = []
    for log in verify_all():
        base.err.print(f"存证日志 {log.unit_id}：{log.size} 条，根 {log.root}", markup=False)
        if log.fault:
            faults.append(f"存证日志 {log.unit_id}：{log.fault}")
    for record in StoredFile.objects.order_by("sha256").iterator():
        path = storage.path_of(record.sha256)
        if not path.exists():
            faults.append(f"文件缺失：{record.name}")
        elif backups.digest(path) != record.sha256:
            faults.append(f"文件被改动：{record.name}")
    return faults


@click.command()
@click.argument("out", required=False, type=PATH)
@base.command
def backup(out: Path | None) -> int:
    """在线备份：数据库、文件和哈希清单，写成一个 .zip。"""
    from zhiyan.kernel import clock

    base.need_store()
    out = out or Path(f"zhiyan-{clock.now():%Y%m%d-%H%M%S}.zip")
    if out.exists():
        base.refuse(f"{out} 已经存在。", "换一个文件名。", "backup.exists")
    count = backups.write(base.folder(), out)
    base.say(f"已备份 {count} 个文件到 {out}")
    return base.DONE


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@base.command
def restore(source: Path) -> int:
    """把备份恢复到一个空的数据目录；清单不符就不恢复。"""
    where = base.folder()
    if store.exists(where) or (where.exists() and any(where.iterdir())):
        base.refuse(f"{where} 不是空目录。", "用 --data 指一个新目录。", "restore.not_empty")
    faults = backups.check(source)
    if faults:
        base.refuse("备份与清单不符，没有恢复：" + "；".join(faults[:5]), "换一份完好的备份。", "restore.mismatch")
    backups.unpack(source, where)
    store.create(where)
    store.migrate()
    base.say(f"已恢复到 {where}。登录会话已失效，请重新登录。")
    return base.DONE


COMMANDS = [verify, backup, restore]
