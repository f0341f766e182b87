"""Asking a question once while a page is read: a page of nine stages asks for the same figures many times.

What is asked of the rules is kept longer (`kept_in`). Every answer notes the tables it was read from and the answers it
was made of. When a table is written, what was read from it is asked again; what was made of answers that say the same
as before stands.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import itertools
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from django.db import connection, models

from zhiyan.kernel.writes import Written

P = ParamSpec("P")
R = TypeVar("R")
_READ = re.compile(r'(?:FROM|JOIN) "(\w+)"')
_numbers = itertools.count()
Again = Callable[[Any, Mapping[str, frozenset[Any]]], Any]


@dataclass(frozen=True)
class Question:
    """How an answer is made: `again(before, rows)` brings one up to date of which only some rows were written; of a
    `plain` answer it is told by comparing whether it says the same. `rests_on` are tables beside those that are read.
    """

    ask: Callable[[], Any]
    rests_on: frozenset[str] = frozenset()
    again: Again | None = None
    plain: bool = False
    lasting: bool = True
    """Whether it may be put again later: not where it holds a record that may have changed since."""


@dataclass
class Making:
    """What an answer that is being made has looked at: tables, and other answers with their numbers, in order."""

    own: set[str] = field(default_factory=set)
    asked: dict[Hashable, int] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)


@dataclass
class Answer:
    """A kept answer. `number` changes when it says something else; `hit` are writes to its tables since it was made."""

    question: Question
    value: Any
    number: int
    made: Making
    hit: dict[str, frozenset[Any] | None] = field(default_factory=dict)


class Memory:
    """Answers by question; a `lasting` one notes what they rest on."""

    def __init__(self, *, lasting: bool = False) -> None:
        self.answers: dict[Hashable, Answer] = {}
        self.lasting = lasting

    def answer(self, key: Hashable, question: Question) -> Any:
        """The kept answer where it still stands, or what is answered now."""
        found = self.answers.get(key)
        if found is None or (found.hit and not self._stands(found)):
            found = self.answers[key] = self._made(question, found)
        if (making := _making.get()) is not None:
            making.asked[key] = found.number
            making.tables |= found.made.tables
        return found.value

    def touch(self, written: Written) -> None:
        """Note that rows of these tables were written."""
        for answer in self.answers.values():
            for table in answer.made.tables & written.keys():
                keys, before = written[table], answer.hit.get(table, frozenset())
                answer.hit[table] = None if keys is None or before is None else before | keys

    def _made(self, question: Question, before: Answer | None) -> Answer:
        token = _making.set(made := Making(set(question.rests_on)) if self.lasting else None)
        try:
            if before is not None and question.again is not None and None not in before.hit.values():
                value = question.again(before.value, before.hit)  # type: ignore[arg-type]
            else:
                value = question.ask()
        finally:
            _making.reset(token)
        made = made or Making()
        if before is not None and question.again is not None:
            made.own |= before.made.own
        made.tables |= made.own
        same = before is not None and (value is before.value or (question.plain and value == before.value))
        return Answer(question, value, before.number if same and before else next(_numbers), made)

    def _stands(self, answer: Answer) -> bool:
        """Whether an answer stands although tables were written: it read none of these itself, and the answers that it
        was made of, asked for in the same order, are the same.
        """
        if answer.hit.keys() & answer.made.own:
            return False
        token = _making.set(Making())
        try:
            if not all(self._same(key, number) for key, number in answer.made.asked.items()):
                return False
        finally:
            _making.reset(token)
        answer.made.tables = set(answer.made.own).union(*(self.answers[k].made.tables for k in answer.made.asked))
        answer.hit = {}
        return True

    def _same(self, key: Hashable, number: int) -> bool:
        found = self.answers.get(key)
        if found is not None and found.hit and found.question.lasting:
            self.answer(key, found.question)
            found = self.answers[key]
        return found is not None and not found.hit and found.number == number


_answers: contextvars.ContextVar[Memory | None] = contextvars.ContextVar("answers", default=None)
_making: contextvars.ContextVar[Making | None] = contextvars.ContextVar("answer being made", default=None)


@contextlib.contextmanager
def reading(memory: Memory | None = None) -> Iterator[None]:
    """While this is open, functions marked `once` keep their answers; an action that changes something forgets them."""
    token, making = _answers.set(Memory() if memory is None else memory), _making.set(None)
    try:
        yield
    finally:
        _answers.reset(token)
        _making.reset(making)


@contextlib.contextmanager
def kept_in(memory: Memory) -> Iterator[set[str]]:
    """The same with a memory that outlives the page; gives the tables on which rests what is asked meanwhile."""
    token, making = _answers.set(memory), _making.set(made := Making())
    try:
        with connection.execute_wrapper(_note_read):
            yield made.tables
    finally:
        _answers.reset(token)
        _making.reset(making)


def memory() -> Memory | None:
    """The memory in use."""
    return _answers.get()


def forget() -> None:
    """Drop what was kept: a change makes it stale."""
    kept = _answers.get()
    if kept is not None:
        kept.answers.clear()


def once(fn: Callable[P, R]) -> Callable[P, R]:
    """Ask `fn` once for each set of arguments while a page is read; outside of `reading` it is asked every time.

    Arguments are hashable; the answer is plain data or a list that nobody changes, never a lazy query.
    """

    @functools.wraps(fn)
    def ask(*args: P.args, **kwargs: P.kwargs) -> R:
        kept = _answers.get()
        if kept is None:
            return fn(*args, **kwargs)
        tables = tables_of(*args, *kwargs.values())
        question = Question(lambda: fn(*args, **kwargs), tables, lasting=tables <= {FRAME})
        answer: R = kept.answer((fn, args, tuple(sorted(kwargs.items()))), question)
        return answer

    return ask


FRAME = "cycle_cycle"
"""The table of the years: whoever keeps answers forgets all of them when a year is changed."""


def tables_of(*given: Any) -> frozenset[str]:
    """The tables of the records among some arguments: what is asked of a record rests on it."""
    return frozenset(one._meta.db_table for one in given if isinstance(one, models.Model))


def being_made() -> Making | None:
    """The answer that is being made, where what it rests on is noted."""
    return _making.get()


def note(tables: Iterable[str]) -> None:
    """Say what the answer being made rests on; reads of tables are noted by themselves."""
    making = _making.get()
    if making is not None:
        making.own.update(tables)
        making.tables.update(tables)


@functools.lru_cache(maxsize=1024)
def _tables_in(sql: str) -> frozenset[str]:
    return frozenset(_READ.findall(sql))


def _note_read(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    note(_tables_in(sql))
    return execute(sql, params, many, context)
