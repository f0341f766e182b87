"""收下一张密封件 (accepting a post): exact length, token, one INSERT, durable commit, signed receipt. The fast path.

A post is checked before the database is asked anything. Posts that come at the same moment are committed together: one
durable transaction for all of them. What is kept is the row of `SealedSlip` and nothing else: no time, no sequence, no
commitment, no receipt. Whoever posts the same token and commitment again gets the same receipt; for another commitment
a signed refusal that says, to who holds the token, for which it was spent.

Limits: requests with a good token count against one budget of the process, others against none, and nothing is ever
counted by address.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import queue
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from cryptography.exceptions import InvalidSignature
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from zhiyan.cycle.models import CycleState
from zhiyan.kernel import clock, guard
from zhiyan.kernel.canonical import canonical
from zhiyan.solicitation import blindrsa
from zhiyan.solicitation.channels import BOX
from zhiyan.solicitation.models import (
    BatchCommitment,
    BatchKey,
    BoxSettings,
    BoxState,
    Channel,
    SealedSlip,
    SpentToken,
)
from zhiyan.solicitation.receipts import sign_receipt, sign_spent
from zhiyan.solicitation.sealing import Post, parse_post, spent_mark, token_hash
from zhiyan.solicitation.terms import Budget, PostRefused, Signers, Terms, TermsKept

GROUP = 256
"""Posts committed together at most."""
LINGER = 0.004
"""Seconds for which the writing thread waits for posts that are being checked."""
RATE, BURST = 3000.0, 9000.0
"""Good requests a second that one process takes, and how many at once."""


logger = logging.getLogger(__name__)

INSERT = f"INSERT INTO {SealedSlip._meta.db_table} (token, unit_id, batch_id, purpose, mac, proof, sealed) VALUES "
ROW = "(%s, %s, %s, %s, %s, %s, %s)"


@dataclass
class Waiting:
    """A post on its way into the next common transaction."""

    terms: Terms
    post: Post
    token: bytes
    mark: bytes
    today: dt.date
    result: Callable[[], bytes] | None = None
    error: BaseException | None = None
    wake: threading.Event = field(default_factory=threading.Event)


def accept(unit: str, cycle: str, body: bytes) -> bytes:
    """Take a post for the box of this unit and year; the receipt as canonical JSON.

    Raises PostRefused for a malformed post, a bad or spent token, a box or batch that takes nothing, or too many
    requests.
    """
    try:
        post = parse_post(body)
    except ValueError as error:
        raise _malformed() from error
    if post.purpose != "writing":
        raise _malformed()
    terms = _terms.of(unit, cycle)
    with _committer.expected():
        try:
            blindrsa.verify(terms.key, post.prepared(unit, cycle), post.signature)
        except InvalidSignature as error:
            raise _bad_token() from error
        if not _budget.take():
            raise PostRefused(
                "post.busy", _("现在投的人太多。"), remedy=_("请等一分钟再投，凭证没有用掉。"), status=503
            )
        waiting = Waiting(terms, post, token_hash(post.t), spent_mark(post.t, post.c), clock.today())
        _committer.commit(waiting)
    if waiting.error is not None:
        raise waiting.error
    assert waiting.result is not None
    return waiting.result()


def _malformed() -> PostRefused:
    return PostRefused("post.malformed", _("这不是一份完整的密封件。"), remedy=_("请重新打开页面再投。"), status=400)


def _bad_token() -> PostRefused:
    return PostRefused(
        "post.token", _("凭证无效，没有收下。"), remedy=_("请用领取时得到的凭证，或用恢复码找回。"), status=403
    )


# ------------------------------------------------------------------------------------------ one transaction for many


class Committer:
    """One thread of the process writes for all: what has come meanwhile goes into one transaction.

    It waits a moment for posts that are being checked, so that many at once become few transactions. Inside a
    transaction of the caller's own (tests, the making of a demonstration) the caller writes.
    """

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._coming = 0
        self._process = 0

    @contextlib.contextmanager
    def expected(self) -> Iterator[None]:
        """Say that a post is being checked and will come soon."""
        with self._lock:
            self._coming += 1
        try:
            yield
        finally:
            with self._lock:
                self._coming -= 1

    def commit(self, one: Waiting) -> None:
        """Return once the post is durable, refused, or failed."""
        if connection.in_atomic_block:
            _commit([one])
            return
        if self._process != os.getpid():
            self._start()
        self._queue.put(one)
        one.wake.wait()

    def _start(self) -> None:
        with self._lock:
            if self._process != os.getpid():
                threading.Thread(target=self._write, name="box", daemon=True).start()
                self._process = os.getpid()

    def _write(self) -> None:
        while True:
            group = self._gather()
            try:
                _commit(group)
            finally:
                for one in group:
                    one.wake.set()

    def _gather(self) -> list[Waiting]:
        """The next posts: all that are there, and those on their way that come within a moment."""
        group = [self._queue.get()]
        until = time.monotonic() + LINGER
        while len(group) < GROUP:
            left = until - time.monotonic() if len(group) < self._coming else 0.0
            try:
                group.append(self._queue.get(timeout=left) if left > 0 else self._queue.get_nowait())
            except queue.Empty:
                break
        return group


def _commit(group: list[Waiting]) -> None:
    """Decide on every post of the group in one durable transaction."""
    try:
        with transaction.atomic(), guard.writing("box.post"):
            for box in {one.terms.box for one in group}:
                _decide([one for one in group if one.terms.box == box])
    except Exception as error:  # whatever it is: nobody may wait for ever, and the thread goes on
        if not isinstance(error, PostRefused):
            logger.exception("posts were not stored")
        refusal = PostRefused(
            "post.failed", _("没有存上。"), remedy=_("请再投一次，凭证没有用掉；还不行的，请告诉管理员。"), status=503
        )
        refusal.__cause__ = error
        for one in group:
            one.result, one.error = None, error if isinstance(error, PostRefused) else refusal
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _decide(group: list[Waiting]) -> None:
    """What becomes of each post to one box. The version is read first: it tells whether the terms still hold."""
    terms = group[0].terms
    standing = _standing(terms.box)
    if standing is None or standing[0] != terms.version:
        terms = _terms.read(terms.unit.code, terms.cycle)
        standing = _standing(terms.box)
    known = _known([one.token for one in group])
    fresh: list[Waiting] = []
    for one in group:
        if one.token in known:
            _again(one, terms, known[one.token])
        elif (closed := _why_closed(terms, standing, one.today)) is not None:
            one.error = closed
        elif terms.batch is None or one.post.batch != terms.batch.no:
            one.error = _other_batch(terms)
        else:
            known[one.token] = Known(one.mark, terms.batch, sealed=True)
            one.result = _receipt(one, terms, terms.batch)
            fresh.append(one)
    if fresh:
        _insert(fresh, terms)


@dataclass(frozen=True)
class Known:
    """What is kept of a token that was used: its mark (b"" once its slip was opened) and its batch."""

    mark: bytes
    batch: BatchKey
    sealed: bool


def _known(tokens: list[bytes]) -> dict[bytes, Known]:
    """The tokens among these that were used, in whatever box."""
    found = {}
    for model in (SealedSlip, SpentToken):
        for row in model.objects.filter(pk__in=tokens).select_related("batch").only("token", "mac", "batch"):
            found[bytes(row.token)] = Known(bytes(row.mac), row.batch, model is SealedSlip)
    return found


def _standing(box: uuid.UUID) -> tuple[Any, ...] | None:
    """Version and state of a box, held until the transaction ends so that no opening slips in between."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {BoxSettings._meta.db_table} WHERE id = %s FOR SHARE", [box])
    shut = Channel.objects.filter(cycle=OuterRef("cycle"), code=BOX, closed=True)
    rows = BoxSettings.objects.filter(pk=box).annotate(shut=Exists(shut))
    return rows.values_list("version", "state", "cycle__state", "shut").first()


