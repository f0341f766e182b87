"""Pages of long work: progress, stop, resume, the finished file."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyan.desk.pages import record_or_404, unit_page
from zhiyan.kernel import jobs, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.models import Job, JobState
from zhiyan.web.surfaces import missing


def may_see_own_jobs(actor: Actor, subject: Any) -> bool:
    """Everybody sees the jobs that they asked for themselves."""
    if isinstance(subject, Job):
        return subject.unit_id == actor.unit_id and subject.user_id == actor.user_id is not None
    return bool(actor.roles)


stop_job = action(may_see_own_jobs, "job.stopped")(lambda actor, job: jobs.stop(job))
resume_job = action(may_see_own_jobs, "job.resumed")(lambda actor, job: jobs.resume(job))


def own(request: Any, pk: Any) -> Job:
    """The actor's own job, or 404."""
    found: Job = record_or_404(Job.objects.filter(unit_id=request.unit.pk, user_id=request.actor.user_id), pk=pk)
    return found


def shown(job: Job) -> dict[str, Any]:
    """A job as the progress bar wants it."""
    over = job.state not in (JobState.WAITING, JobState.RUNNING)
    return {
        "job": job,
        "over": over,
        "error": job.note if job.state == JobState.FAILED else "",
        "resumable": job.state in (JobState.STOPPED, JobState.FAILED),
    }


@unit_page(may_see_own_jobs)
def job(request: Any, pk: Any) -> HttpResponse:
    """Progress of one job."""
    return render(request, "desk/jobs/job.html", shown(own(request, pk)))


@unit_page(may_see_own_jobs)
def bar(request: Any, pk: Any) -> HttpResponse:
    """The bar alone, asked for again while the job runs."""
    return render(request, "desk/jobs/bar.html", shown(own(request, pk)))


@require_POST
@unit_page(may_see_own_jobs)
def stop(request: Any, pk: Any) -> HttpResponse:
    """Stop at the next step."""
    stop_job(request.actor, own(request, pk))
    return redirect(reverse("jobs:job", args=[request.unit.code, pk]))


@require_POST
@unit_page(may_see_own_jobs)
def resume(request: Any, pk: Any) -> HttpResponse:
    """Run again."""
    resume_job(request.actor, own(request, pk))
    return redirect(reverse("jobs:job", args=[request.unit.code, pk]))


@unit_page(may_see_own_jobs)
def download(request: Any, pk: Any) -> HttpResponse:
    """The file that the job made."""
    found = own(request, pk)
    if found.file is None:
        raise missing()
    return FileResponse(
        storage.path_of(found.file.sha256).open("rb"), as_attachment=True, filename=found.file.name or _("文件")
    )
