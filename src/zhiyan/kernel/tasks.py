"""The worker's one task: run a job."""

from __future__ import annotations

import uuid

from django_tasks import task

from zhiyan.kernel import jobs


@task()
def run_job(job_id: str) -> None:
    """Do the job of this id."""
    jobs.run(uuid.UUID(job_id))
