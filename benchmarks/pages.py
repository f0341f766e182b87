"""How long every page takes at size: 20 units, 10,000 opinions, 2,000 measures.

`python -m benchmarks.pages` makes a store in a temporary folder (bulk rows, not through actions: it measures reading),
asks every page of one unit twenty times warm by the test client, and prints the medians, the slowest page first.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

UNITS, OPINIONS, MEASURES, RUNS = 20, 10_000, 2_000, 20


def main() -> int:
    """Build, measure, print; exit status 1 where a page's median is over the bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opinions", type=int, default=OPINIONS)
    parser.add_argument("--measures", type=int, default=MEASURES)
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument(
        "--first", type=float, help="share of the first unit, whose pages are asked; equal unless given"
    )
    parser.add_argument("--bound-ms", type=float, default=150.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHIYAN_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
        import django

        django.setup()
        from django.core.management import call_command

        Path(folder, "files").mkdir()
        call_command("migrate", verbosity=0)
        from benchmarks.filling import fill

        logging.disable(logging.WARNING)
        store = fill(given.units, given.opinions, given.measures, given.first)
        rows = measure(store, given.runs)
    rows.sort(reverse=True)
    for median, status, role, url in rows:
        sys.stdout.write(f"{median:8.1f} ms  {status}  {role:<10} {url}\n")
    worst = rows[0]
    sys.stdout.write(f"\n{len(rows)} pages; worst {worst[0]:.1f} ms: {worst[3]} ({worst[2]})\n")
    return 1 if worst[0] > given.bound_ms or any(row[1] >= 500 for row in rows) else 0


def measure(store: Any, runs: int) -> list[tuple[float, int, str, str]]:
    """Median milliseconds of each page, for the role that opens it."""
    from django.test import Client

    found = []
    for role, user in store.users.items():
        client = Client()
        client.force_login(user)
        for url in store.urls:
            begun = time.perf_counter()
            response = client.get(url)
            if response.status_code != 200:
                continue
            sys.stderr.write(f"{(time.perf_counter() - begun) * 1000:8.1f} ms cold  {role:<10} {url}\n")
            times = []
            for _run in range(runs):
                begun = time.perf_counter()
                response = client.get(url)
                if getattr(response, "streaming", False):
                    b"".join(response.streaming_content)
                times.append((time.perf_counter() - begun) * 1000)
            found.append((statistics.median(times), response.status_code, role, url))
    return found


if __name__ == "__main__":
    raise SystemExit(main())
