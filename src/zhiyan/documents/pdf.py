"""PDF of documents: from the Word files by LibreOffice where it is installed, else by Typst with the same measures."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typst
from django.utils.translation import gettext_lazy as _

from zhiyan.documents import fonts
from zhiyan.documents.gbt9704 import Document
from zhiyan.documents.gbt9704.typst import LAYOUT, typst_data
from zhiyan.kernel.errors import Missing

OFFICE_NAMES = ("soffice", "libreoffice")
START_SECONDS = 90
SECONDS_EACH = 10
"""LibreOffice is given up after so long: starting, then each document."""


def office() -> str | None:
    """The LibreOffice of this machine: what ZHIYAN_SOFFICE names (empty: none shall be used), else one on the path."""
    named = os.environ.get("ZHIYAN_SOFFICE")
    names = OFFICE_NAMES if named is None else (named,)
    return next((path for name in names if name and (path := shutil.which(name))), None)


def render_all(documents: Sequence[Document], files: Sequence[bytes]) -> list[bytes]:
    """The documents as PDF, in their order, from their Word `files`; LibreOffice is started once for all of them.

    What LibreOffice does not bring out in time is laid out by Typst, in the standard layout whatever template the Word
    file follows. Raises Missing without any Chinese font.
    """
    program = office()
    made = by_office(program, files) if program else {}
    return [made[at] if at in made else by_typst(document) for at, document in enumerate(documents)]


def by_office(program: str, files: Sequence[bytes]) -> dict[int, bytes]:
    """PDF of Word files by their place in `files`, as far as LibreOffice made them.

    It runs with a home and a profile of its own, which are gone afterwards: nothing of the account is read or changed.
    """
    with tempfile.TemporaryDirectory(prefix="zhiyan-pdf-") as folder:
        home = Path(folder)
        (home / "fonts.conf").write_text(fonts.fontconfig(), encoding="utf-8")
        names = []
        for at, data in enumerate(files):
            (home / f"{at}.docx").write_bytes(data)
            names.append(f"{at}.docx")
        out = home / "pdf"
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf"]
        _run([*command, "--outdir", str(out), *names], home, START_SECONDS + SECONDS_EACH * len(files))
        return {
            at: made.read_bytes() for at in range(len(files)) if (made := out / f"{at}.pdf").exists() and _whole(made)
        }


def _run(command: list[str], home: Path, seconds: int) -> None:
    """Run to the end or until the time is up; then the program is stopped with all that it started."""
    surroundings = {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "XDG_CONFIG_HOME": str(home),
        "XDG_CACHE_HOME": str(home), "FONTCONFIG_FILE": str(home / "fonts.conf"), "LANG": "C.UTF-8",
    }  # fmt: skip
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=home, env=surroundings, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _whole(path: Path) -> bool:
    """Whether the file ends as a PDF does: one whose writing was cut off does not."""
    return b"%%EOF" in path.read_bytes()[-64:]


def by_typst(document: Document) -> bytes:
    """The document laid out by Typst. The same document gives the same bytes. Raises Missing without Chinese fonts."""
    found = _fonts()
    if not fonts.chinese_among(found.families()):
        raise Missing(
            "pdf.fonts",
            _("这台机器没有中文字体，做不成 PDF。"),
            remedy=_("请安装中文字体（如 fonts-noto-cjk）后再试，或下载 Word 文件。"),
        )
    data, pictures = typst_data(document)
    made_on = dt.datetime.combine(document.created, dt.time(), tzinfo=dt.UTC)
    with tempfile.TemporaryDirectory(prefix="zhiyan-pdf-") as folder:
        for name, content in pictures.items():
            (Path(folder) / name).write_bytes(content)
        layout = Path(folder) / LAYOUT.name
        shutil.copyfile(LAYOUT, layout)
        made: bytes = typst.compile(
            layout,
            root=Path(folder),
            font_paths=found,
            sys_inputs={"document": data, "fonts": json.dumps(fonts.STAND_INS)},
            timestamp=made_on,
        )
    return made


@functools.cache
def _fonts() -> typst.Fonts:
    """The machine's fonts, looked for once."""
    return typst.Fonts()
