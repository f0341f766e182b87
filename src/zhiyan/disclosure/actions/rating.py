"""网上测评: staff rate the disclosed measures anonymously. One token a person from a key of its own, sealed ballots,
opened together by the keyholder, results only then.

drawing → open → closed → counted. Nothing here says who drew when, or who voted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey, generate_private_key
from django.utils.translation import gettext as _

from zhiyan.cycle.models import Cycle, Elector
from zhiyan.disclosure import balloting, ballots
from zhiyan.disclosure.actions.showing import writable
from zhiyan.disclosure.models import (
    BallotCommitment,
    Disclosure,
    DisclosureKind,
    Rating,
    RatingComment,
    RatingDraw,
    RatingRound,
    RoundState,
    SealedBallot,
    SpentBallot,
)
from zhiyan.disclosure.permissions import may_close_rating, may_count, may_draw_rating, may_make
from zhiyan.disclosure.queries import ratable
from zhiyan.kernel import clock
from zhiyan.kernel.actions import action, course
from zhiyan.kernel.actor import Actor
from zhiyan.kernel.errors import Invalid
from zhiyan.ledger import heads, keys
from zhiyan.ledger.actions import publish
from zhiyan.rectification.queries import measure_label
from zhiyan.solicitation import issuing
from zhiyan.solicitation.models import NO_REQUEST
from zhiyan.solicitation.opening import public_point, root_of

K = 10
GRACE = dt.timedelta(days=7)
"""From the last day of voting to the day by which the ballots are counted, unless set."""


@action(may_make, "rating.drawing_opened")
def open_rating(
    actor: Actor,
    disclosure: Disclosure,
    *,
    draw_to: dt.date,
    closes_on: dt.date,
    by_on: dt.date | None = None,
    k: int = K,
    demonstration: bool = False,
) -> RatingRound:
    """Everybody on the electorate may draw one token for rating the measures that this 公开 showed.

    The list of measures is fixed now. Raises Invalid for a text that is not issued or shows none, days out of order,
    fewer than k electors, or a round that is there already.
    """
    cycle = disclosure.cycle
    writable(cycle)
    if not disclosure.issued or disclosure.kind != DisclosureKind.PUBLISH:
        raise Invalid("rating.not_published", _("先签发整改公开，再请职工测评。"))
    if RatingRound.objects.filter(cycle=cycle).exists():
        raise Invalid("rating.there", _("本年度的网上测评已经开始。"))
    measures = [
        {"id": str(measure.pk), "label": measure_label(measure), "text": measure.text} for measure in ratable(cycle)
    ]
    if not measures:
        raise Invalid("rating.no_measures", _("没有已公开的班子整改措施，不能测评。"))
    today, by = clock.today(), by_on or closes_on + GRACE
    _check_days(today, draw_to, closes_on, by)
    electors = list(Elector.objects.filter(cycle=cycle).order_by("person__staff_no", "pk"))
    if not 5 <= k <= len(electors):
        raise Invalid(
            "rating.few_electors", _("职工名单不到 %(k)d 人，网上测评藏不住投票的人。") % {"k": max(k, 5)},
            remedy=_("请用纸质选票，由两个人计票。"),
        )  # fmt: skip
    keys.signer(cycle.unit, "receipts")
    key = issuing.make_key(cycle, "rating")
    made = RatingRound.objects.create(
        unit_id=cycle.unit_id, cycle=cycle, disclosure=disclosure, k=k, measures=measures, draw_from=today,
        draw_to=draw_to, closes_on=closes_on, by_on=by, eligible=len(electors), demonstration=demonstration,
    )  # fmt: skip
    RatingDraw.objects.bulk_create(
        RatingDraw(unit_id=cycle.unit_id, round=made, elector=one, order=n) for n, one in enumerate(electors, 1)
    )
    facts = {
        "cycle": cycle.label, "eligible": len(electors), "k": k, "s": 1, "keys": {"rating": key.sha256},
        "measures": ballots.list_hash(measures), "demonstration": demonstration, "by": by.isoformat(),
    }  # fmt: skip
    publish(cycle.unit_id, "rating.drawing", facts, subject=str(made.pk))
    return made


@course(may_draw_rating)
def draw_rating(actor: Actor, cycle: Cycle, *, blinded: Sequence[bytes]) -> list[bytes]:
    """Sign one's own blinded message, unseen. The same again is signed again; another is refused."""
    _note_draw(actor, cycle, blinded=list(blinded))
    return issuing.sign(cycle, "rating", blinded)


