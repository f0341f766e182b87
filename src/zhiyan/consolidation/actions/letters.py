"""Letters to an unknown writer (给提出人的话): the office writes, the keyholder lets pass, found by their code."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from zhiyan.consolidation.models import Letter, LetterState
from zhiyan.consolidation.permissions import may_pass_letter, may_write_letter
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.solicitation.models import Opinion

MAX_LETTER = 500
"""Characters of one letter: a question or a few sentences."""

# An address that a reader could be led to open, and so tell who reads: a link, a domain, a mail or messenger address.
_LINK = re.compile(
    r"https?:|ftp:|//|www\.|\b[\w-]+\.(?:com|cn|net|org|gov|edu|top|xyz|info|io|cc|me)\b|\S@\S|二维码|扫码",
    re.IGNORECASE,
)


@action(may_write_letter, "consolidation.letter.written")
def write_letter(actor: Actor, opinion: Opinion, *, text: str) -> Letter:
    """The office has written to whoever holds the code of the opinion's submission; the keyholder sees it first.

    Raises Invalid for empty words, over 500 characters, or anything that leads elsewhere (links, addresses, codes to
    scan): opening it could tell who reads.
    """
    words = text.strip()
    if not words:
        raise Invalid("letter.empty", _("还没有写内容。"), fields={"text": _("请写下要问或者要告诉提出人的话。")})
    if len(words) > MAX_LETTER:
        sentence = _("超出 %(over)d 字，请删减。") % {"over": len(words) - MAX_LETTER}
        raise Invalid("letter.long", sentence, fields={"text": sentence})
    if _LINK.search(words):
        sentence = _("只能写文字，不能放网址、邮箱或者二维码：对方一打开，就可能暴露自己是谁。")
        raise Invalid("letter.link", sentence, fields={"text": sentence})
    return Letter.objects.create(
        unit_id=opinion.unit_id,
        cycle_id=opinion.cycle_id,
        submission_id=opinion.submission_id,
        text=words,
        on=clock.today(),
        written_by_id=actor.user_id,
    )


@action(may_pass_letter, "consolidation.letter.passed")
def pass_letter(actor: Actor, letter: Letter) -> Letter:
    """The keyholder has read the letter and lets it go to the follow-up page."""
    return _seen(actor, letter, LetterState.SENT)


@action(may_pass_letter, "consolidation.letter.returned")
def return_letter(actor: Actor, letter: Letter, *, reason: str) -> Letter:
    """The keyholder gives the letter back, with the reason: it asks who the writer is, or lures them out."""
    if not reason.strip():
        raise Invalid("letter.reason", _("退回要写明理由。"), fields={"reason": _("请写明为什么退回。")})
    return _seen(actor, letter, LetterState.RETURNED, reason.strip()[:200])


def _seen(actor: Actor, letter: Letter, state: LetterState, reason: str = "") -> Letter:
    found = Letter.objects.select_for_update().get(pk=letter.pk)
    if found.state != LetterState.WAITING:
        raise Invalid("letter.seen", _("这段话已经处理过了。"))
    found.state, found.reason, found.seen_by_id, found.seen_on = state, reason, actor.user_id, clock.today()
    found.save(update_fields=["state", "reason", "seen_by", "seen_on"])
    return found
