"""verify: judging what the program keeps or has handed out, against what was kept outside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from zhiyan.cli import backups, base

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from zhiyan.cli.judging import Report
    from zhiyan.ledger.statements import Head

head_option = click.option(
    "--head", "heads", multiple=True, metavar="HEAD",
    help="外部保存的树头：文件、网址，或文件上印的一行；可以给几个。",
)  # fmt: skip
key_option = click.option("--key", "keys", multiple=True, metavar="KEY", help="上级见证的公钥：文件或字符。")


@click.command()
@click.argument("targets", nargs=-1, metavar="[FILE|DIR|URL]...")
@head_option
@key_option
@click.option("--box", metavar="URL", help="核对意见箱网页程序；网址最好带单位和年度。")
@base.format_option
@base.command
def verify(targets: tuple[str, ...], heads: tuple[str, ...], keys: tuple[str, ...], box: str | None, form: str) -> int:
    """核对回执、导出的日志、备份、数据目录、打包的文件、网上公布的树头；不写对象时核对本数据目录。

    只用公钥，不联网（对象是网址时除外）。退出码：0 相符；1 有不符；2 没有核对成。
    """
    from zhiyan.cli.judging import Report, client, outside
    from zhiyan.cli.judging.targets import judge_all, sort

    try:
        known, witnesses = outside.heads(heads), outside.keys(keys)
        if targets:
            report = judge_all(sort(targets), known, witnesses)
        else:
            report = Report() if box else store_report(known, witnesses)
        if box:
            client.judge_client(box, report)
    except outside.Unreadable as error:
        base.refuse(
            str(error),
            "可以核对的：回执、核对资料、导出的日志、备份、数据目录、打包的文件、意见箱网址。",
            "verify.unreadable",
        )
    return tell(report, form)


def tell(report: Report, form: str) -> int:
    """Print what came out; the exit status."""
    if form == "json":
        base.dump({"faults": report.faults, "not_judged": report.not_judged, "said": report.said, "logs": report.logs})
    else:
        for sentence in report.said:
            base.say(sentence)
        for fault in report.faults:
            base.say(f"不符：{fault}")
        if report.faults:
            base.say(f"共 {len(report.faults)} 处不符。")
        elif report.judged:
            base.say("全部相符。")
        for sentence in report.not_judged:
            base.say(f"没有判断：{sentence}")
    if report.faults:
        return base.LOOK
    if not report.judged:
        base.refuse("没有可以核对的依据。", "请一并给出核对资料（proof.json）或导出的日志。", "verify.nothing")
    return base.DONE


def store_report(known: Sequence[Head], witnesses: Sequence[Ed25519PublicKey]) -> Report:
    """The running store: every log, every stored file."""
    from zhiyan.cli.judging import Report, contents, counts
    from zhiyan.ledger.checking import judge_store

    base.need_store()
    report = Report(judged=1)
    for log in judge_store(known, witnesses):
        report.take_log(log)
        counts.judge_counts(log, report)
    contents.judge_contents(report)
    report.faults += file_faults()
    if not report.logs:
        report.unsure("还没有存证日志。")
    return report


def file_faults() -> list[str]:
    """Stored files that are gone or altered."""
    from zhiyan.kernel import storage
    from zhiyan.kernel.models import StoredFile

    faults = []
    for record in StoredFile.objects.order_by("sha256").iterator():
        path = storage.path_of(record.sha256)
        if not path.exists():
            faults.append(f"文件缺失：{record.name}")
        elif backups.digest(path) != record.sha256:
            faults.append(f"文件被改动：{record.name}")
    return faults


COMMANDS = [verify]
