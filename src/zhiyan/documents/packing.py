"""All papers of a year as one archive (打包), made by the worker with progress."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for
from zhiyan.cycle.models import Cycle
from zhiyan.documents.bundle import bundle, contents_hash
from zhiyan.documents.permissions import may_view_documents
from zhiyan.kernel import guard, jobs, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.models import Job, StoredFile
from zhiyan.ledger.actions import publish

KIND = "documents.bundle"


@action(may_view_documents, "documents.bundle_asked", archived=True)
def ask_for_bundle(actor: Actor, cycle: Cycle) -> Job:
    """Queue an archive of every paper that the actor may see."""
    return jobs.ask(actor, KIND, _("%(cycle)s全部文件") % {"cycle": cycle}, cycle=str(cycle.pk))


@action(may_view_documents, "documents.bundle_made", archived=True)
def note_bundle(actor: Actor, cycle: Cycle, *, sha256: str, files: int) -> None:
    """What was handed out is in the log: the hash of its list of contents, open to everybody who checks the log."""
    publish(cycle.unit_id, "documents.bundle", {"cycle": cycle.label, "contents": sha256, "files": files})


def pack(job: Job, progress: jobs.Progress) -> StoredFile:
    """Write the papers as the one who asked may see them now, then one .zip. Repeatable from its beginning."""
    cycle = Cycle.objects.select_related("unit").get(pk=job.arguments["cycle"], unit_id=job.unit_id)
    actor = actor_for(User.objects.get(pk=job.user_id), cycle.unit)
    with tempfile.TemporaryDirectory() as folder:
        written = bundle(actor, cycle, Path(folder), wrote=progress.step)
        archive = Path(folder) / "bundle"
        with zipfile.ZipFile(archive, "w") as out:
            for path in sorted(Path(folder).iterdir()):
                if path != archive:  # Word and Excel files are packed already
                    packed = path.suffix in (".docx", ".xlsx", ".pdf")
                    out.write(path, path.name, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
        note_bundle(actor, cycle, sha256=contents_hash(Path(folder)), files=len(written))
        with guard.writing(KIND):
            return storage.store(cycle.unit_id, f"{cycle.unit.short_name}{cycle.label}.zip", archive.read_bytes())
