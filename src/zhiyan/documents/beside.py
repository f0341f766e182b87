"""Rendering on a second processor: a child renders papers already composed while this process composes the next."""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from zhiyan.documents.gbt9704 import Document, render_docx, render_xlsx

RENDERERS = {"docx": render_docx, "xlsx": render_xlsx}


def render(suffix: str, document: Document) -> bytes:
    """The paper's file; pure, so that any process may make it."""
    return RENDERERS[suffix](document)


class Asked:
    """A file that was asked for."""

    def __init__(self, suffix: str, document: Document, future: Future[bytes]) -> None:
        self._suffix, self._document, self._future = suffix, document, future
        self._made: bytes | None = None

    def make_here(self) -> None:
        """Make it in this process, unless the child has begun with it."""
        if self._future.cancel():
            self._made = render(self._suffix, self._document)

    def data(self) -> bytes:
        """The file, waited for."""
        if self._made is not None:
            return self._made
        try:
            return self._future.result()
        except BrokenProcessPool:  # The child was killed, as a machine short of memory does.
            return render(self._suffix, self._document)


class Beside:
    """A child process for the time of a `with`. It is begun anew and knows no database: papers are plain data."""

    def __enter__(self) -> Beside:
        self._pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
        self._asked: list[Asked] = []
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def ask(self, suffix: str, document: Document) -> Asked:
        """Have the file made; the child takes them in the order in which they were asked for."""
        self._asked.append(Asked(suffix, document, self._pool.submit(render, suffix, document)))
        return self._asked[-1]

    def help(self) -> None:
        """Make files here too, from the last one on, until this process meets the child."""
        for one in reversed(self._asked):
            one.make_here()