# No ledger event: when somebody drew is nobody's business; how many drew is in the event of the opening.
@action(may_draw_rating, None)
def _note_draw(actor: Actor, cycle: Cycle, *, blinded: list[bytes]) -> None:
    found = balloting.in_state(cycle, RoundState.DRAWING, RoundState.OPEN)
    issuing.check_request(cycle, "rating", blinded, 1)
    rows = RatingDraw.objects.select_for_update().filter(round=found)
    row = rows.filter(elector__person_id=actor.person_id).first() if actor.person_id else None
    if row is None:
        raise Invalid("rating.no_elector", _("您不在本年度的职工名单里，不能领取选票凭证。"))
    request = hashlib.sha256(b"".join(blinded)).digest()
    if bytes(row.request) == request:
        return
    if row.drawn or bytes(row.request) != NO_REQUEST:
        raise Invalid(
            "rating.again", _("您已经领取过选票凭证，不能再领另一份。"), remedy=_("请用领取时抄下的恢复码找回。")
        )
    if found.state != RoundState.DRAWING or clock.today() > found.draw_to:
        raise Invalid("rating.late", _("领取选票凭证已经截止。"))
    RatingDraw.objects.filter(pk=row.pk).update(drawn=True, request=request)


@action(may_count, "rating.key_registered")
def register_rating_key(actor: Actor, round_: RatingRound, *, public_key: bytes, wrapped: str = "") -> RatingRound:
    """Take the public half of the key that the keyholder's browser made for the ballots.

    Raises Invalid for what is no point of P-256, once voting has begun, and in demonstration mode.
    """
    found = balloting.in_state(round_.cycle, RoundState.DRAWING)
    if found.demonstration:
        raise Invalid("rating.demonstration", _("演示方式的密钥由服务器保管，不用登记。"))
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), public_key)
    except ValueError:
        raise Invalid("rating.key", _("密钥不完整，没有登记。"), remedy=_("请重新打开密钥页面再试。")) from None
    return found.change(None, public_key=public_key, wrapped=wrapped)


@action(may_make, "rating.opened")
def begin_rating(actor: Actor, round_: RatingRound) -> RatingRound:
    """领取截止，开始投票: how many drew is final and in the ledger. Needs k persons who drew and a key to seal to."""
    found = balloting.in_state(round_.cycle, RoundState.DRAWING)
    drawn = RatingDraw.objects.filter(round=found, drawn=True).count()
    if drawn < found.k:
        raise Invalid(
            "rating.few", _("领取选票凭证的还不到 %(k)d 人，投票的人藏不住。") % {"k": found.k},
            remedy=_("请提醒职工领取，或者改用纸质选票。"),
        )  # fmt: skip
    public = bytes(found.public_key)
    if found.demonstration:
        pair = generate_private_key(SECP256R1())
        public = public_point(pair)
        scalar = pair.private_numbers().private_value.to_bytes(32, "big")
        issuing.write_secret(balloting.demonstration_path(found), scalar)
    if not public:
        raise Invalid("rating.no_key", _("保密钥人还没有生成选票的密钥。"), remedy=_("请保密钥人登录后生成。"))
    found.change(None, state=RoundState.OPEN, drawn=drawn, public_key=public)
    facts = {"cycle": found.cycle.label, "eligible": found.eligible, "drawn": drawn, "public_key": public.hex()}
    publish(found.unit_id, "rating.open", facts, subject=str(found.pk))
    return found.change(None, head=heads.sign_now(found.unit_id))


@action(may_close_rating, "rating.closed")
def close_rating(actor: Actor, round_: RatingRound) -> RatingRound:
    """投票截止: no more ballots; the key that signs tokens is destroyed. How many ballots there are stays unknown."""
    found = balloting.in_state(round_.cycle, RoundState.OPEN)
    issuing.destroy_key(found.cycle, "rating")
    publish(found.unit_id, "rating.closed", {"cycle": found.cycle.label, "drawn": found.drawn}, subject=str(found.pk))
    return found.change(None, state=RoundState.CLOSED)


