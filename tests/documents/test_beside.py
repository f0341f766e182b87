"""Papers rendered by a second process are the same files, whoever made them."""

import os
import signal

from tests.documents.samples import document_of
from zhiyan.documents.beside import Beside, render


def test_files_are_the_same_whoever_made_them():
    paper = document_of("全文")
    with Beside() as beside:
        asked = [beside.ask(suffix, paper) for suffix in ("docx", "xlsx") * 4]
        beside.help()
        made = [one.data() for one in asked]
    assert made == [render("docx", paper), render("xlsx", paper)] * 4


def test_file_is_made_here_when_the_child_is_killed():
    paper = document_of("全文")
    with Beside() as beside:
        beside.ask("docx", paper).data()
        asked = beside.ask("docx", paper)
        for child in list(beside._pool._processes):
            os.kill(child, signal.SIGKILL)
        assert asked.data() == render("docx", paper)
