"""How long all papers of a year take as one archive: a unit with 1,000 opinions and 300 measures, without PDF.

`python -m benchmarks.bundle` makes a store in a temporary folder (bulk rows, not through actions: it measures writing
papers), writes the bundle of the office as the worker does, and prints files, bytes, seconds and the most memory that
the process and its largest child took. Exit status 1 above 10 s or 400 MB.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import resource
import sys
import tempfile
import time
from pathlib import Path

SECONDS, MEGABYTES = 10.0, 400


def main() -> int:
    """Build, write, print; exit status 1 over the bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opinions", type=int, default=1000)
    parser.add_argument("--measures", type=int, default=300)
    parser.add_argument("--profile", action="store_true", help="print where the time goes; slower")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHIYAN_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyan.settings")
        import django

        django.setup()
        from zhiyan.kernel import schema

        schema.bring_up_to_date()
        measured = profiled(given) if given.profile else measure(given.opinions, given.measures)
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    files, size, seconds = measured
    sys.stdout.write(f"{files} files, {size // 1024} kB in {seconds:.2f} s, {memory} MB at most\n")
    return int(seconds > SECONDS or memory > MEGABYTES)


def measure(opinions: int, measures: int) -> tuple[int, int, float]:
    """Files of the archive, its bytes, and the seconds that the worker took for it."""
    from benchmarks.filling import fill
    from zhiyan.accounts.queries import actor_for
    from zhiyan.cycle.models import Cycle
    from zhiyan.documents.packing import ask_for_bundle
    from zhiyan.kernel import jobs
    from zhiyan.kernel.models import Job

    filled = fill(1, opinions, measures)
    cycle = Cycle.objects.select_related("unit").get()
    job = ask_for_bundle(actor_for(filled.users["organiser"], cycle.unit), cycle)
    begun = time.perf_counter()
    jobs.run(job.pk)
    seconds = time.perf_counter() - begun
    done = Job.objects.select_related("file").get(pk=job.pk)
    if done.file is None:
        raise SystemExit(f"no bundle: {done.note}")
    return done.done, done.file.size, seconds


def profiled(given: argparse.Namespace) -> tuple[int, int, float]:
    """The same under the profiler, its longest functions printed."""
    profile = cProfile.Profile()
    measured: tuple[int, int, float] = profile.runcall(measure, given.opinions, given.measures)
    pstats.Stats(profile, stream=sys.stdout).sort_stats("cumulative").print_stats(45)
    return measured


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    raise SystemExit(main())
