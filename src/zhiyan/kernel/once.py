"""Asking a question once while a page is read: a page of nine stages asks for the same figures many times."""

from __future__ import annotations

import contextlib
import contextvars
import functools
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_answers: contextvars.ContextVar[dict[Any, Any] | None] = contextvars.ContextVar("answers", default=None)


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """While this is open, functions marked `once` keep their answers; an action that changes something forgets them."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def forget() -> None:
    """Drop what was kept: a change makes it stale."""
    kept = _answers.get()
    if kept is not None:
        kept.clear()


def once(fn: Callable[P, R]) -> Callable[P, R]:
    """Ask `fn` once for each set of arguments while a page is read; outside of `reading` it is asked every time.

    Arguments are hashable; the answer is plain data or a list that nobody changes, never a lazy query.
    """

    @functools.wraps(fn)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = _answers.get()
        if kept is None:
            return fn(*args, **kwargs)
        key = (fn, args, tuple(sorted(kwargs.items())))
        if key not in kept:
            kept[key] = fn(*args, **kwargs)
        answer: R = kept[key]
        return answer

    return ask
