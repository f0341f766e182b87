"""All papers come as one archive, made by the worker for whoever asked."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import pytest

from tests import builders
from zhiyan.documents.packing import ask_for_bundle
from zhiyan.kernel import jobs, storage
from zhiyan.kernel.actor import Role
from zhiyan.kernel.errors import Denied
from zhiyan.kernel.models import JobState
from zhiyan.ledger.models import Outbox

pytestmark = pytest.mark.django_db


def test_an_archive_holds_every_paper_and_its_contents():
    cycle = builders.make_cycle()
    job = ask_for_bundle(builders.actor(cycle, Role.ORGANISER), cycle)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    names = zipfile.ZipFile(io.BytesIO(storage.read(job.file))).namelist()
    assert "contents.csv" in names
    assert len(names) > 10
    assert job.done == job.total
    entries = [json.loads(row.body) for row in Outbox.objects.filter(unit_id=cycle.unit_id)]
    [noted] = [entry["facts"] for entry in entries if entry["event"] == "documents.bundle"]
    archive = zipfile.ZipFile(io.BytesIO(storage.read(job.file)))
    assert noted["contents"] == hashlib.sha256(archive.read("contents.csv")).hexdigest()


def test_staff_cannot_ask_for_the_archive():
    cycle = builders.make_cycle()
    with pytest.raises(Denied):
        ask_for_bundle(builders.actor(cycle, Role.STAFF), cycle)


def test_the_button_leads_to_the_progress(client):
    cycle = builders.make_cycle()
    user = builders.user_of(builders.actor(cycle, Role.ORGANISER))
    client.force_login(user)
    response = client.post(f"/{cycle.unit.code}/{cycle.label}/documents/pack/")
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200
