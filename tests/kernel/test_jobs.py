"""Long work runs once, tells its progress, stops when asked and runs again when resumed."""

from __future__ import annotations

import time

import pytest

from tests import builders
from zhiyan.kernel import guard, jobs
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.models import Job, JobState

pytestmark = pytest.mark.django_db


def asked(kind: str) -> Job:
    unit = builders.make_unit()
    with guard.writing("test"):
        return Job.objects.create(unit_id=unit.pk, kind=kind, title="打包")


def test_a_job_tells_its_progress_and_ends_done():
    jobs.register("test.steps", lambda job, progress: progress.step(2, 3, "第二步"))
    job = asked("test.steps")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.note) == (JobState.DONE, 2, 3, "")


def test_a_job_that_is_to_stop_ends_at_its_next_step_and_can_be_resumed():
    jobs.register("test.stop", lambda job, progress: progress.step(1, 3))
    job = asked("test.stop")
    with guard.writing("test"):
        jobs.stop(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.STOPPED
    with guard.writing("test"):
        jobs.resume(job)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_job_is_run_once_however_often_it_is_queued():
    ran = []
    jobs.register("test.once", lambda job, progress: ran.append(job.pk))
    job = asked("test.once")
    jobs.run(job.pk)
    jobs.run(job.pk)
    assert ran == [job.pk]


def test_a_fault_leaves_the_job_failed_with_a_sentence():
    def fault(job, progress):
        raise RuntimeError

    jobs.register("test.fault", fault)
    job = asked("test.fault")
    with pytest.raises(RuntimeError):
        jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.note


def test_a_finished_job_cannot_be_stopped():
    jobs.register("test.done", lambda job, progress: None)
    job = asked("test.done")
    jobs.run(job.pk)
    job.refresh_from_db()
    with pytest.raises(Invalid):
        jobs.stop(job)


def test_a_job_belongs_to_who_asked_for_it(client):
    cycle = builders.make_cycle()
    asker, other = builders.member_user(cycle, "书记"), builders.member_user(cycle, "主任")
    with guard.writing("test"):
        job = jobs.ask(Actor(unit_id=cycle.unit_id, user_id=asker.pk), "test.done", "打包")
    client.force_login(other)
    assert client.get(f"/{cycle.unit.code}/jobs/{job.pk}/").status_code == 404
    client.force_login(asker)
    assert client.get(f"/{cycle.unit.code}/jobs/{job.pk}/").status_code == 200


def test_a_job_whose_worker_died_is_queued_again_and_goes_on(django_capture_on_commit_callbacks):
    ran = []
    jobs.register("test.died", lambda job, progress: ran.append(job.pk))
    job = asked("test.died")
    with guard.writing("test"):
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, beat=int(time.time()) - 60)
    with django_capture_on_commit_callbacks() as queued:
        assert jobs.revive() == 1
    assert len(queued) == 1
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, ran) == (JobState.DONE, [job.pk])


def test_a_job_whose_worker_is_alive_is_left_to_it():
    job = asked("test.alive")
    with guard.writing("test"):
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, beat=int(time.time()) - 20)
    assert jobs.revive() == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_works_on_gives_signs_of_life():
    job = asked("test.beat")
    with jobs.beating(job.pk, every=0.02):
        end = time.monotonic() + 5
        while not Job.objects.get(pk=job.pk).beat and time.monotonic() < end:
            time.sleep(0.02)
    assert Job.objects.get(pk=job.pk).beat >= int(time.time()) - 6
