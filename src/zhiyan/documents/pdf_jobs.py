"""PDF of one paper: at once where Typst lays it out, by the worker where LibreOffice has to be started."""

from __future__ import annotations

from dataclasses import replace

from zhiyan.accounts.models import User
from zhiyan.accounts.queries import actor_for
from zhiyan.cycle.models import Cycle
from zhiyan.documents.marking import head_line
from zhiyan.documents.pdf import office, render_all
from zhiyan.documents.permissions import may_view_documents
from zhiyan.documents.printing import print_docx
from zhiyan.documents.registry import Entry, build, kind_of, subject_of
from zhiyan.kernel import guard, jobs, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.models import Job, StoredFile

KIND = "documents.pdf"


def takes_seconds() -> bool:
    """Whether a PDF is better left to the worker: starting LibreOffice takes several seconds."""
    return office() is not None


def as_pdf(actor: Actor, cycle: Cycle, kind: str, key: str = "") -> tuple[str, bytes]:
    """File name and bytes of the paper as it would be printed today. Raises Missing, Denied."""
    document = build(actor, cycle, kind, key)
    found = kind_of(kind)
    name = Entry(found, subject_of(found, cycle, key)).title
    head = head_line(cycle)
    word = print_docx(document, cycle, kind, head=head)
    return f"{name}.pdf".replace("/", "_"), render_all([replace(document, mark=head)], [word])[0]


@action(may_view_documents, "documents.pdf_asked")
def ask_for_pdf(actor: Actor, cycle: Cycle, *, kind: str, key: str = "") -> Job:
    """Queue the PDF of a paper. Raises Missing for an unknown paper, Denied where the actor may not see it."""
    document = build(actor, cycle, kind, key)
    return jobs.ask(actor, KIND, f"{document.title}.pdf", cycle=str(cycle.pk), paper=kind, key=key)


def make(job: Job, progress: jobs.Progress) -> StoredFile:
    """Print the paper as the one who asked may see it now. Repeatable from its beginning."""
    cycle = Cycle.objects.select_related("unit").get(pk=job.arguments["cycle"], unit_id=job.unit_id)
    actor = actor_for(User.objects.get(pk=job.user_id), cycle.unit)
    progress.step(0, 1)
    name, data = as_pdf(actor, cycle, job.arguments["paper"], job.arguments["key"])
    progress.step(1, 1)
    with guard.writing(KIND):
        return storage.store(cycle.unit_id, name, data)
