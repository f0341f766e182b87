"""Long work (后台任务): asked for in an action, done by the worker step by step, stopped and resumed.

A job whose worker died goes on in the next one, from its beginning or from what it kept.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from zhiyan.kernel import clock, guard
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import DomainError, Invalid
from zhiyan.kernel.models import Job, JobState, StoredFile

BEAT, SILENT = 10.0, 45.0
"""Seconds from one sign of life of a worker to the next, and after how many without one it is taken for dead."""


class Stopped(Exception):
    """The one who asked for the job stopped it."""


class Progress:
    """What a runner tells of itself; each step looks whether to stop."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """`done` of `total` steps are done. Raises Stopped when the job is to stop."""
        with guard.writing("job.progress"):
            Job.objects.filter(pk=self.job.pk).update(done=done, total=total, note=note[:300])
        if Job.objects.filter(pk=self.job.pk, stop_requested=True).exists():
            raise Stopped


Runner = Callable[[Job, Progress], StoredFile | None]
_runners: dict[str, Runner] = {}


def register(kind: str, runner: Runner) -> None:
    """Let the worker do jobs of this kind: `runner(job, progress)` must be repeatable from its beginning."""
    _runners[kind] = runner


def ask(actor: Actor, kind: str, title: str, **arguments: Any) -> Job:
    """Queue a job. Call inside an action; the worker sees it once the action is committed."""
    job = Job.objects.create(
        unit_id=actor.unit_id, user_id=actor.user_id, kind=kind, title=title[:200], arguments=arguments
    )
    enqueue(job)
    return job


def enqueue(job: Job) -> None:
    """Hand the job to the worker after commit."""
    from zhiyan.kernel.tasks import run_job

    transaction.on_commit(lambda: run_job.enqueue(str(job.pk)))


def stop(job: Job) -> None:
    """Ask the worker to stop at its next step. Call inside an action."""
    if job.state not in (JobState.WAITING, JobState.RUNNING):
        raise Invalid("job.over", _("这项任务已经结束。"))
    Job.objects.filter(pk=job.pk).update(stop_requested=True)


def resume(job: Job) -> None:
    """Let a stopped or failed job run again. Call inside an action."""
    if job.state not in (JobState.STOPPED, JobState.FAILED):
        raise Invalid("job.running", _("这项任务不需要继续。"))
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, stop_requested=False, note="")
    enqueue(job)


def run(job_id: uuid.UUID) -> None:
    """Do the job, once: a job that somebody else runs or finished is left alone."""
    with guard.writing("job.run"):
        waiting = Job.objects.filter(pk=job_id, state=JobState.WAITING)
        taken = waiting.update(state=JobState.RUNNING, beat=clock.seconds())
    if not taken:
        return
    job = Job.objects.get(pk=job_id)
    try:
        with beating(job_id):
            file = _runners[job.kind](job, Progress(job))
    except Stopped:
        finish(job, JobState.STOPPED)
    except DomainError as error:
        finish(job, JobState.FAILED, note=error.sentence)
    except Exception:
        finish(job, JobState.FAILED, note=_("程序出错，可以重试。"))
        raise
    else:
        finish(job, JobState.DONE, file=file)


@contextmanager
def beating(job_id: uuid.UUID, every: float = BEAT) -> Iterator[None]:
    """Tell, now and again while the work lasts, that its worker is alive."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(every):
            with contextlib.suppress(DatabaseError), guard.writing("job.beat"):  # the next beat tells
                Job.objects.filter(pk=job_id).update(beat=clock.seconds())
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def revive(*, silent: float = SILENT) -> int:
    """Queue again the jobs whose worker died over them: running, and not heard of for so many seconds. How many."""
    dead = Job.objects.filter(state=JobState.RUNNING, beat__lt=clock.seconds() - silent)
    revived = 0
    for job in dead:
        with transaction.atomic(), guard.writing("job.revive"):
            waiting = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, beat=job.beat)
            if waiting.update(state=JobState.WAITING):
                enqueue(job)
                revived += 1
    return revived


def finish(job: Job, state: JobState, *, note: str = "", file: StoredFile | None = None) -> None:
    """Write how the job ended."""
    with guard.writing("job.finish"):
        Job.objects.filter(pk=job.pk).update(state=state, note=note[:300], file=file)
