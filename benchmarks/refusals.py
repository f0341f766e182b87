"""How long it takes to refuse what is no honest office file: `python -m benchmarks.refusals`.

Each file is refused in a process of its own; exit status 1 where one takes over 2 s or 300 MB, Python's start included.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from zhiyan.kernel.files import FileRefused, load
from zhiyan.kernel.files.sheets import read_workbook
try:
    read_workbook(load(Path(sys.argv[1]), Path(sys.argv[1]).name)[0])
except FileRefused as refused:
    print(refused.code)
"""


def main() -> int:
    """Make the files, refuse each, print."""
    worst = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in files(Path(folder)):
            begun = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", SCRIPT, str(path)], capture_output=True, text=True, check=False
            )
            seconds = time.perf_counter() - begun
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            code = done.stdout.strip() or done.stderr.strip().splitlines()[-1:]
            worst = max(worst, seconds > 2 or memory > 300 or not done.stdout.strip())
            sys.stdout.write(f"{path.name:<24} {seconds:5.2f} s  {memory:5.0f} MB at most so far  {code}\n")
    return int(worst)


def files(folder: Path) -> list[Path]:
    """A 200 MB file, a zip bomb, thousands of entries, a PDF by another name."""
    large = folder / "large.xlsx"
    with large.open("wb") as out:
        out.truncate(200 * 1024 * 1024)
    bomb = folder / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", b"<Types/>")
        out.writestr("xl/workbook.xml", bytes(60 * 1024 * 1024))
    many = folder / "many.xlsx"
    with zipfile.ZipFile(many, "w") as out:
        for n in range(20_000):
            out.writestr(f"xl/{n}.xml", b"")
    disguised = folder / "disguised.xlsx"
    disguised.write_bytes(b"%PDF-1.7\n" + bytes(1000))
    return [large, bomb, many, disguised]


if __name__ == "__main__":
    raise SystemExit(main())
