"""代录: the organiser types what a member gave on paper or as a file; it counts once the member confirms it."""

from __future__ import annotations

from pathlib import PurePath

from django.utils.translation import gettext as _

from zhiyan.kernel import clock, storage
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.kernel.files import FileRefused, sniff
from zhiyan.kernel.models import StoredFile
from zhiyan.statements import permissions, queries
from zhiyan.statements.models import Statement, StatementState
from zhiyan.talks.queries import ensure_open
from zhiyan.talks.sheets import keep_signed

TEXTS = ("docx", "txt")


@action(permissions.may_type, "statements.typing_begun")
def type_for_member(actor: Actor, statement: Statement, *, name: str, data: bytes) -> Statement:
    """Keep the member's file and let the organiser type from it.

    Raises Invalid when the member has begun to write themselves (a draft is its author's alone), or for a file that is
    neither .docx, .txt nor a scan.
    """
    ensure_open(statement.cycle)
    if statement.state != StatementState.DRAFT or queries.has_words(statement):
        raise Invalid(
            "statements.begun", _("本人已经开始撰写，不能代录。"), remedy=_("草稿只有本人能看到，请由本人继续撰写。")
        )
    return statement.change(
        None, typed_by_id=actor.user_id, typed_from=keep_source(statement, name, data), confirmed_on=None
    )


def keep_source(statement: Statement, name: str, data: bytes) -> StoredFile:
    """Keep the member's file: text by content, or a scan."""
    if PurePath(name.strip().lower()).suffix.lstrip(".") not in TEXTS:
        return keep_signed(statement.unit_id, name, data)
    try:
        sniff(data, name)
    except FileRefused as refused:
        raise Invalid(
            f"statements.file_{refused.code}", refused.sentence, fields={"file": refused.message}, remedy=refused.remedy
        ) from refused
    return storage.store(statement.unit_id, name, data)


@action(permissions.is_author, "statements.typed_confirmed")
def confirm_typed(actor: Actor, statement: Statement) -> Statement:
    """The member confirms what was typed for them. Raises Invalid when nothing waits for it."""
    require_unconfirmed(statement)
    return statement.change(None, confirmed_on=clock.today())


@action(permissions.may_type, "statements.typed_confirmed_on_paper")
def confirm_typed_on_paper(actor: Actor, statement: Statement, *, name: str, data: bytes) -> Statement:
    """The sheet that the member signed, uploaded by the organiser, confirms in their place."""
    require_unconfirmed(statement)
    return statement.change(None, confirmed_file=keep_signed(statement.unit_id, name, data), confirmed_on=clock.today())


def require_unconfirmed(statement: Statement) -> None:
    """Raise Invalid unless a typed draft waits for its author."""
    ensure_open(statement.cycle)
    if statement.typed_by_id is None or statement.confirmed_on is not None:
        raise Invalid("statements.nothing_to_confirm", _("没有等待本人确认的代录材料。"))
    if statement.state != StatementState.DRAFT or not queries.has_words(statement):
        raise Invalid("statements.not_typed", _("代录还没有内容，不能确认。"), remedy=_("请先录入内容。"))
