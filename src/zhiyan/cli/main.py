"""The command line `zhiyan`: thin over the same actions that the pages call."""

from __future__ import annotations

import click

from zhiyan.cli import store


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", metavar="DIR", help="数据目录；默认 ZHIYAN_DATA 或 ./var。")
@click.version_option(package_name="zhiyan", prog_name="zhiyan")
def main(data: str | None) -> None:
    """直言：民主生活会从上级通知到整改公开的全程办理。

    退出码：0 办成；1 办成但有需要看的行或提示；2 未办。
    """
    store.place(data)


def _register() -> None:
    from zhiyan.cli import checking, imports, logs, papers, reports, safety, serving, verifying

    for module in (serving, imports, reports, checking, papers, verifying, logs, safety):
        for command in module.COMMANDS:
            main.add_command(command)


_register()
