"""500 spoilt files of opinions: what became of them, and whether anything was lost without a word.

`python -m benchmarks.mangled [--files 500]`. Ends with 1 where a file gave a traceback or lost an opinion silently.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")

import django


def main() -> int:
    """Spoil, read, count, and name each file that was not read honestly."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--files", type=int, default=500)
    files = asked.parse_args().files
    django.setup()
    from tests.importing.judging import outcome
    from tests.importing.mangling import mangled

    ends: Counter[str] = Counter()
    wrong = []
    for number in range(files):
        path, name, how, data, whole = mangled(number)
        try:
            found = outcome(path, name, data, whole)
        except Exception:
            wrong.append(f"{number} {path} {how}\n{traceback.format_exc()}")
            continue
        ends[f"refused: {found.refused}" if found.refused else "read"] += 1
        if found.silent:
            wrong.append(f"{number} {path} {how}: {len(found.silent)} lost, such as {found.silent[0]}")
    for end, count in ends.most_common():
        sys.stdout.write(f"{count:5}  {end}\n")
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    sys.stdout.write(f"{len(wrong)} of {files} gave a traceback or lost an opinion silently\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