def _insert(group: list[Waiting], terms: Terms) -> None:
    """One row a post. Beside SQLite another process may have been first with a token: then its row counts."""
    assert terms.batch is not None
    unit_id: Any = terms.unit.pk if connection.features.has_native_uuid_field else terms.unit.pk.hex
    batch_id: Any = terms.batch.pk if connection.features.has_native_uuid_field else terms.batch.pk.hex
    rows = [
        (one.token, unit_id, batch_id, 1, one.mark, one.post.prefix + one.post.signature,
         one.post.enc + one.post.ciphertext)
        for one in group
    ]  # fmt: skip
    with connection.cursor() as cursor:  # one statement: each gives way to the other threads once
        cursor.execute(INSERT + ", ".join([ROW] * len(rows)) + " ON CONFLICT DO NOTHING", list(chain(*rows)))
    if connection.vendor == "sqlite":
        return
    stored = _known([one.token for one in group])
    for one in group:
        _again(one, terms, stored[one.token])


def _again(one: Waiting, terms: Terms, known: Known) -> None:
    """The token is spent. Of an opened slip nothing is kept: what its batch published tells whether it was this one."""
    if known.batch.cycle_id != terms.cycle_id:
        one.error = _bad_token()
        return
    published = not known.sealed and BatchCommitment.objects.filter(batch=known.batch, commitment=one.post.c).exists()
    if known.mark == one.mark or published:
        one.result = _receipt(one, terms, known.batch)
    else:
        one.error = _spent(one, terms, known.mark)