@course(may_count)
def count_ballots(actor: Actor, round_: RatingRound, *, private_key: bytes | None = None) -> RatingRound:
    """开启选票并计票: all at once, after the closing. `private_key` is the 32-byte scalar, lent in memory.

    Raises Invalid for another key, before the closing, or where a measure was rated on paper the same day.
    """
    found = _count(actor, round_, private_key=private_key)
    balloting.remove_residue(found)
    return found


@action(may_count, "rating.counted", secret=("private_key",))
def _count(actor: Actor, round_: RatingRound, *, private_key: bytes | None) -> RatingRound:
    found = balloting.in_state(round_.cycle, RoundState.CLOSED)
    opened = balloting.open_all(found, balloting.private_key(found, private_key))
    counted = ballots.count([one.slip.text for one in opened.opened], found.measures)
    _store(actor, found, counted)
    _publish(found, opened, counted)
    SealedBallot.objects.filter(batch=found).delete()
    return found.change(
        None, state=RoundState.COUNTED, ballots=counted.ballots,
        unreadable=len(opened.unreadable) + counted.invalid + opened.repeated, counted_on=clock.today(),
    )  # fmt: skip


def _store(actor: Actor, found: RatingRound, counted: ballots.Count) -> None:
    """Sums by measure and comments apart; a measure without votes is not rated."""
    today = clock.today()
    voted = [
        (measure["id"], votes)
        for measure, votes in zip(found.measures, counted.votes, strict=True)
        if any(votes.values())
    ]
    if Rating.objects.filter(measure_id__in=[pk for pk, _votes in voted], on=today).exists():
        raise Invalid("rating.paper_today", _("今天已经录入过纸质测评结果，请明天再计票。"))
    Rating.objects.bulk_create(
        Rating(
            unit_id=found.unit_id, measure_id=pk, disclosure_id=found.disclosure_id, **votes, on=today,
            counted_by=_("网上测评，保密钥人开启"), entered_by_id=actor.user_id,
        )
        for pk, votes in voted
    )  # fmt: skip
    comments = [RatingComment(unit_id=found.unit_id, round=found, text=text) for text in counted.comments]
    RatingComment.objects.bulk_create(sorted(comments, key=lambda one: one.pk))


def _publish(found: RatingRound, opened: balloting.Found, counted: ballots.Count) -> None:
    """Commitments and spent tokens, sorted and apart, and the entry that holds both fast."""
    BallotCommitment.objects.bulk_create(
        [BallotCommitment(commitment=one.c, unit_id=found.unit_id, batch=found) for one in opened.opened], 500
    )
    tokens = [(token, proof, b"") for token, proof in opened.spent]
    tokens += [(token, proof, mac) for token, mac, proof in opened.unreadable]
    SpentBallot.objects.bulk_create(
        [
            SpentBallot(token=token, unit_id=found.unit_id, batch=found, proof=proof, mac=mac)
            for token, proof, mac in sorted(tokens)
        ],
        500,
    )
    facts = {
        "cycle": found.cycle.label, "ballots": counted.ballots, "slips": opened.slips,
        "unreadable": len(opened.unreadable), "invalid": counted.invalid, "repeated": opened.repeated,
        "commitments": root_of(one.c for one in opened.opened),
        "spent": root_of(token + proof for token, proof, _mac in tokens),
    }  # fmt: skip
    publish(found.unit_id, "rating.batch", facts, subject=str(found.pk))


def _check_days(today: dt.date, draw_to: dt.date, closes_on: dt.date, by: dt.date) -> None:
    wrong: dict[str, object] = {}
    if draw_to < today:
        wrong["draw_to"] = _("领取截止不能早于今天。")
    if closes_on <= draw_to:
        wrong["closes_on"] = _("投票截止要在领取截止以后：先领取，后投票，领没领看不出投没投。")
    if by < closes_on:
        wrong["by_on"] = _("最迟计票日期不能早于投票截止。")
    if wrong:
        raise Invalid("rating.days", _("日期的先后不对。"), fields=wrong)