def _receipt(one: Waiting, terms: Terms, batch: BatchKey) -> Callable[[], bytes]:
    """Signs once the transaction is through."""

    def sign() -> bytes:
        return canonical(
            sign_receipt(
                _signers.of(terms.unit),
                unit=terms.unit.code,
                cycle=terms.cycle,
                purpose=one.post.purpose,
                batch=batch.no,
                c=one.post.c,
                by=terms.by_on,
                head=batch.head,
            )
        )

    return sign


# ------------------------------------------------------------------------------------------------------ refusals


def _why_closed(terms: Terms, standing: Sequence[Any] | None, today: dt.date) -> PostRefused | None:
    """Why the box takes nothing new, if so."""
    paper = _("还有意见的，请交纸质意见，或直接交给党务工作部门。")
    if standing is None:
        return PostRefused("box.none", _("没有这个意见箱。"), remedy=_("请核对网址。"), status=404)
    _version, state, cycle_state, channel_closed = standing
    if state in (BoxState.DRAWING, BoxState.DRAWN) or today < terms.opens_on:
        return PostRefused("box.early", _("意见箱还没有开放投递。"), remedy=_("请在开放以后再投。"), status=409)
    if state == BoxState.CLOSED or cycle_state == CycleState.CLOSED or channel_closed or today > terms.closes_on:
        return PostRefused("box.late", _("意见箱已经截止。"), remedy=paper, status=409)
    return None


def _other_batch(terms: Terms) -> PostRefused:
    """The slip is sealed to a batch that takes nothing more: seal again, the token is not spent."""
    number = terms.batch.no if terms.batch else None
    return PostRefused(
        "post.batch",
        _("这一批已经开箱。"),
        remedy=_("请刷新页面再投，凭证没有用掉。"),
        status=409,
        document={"batch": number},
    )


def _spent(one: Waiting, terms: Terms, mark: bytes) -> PostRefused:
    """Signed where the mark is still there: it says, to who holds the token, for which commitment it was spent."""
    document: dict[str, Any] | None = None
    if mark:
        key = _signers.of(terms.unit)
        purpose = one.post.purpose
        document = {
            "evidence": sign_spent(
                key, unit=terms.unit.code, cycle=terms.cycle, purpose=purpose, hash_of_token=one.token, mark=mark
            )
        }
    return PostRefused(
        "post.spent",
        _("这份凭证已经用过，内容与这次不同。"),
        remedy=_("请换一份凭证。如果您没有用过它，请把这份答复交给上级机关核对。"),
        status=409,
        document=document,
    )


_terms = TermsKept()
_signers = Signers()
_budget = Budget(RATE, BURST)
_committer = Committer()
