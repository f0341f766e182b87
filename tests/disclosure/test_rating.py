"""网上测评: one token a person, sealed ballots, results only when all are opened together; nothing joins two votes."""

from __future__ import annotations

import datetime as dt
import json
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey, generate_private_key
from django.urls import reverse

from tests import builders as b
from tests.disclosure import builders as db
from tests.disclosure.tokens import draw_rating as draw
from tests.keeping import kept
from tests.rectification import builders as rb
from zhiyan.accounts.queries import actor_for
from zhiyan.cycle.models import Elector
from zhiyan.disclosure import actions, balloting, ballots, permissions, queries
from zhiyan.disclosure.models import (
    BallotCommitment,
    Disclosure,
    Rating,
    RatingComment,
    RatingDraw,
    RatingRound,
    RoundState,
    SealedBallot,
    SpentBallot,
)
from zhiyan.kernel import clock
from zhiyan.kernel.actor import Role
from zhiyan.kernel.canonical import b64, unb64
from zhiyan.kernel.errors import Denied, Invalid
from zhiyan.ledger import keys
from zhiyan.ledger import queries as ledger
from zhiyan.oversight import actions as oversight
from zhiyan.solicitation import issuing
from zhiyan.solicitation.acceptance import PostRefused
from zhiyan.solicitation.opening import public_point
from zhiyan.solicitation.phrases import new_phrase
from zhiyan.solicitation.receipts import verify_receipt
from zhiyan.solicitation.sealing import POST_BYTES, Slip, commitment, seal_slip

pytestmark = pytest.mark.django_db
TODAY = dt.date(2021, 3, 1)
CLOSES = dt.date(2021, 3, 10)
AFTER = dt.date(2021, 3, 11)


@pytest.fixture(scope="module")
def pair():
    """One RSA key for all tests here: making one takes a second."""
    return issuing.generate()


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path, monkeypatch, pair):
    settings.KEYS_ROOT = tmp_path / "keys"
    monkeypatch.setattr(issuing, "generate", lambda: pair)
    with clock.at(TODAY):
        yield


@pytest.fixture
@kept
def cycle():
    found = b.make_cycle(electors=8)
    rb.make_meeting(found)
    for text in ("建成备件库房", "每月到现场两次"):
        rb.make_measure(rb.make_problem(found), text=text)
    with clock.at(db.SHOWN_ON):
        db.issue(db.draft(found))
    return found


def start(cycle, **fields) -> RatingRound:
    shown = Disclosure.objects.get(cycle=cycle)
    given = {"draw_to": TODAY, "closes_on": CLOSES, "k": 5, **fields}
    return actions.open_rating(rb.organiser(cycle), shown, **given)


def voters(cycle) -> list:
    """An account for everybody on the electorate."""
    people = [one.person for one in Elector.objects.filter(cycle=cycle).select_related("person")]
    return [actor_for(b.make_user(cycle.unit, Role.STAFF, person=person), cycle.unit) for person in people]


def keyholder(cycle):
    return b.member_actor(cycle, "纪委书记")


def opened(cycle, drawn: int = 6):
    """A round that takes ballots, its tokens, and the key's private half."""
    found = start(cycle)
    tokens = [draw(cycle, voter) for voter in voters(cycle)[:drawn]]
    pair = generate_private_key(SECP256R1())
    actions.register_rating_key(keyholder(cycle), found, public_key=public_point(pair))
    actions.begin_rating(rb.organiser(cycle), found)
    found.refresh_from_db()
    return found, tokens, pair.private_numbers().private_value.to_bytes(32, "big")


def ballot(found, token, scores=(1, 3), comment="", text: str | None = None) -> bytes:
    words = text if text is not None else ballots.write(found.measures, scores, comment)
    slip = Slip(words, secrets.token_bytes(32), token.t)
    unit, cycle = found.cycle.unit.code, found.cycle.label
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes(found.public_key))
    sealed = seal_slip(public, slip, unit=unit, cycle=cycle, batch=1, purpose="rating")
    return token.post(slip, purpose="rating", batch=1, c=commitment(cycle, slip.salt, words), sealed=sealed).encode()


def vote(found, body: bytes) -> dict:
    return json.loads(balloting.accept_ballot(found.cycle.unit.code, found.cycle.label, body))


def counted(found, key):
    with clock.at(AFTER):
        actions.close_rating(rb.organiser(found.cycle), found)
        return actions.count_ballots(keyholder(found.cycle), found, private_key=key)


# ------------------------------------------------------------ drawing


def test_everybody_on_the_roster_draws_one_token_and_only_with_their_own_sign_in(cycle):
    start(cycle)
    people = voters(cycle)
    draw(cycle, people[0])
    with pytest.raises(Invalid) as refused:
        draw(cycle, people[0])
    assert refused.value.code == "rating.again"
    with pytest.raises(Invalid):
        draw(cycle, b.actor(cycle, Role.STAFF, person=b.make_person(cycle.unit)))
    with pytest.raises(Denied):
        draw(cycle, b.actor(cycle, Role.ADMINISTRATOR))
    assert RatingDraw.objects.filter(drawn=True).count() == 1


def test_the_same_request_is_signed_again_after_the_drawing_too(cycle):
    start(cycle)
    phrase = new_phrase()
    people = voters(cycle)
    token = draw(cycle, people[0], phrase)
    for voter in people[1:5]:
        draw(cycle, voter)
    found = RatingRound.objects.get()
    actions.register_rating_key(keyholder(cycle), found, public_key=public_point(generate_private_key(SECP256R1())))
    actions.begin_rating(rb.organiser(cycle), found)
    assert draw(cycle, people[0], phrase) == token
    with pytest.raises(Invalid) as late:
        draw(cycle, people[6])
    assert late.value.code == "rating.late"


def test_a_draw_leaves_no_event_and_no_time(cycle):
    start(cycle)
    before = ledger.size(cycle.unit_id), ledger.latest_head(cycle.unit)
    draw(cycle, voters(cycle)[0])
    assert ledger.latest_head(cycle.unit) == before[1]
    assert {field.name for field in RatingDraw._meta.get_fields()} == {
        "id", "unit", "round", "elector", "order", "drawn", "request",
    }  # fmt: skip


def test_voting_needs_k_persons_and_a_key(cycle):
    found = start(cycle)
    people = voters(cycle)
    for voter in people[:4]:
        draw(cycle, voter)
    with pytest.raises(Invalid) as few:
        actions.begin_rating(rb.organiser(cycle), found)
    assert few.value.code == "rating.few"
    draw(cycle, people[4])
    with pytest.raises(Invalid) as keyless:
        actions.begin_rating(rb.organiser(cycle), found)
    assert keyless.value.code == "rating.no_key"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"draw_to": TODAY - dt.timedelta(1)}, "draw_to"),
        ({"closes_on": TODAY}, "closes_on"),
        ({"by_on": TODAY}, "by_on"),
    ],
)
def test_days_out_of_order_are_refused(cycle, fields, field):
    with pytest.raises(Invalid) as refused:
        start(cycle, **fields)
    assert field in refused.value.fields


def test_a_round_needs_an_issued_publication_enough_people_and_comes_once(cycle):
    with pytest.raises(Invalid):
        start(cycle, k=50)
    start(cycle)
    with pytest.raises(Invalid) as again:
        start(cycle)
    assert again.value.code == "rating.there"
    with pytest.raises(Invalid):
        actions.open_rating(
            rb.organiser(cycle), db.draft(cycle, "report", until=None), draw_to=TODAY, closes_on=CLOSES, k=5
        )


# ------------------------------------------------------------ ballots


def test_a_ballot_gets_a_receipt_that_verifies_and_again_the_same_one(cycle):
    found, tokens, _key = opened(cycle)
    body = ballot(found, tokens[0])
    receipt = vote(found, body)
    said = verify_receipt(receipt, keys.public_key(cycle.unit, "receipts"))
    assert (said["purpose"], said["by"]) == ("rating", "2021-03-17")
    assert vote(found, body) == receipt
    assert SealedBallot.objects.count() == 1


def test_a_second_ballot_with_the_same_token_is_refused_with_signed_evidence(cycle):
    found, tokens, _key = opened(cycle)
    vote(found, ballot(found, tokens[0]))
    with pytest.raises(PostRefused) as refused:
        vote(found, ballot(found, tokens[0], (3, 3)))
    assert refused.value.document["evidence"]["kind"] == "spent"
    assert SealedBallot.objects.count() == 1


def test_malformed_forged_and_writing_posts_are_refused(cycle):
    found, tokens, _key = opened(cycle)
    good = ballot(found, tokens[0])
    forged = bytearray(good)
    forged[100] ^= 1
    writing = bytearray(good)
    writing[4] = 1
    for body in (b"", good[:-1], good + b"x", bytes(forged), bytes(writing), secrets.token_bytes(POST_BYTES)):
        with pytest.raises(PostRefused):
            vote(found, body)
    assert not SealedBallot.objects.exists()


def test_no_ballot_is_taken_before_or_after_the_voting(cycle):
    found, tokens, key = opened(cycle)
    body = ballot(found, tokens[0])
    with clock.at(AFTER), pytest.raises(PostRefused) as late:
        vote(found, body)
    assert late.value.code == "rating.late"
    for token in tokens[1:]:
        vote(found, ballot(found, token))
    counted(found, key)
    with pytest.raises(PostRefused):
        vote(found, body)


def test_a_ballot_leaves_no_event_and_keeps_only_what_the_protocol_names(cycle):
    found, tokens, _key = opened(cycle)
    size = ledger.latest_head(cycle.unit)
    vote(found, ballot(found, tokens[0], comment="请再快一点"))
    assert ledger.latest_head(cycle.unit) == size
    assert {field.name for field in SealedBallot._meta.get_fields()} == {
        "token", "unit_id", "batch", "mac", "proof", "sealed",
    }  # fmt: skip


# ------------------------------------------------------------ counting


def test_results_exist_only_once_all_ballots_are_opened_together(cycle):
    found, tokens, key = opened(cycle)
    for n, token in enumerate(tokens):
        vote(found, ballot(found, token, (1, 3 if n < 4 else 0), "请再快一点" if n == 0 else ""))
    assert not Rating.objects.exists()
    with pytest.raises(Invalid):
        actions.count_ballots(keyholder(cycle), found, private_key=key)
    done = counted(found, key)
    assert (done.state, done.ballots, done.unreadable) == (RoundState.COUNTED, 6, 0)
    first, second = list(queries.ratings(cycle))
    assert (first.satisfied, first.fair, first.unsatisfied) == (6, 0, 0)
    assert (second.satisfied, second.fair, second.unsatisfied) == (0, 0, 4)
    assert queries.badly_rated(cycle) == [second.measure_id]
    assert queries.figures(cycle)["rated"] == 2
    assert [comment.text for comment in RatingComment.objects.all()] == ["请再快一点"]
    assert not SealedBallot.objects.exists()


def test_nothing_that_is_stored_joins_what_one_ballot_said(cycle):
    found, tokens, key = opened(cycle)
    for token in tokens:
        vote(found, ballot(found, token, (2, 3), "同一张选票里的话"))
    counted(found, key)
    names = {field.name for field in RatingComment._meta.get_fields()}
    assert names == {"id", "unit", "round", "text"}
    assert not {"ballot", "comment", "token"} & {field.name for field in Rating._meta.get_fields()}


def test_the_count_publishes_commitments_and_tokens_sorted_and_apart_with_an_entry_over_both(cycle):
    found, tokens, key = opened(cycle)
    receipts = [vote(found, ballot(found, token)) for token in tokens]
    counted(found, key)
    published = {bytes(row.commitment) for row in BallotCommitment.objects.all()}
    assert published == {unb64(receipt["c"], 32) for receipt in receipts}
    assert SpentBallot.objects.count() == 6
    [(_index, entry)] = ledger.entries(cycle.unit_id, event="rating.batch")
    assert (entry["facts"]["ballots"], len(entry["facts"]["commitments"])) == (6, 64)
    for row in SpentBallot.objects.all():
        proof = bytes(row.proof)
        issuing.check_token(cycle, "rating", bytes(row.token), proof[:32], proof[32:])


def test_a_ballot_about_another_list_or_with_other_marks_counts_as_invalid_and_stops_nothing(cycle):
    found, tokens, key = opened(cycle)
    good = ballots.write(found.measures, (1, 1))
    wrong = [
        "好", "{}", good.replace('"11"', '"1"'), good.replace('"11"', '"17"'), good + " ",
        ballots.write(found.measures[:1], (1,)),
    ]  # fmt: skip
    for token, text in zip(tokens, wrong, strict=True):
        vote(found, ballot(found, token, text=text))
    done = counted(found, key)
    assert (done.ballots, done.unreadable) == (0, 6)
    assert not Rating.objects.exists()


def test_another_key_opens_nothing_and_the_right_one_still_does(cycle):
    found, tokens, key = opened(cycle)
    vote(found, ballot(found, tokens[0]))
    with clock.at(AFTER):
        actions.close_rating(rb.organiser(cycle), found)
        for wrong in (None, bytes(32), secrets.token_bytes(32)):
            with pytest.raises(Invalid):
                actions.count_ballots(keyholder(cycle), found, private_key=wrong)
        assert actions.count_ballots(keyholder(cycle), found, private_key=key).ballots == 1


def test_the_blind_key_is_destroyed_at_the_closing(cycle):
    found, _tokens, _key = opened(cycle)
    actions.close_rating(rb.organiser(cycle), found)
    with pytest.raises(Invalid):
        issuing.sign(cycle, "rating", [bytes(383) + b"\x02"])


def test_only_the_keyholder_counts_and_only_the_office_opens(cycle):
    found, _tokens, key = opened(cycle)
    actions.close_rating(rb.organiser(cycle), found)
    for role in (Role.ORGANISER, Role.SECRETARY, Role.ADMINISTRATOR, Role.STAFF):
        with pytest.raises(Denied):
            actions.count_ballots(b.actor(cycle, role), found, private_key=key)


def test_a_counted_receipt_is_honoured_at_the_superiors_claims_page(cycle):
    above = b.make_unit()
    cycle.unit.parent = above
    from zhiyan.kernel import guard
    from zhiyan.kernel.actor import Actor

    with guard.writing("test"):
        cycle.unit.save()
    found, tokens, key = opened(cycle)
    receipt = vote(found, ballot(found, tokens[0]))
    with clock.at(dt.date(2021, 3, 20)):
        shown = oversight.post_claim(Actor(unit_id=above.pk), above, receipt=json.dumps(receipt))
        assert shown.verdict == "missing"
        counted(found, key)
        shown = oversight.post_claim(Actor(unit_id=above.pk), above, receipt=json.dumps(receipt))
        assert shown.verdict == "in_log"


def test_in_demonstration_mode_the_server_keeps_the_key_and_says_so(cycle, client):
    found = start(cycle, demonstration=True)
    tokens = [draw(cycle, voter) for voter in voters(cycle)[:5]]
    actions.begin_rating(rb.organiser(cycle), found)
    found.refresh_from_db()
    vote(found, ballot(found, tokens[0]))
    told = client.get(f"/{cycle.unit.code}/{cycle.label}/rating.json", HTTP_HOST="localhost").json()
    assert told["mode"] == "demonstration"
    assert counted(found, None).ballots == 1


def test_comments_are_for_those_who_make_disclosures_and_the_keyholders(cycle):
    found, tokens, key = opened(cycle)
    vote(found, ballot(found, tokens[0], comment="请再快一点"))
    counted(found, key)
    comment = RatingComment.objects.get()
    for role in Role:
        reader = b.actor(cycle, role)
        assert permissions.may_view_comment(reader, comment) == permissions.visible_comments(reader).exists()
        assert permissions.may_view_comment(reader, comment) == (role in permissions.COMMENT_READERS)


# ------------------------------------------------------------ pages


def test_the_ballots_parameters_are_the_same_for_everybody_and_hold_the_list(cycle, client):
    found, _tokens, _key = opened(cycle)
    address = f"/{cycle.unit.code}/{cycle.label}/rating.json"
    told = client.get(address, HTTP_HOST="localhost").json()
    assert [one["text"] for one in told["measures"]] == ["建成备件库房", "每月到现场两次"]
    assert told["list"] == ballots.list_hash(found.measures)
    assert told["batch"] == {"no": 1, "public": b64(bytes(found.public_key))}
    assert told["notice"] is None
    other = b.make_cycle()
    assert client.get(f"/{other.unit.code}/{other.label}/rating.json", HTTP_HOST="localhost").status_code == 404


def test_a_post_through_the_box_is_a_ballot(cycle, client):
    found, tokens, _key = opened(cycle)
    answer = client.post(
        f"/{cycle.unit.code}/{cycle.label}/post", ballot(found, tokens[0]), content_type="application/octet-stream",
        HTTP_HOST="localhost",
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.json()["purpose"] == "rating"


def test_the_round_goes_its_way_through_the_pages(cycle, client):
    def url(name):
        return reverse(f"disclosure:{name}", args=[cycle.unit.code, cycle.label])

    client.force_login(b.user_of(rb.organiser(cycle)))
    shown = Disclosure.objects.get(cycle=cycle)
    form = {"disclosure": shown.pk, "draw_to": TODAY, "closes_on": CLOSES, "k": 5, "demonstration": "on"}
    assert client.post(url("open_rating"), form).status_code == 302
    people = voters(cycle)
    client.force_login(b.user_of(people[0]))
    page = client.get(url("round")).content.decode()
    assert "您还没有领取选票凭证" in page
    assert url("begin_rating") not in page
    drawing = reverse("solicitation:draw_rating", args=[cycle.unit.code, cycle.label])
    assert drawing in page
    assert "data-begin" in client.get(drawing).content.decode()
    for voter in people[:5]:
        draw(cycle, voter)
    assert "您已计入" in client.get(url("round")).content.decode()
    client.force_login(b.user_of(rb.organiser(cycle)))
    client.post(url("begin_rating"))
    assert client.post(url("close_rating")).status_code == 302
    assert client.post(url("count_ballots")).status_code == 403
    client.force_login(b.member_user(cycle, "纪委书记"))
    assert "开启并计票" in client.get(url("count_ballots")).content.decode()
    assert client.post(url("count_ballots")).status_code == 302
    assert RatingRound.objects.get().state == RoundState.COUNTED


def test_the_keyholder_registers_a_key_through_the_page(cycle, client):
    start(cycle)
    where = reverse("disclosure:rating_key", args=[cycle.unit.code, cycle.label])
    client.force_login(b.member_user(cycle, "纪委书记"))
    assert client.post(where, {"public_key": "AAAA"}).status_code == 422
    public = public_point(generate_private_key(SECP256R1()))
    assert client.post(where, {"public_key": b64(public)}).status_code == 302
    assert bytes(RatingRound.objects.get().public_key) == public


def test_ballots_not_counted_by_the_day_on_their_receipts_are_a_finding_and_a_next_step(cycle):
    from zhiyan.disclosure.status import stage_status
    from zhiyan.regulation.queries import check_cycle

    found, tokens, key = opened(cycle)
    vote(found, ballot(found, tokens[0]))
    late = found.by_on + dt.timedelta(1)
    assert check_cycle(cycle, only={"A02"}).findings == []
    with clock.at(late):
        assert [one.due for one in check_cycle(cycle, only={"A02"}).findings] == [found.by_on]
        assert any(step.role == Role.ORGANISER and "投票截止" in step.text for step in stage_status(cycle).steps)
        actions.close_rating(rb.organiser(cycle), found)
        assert any(step.role == Role.DISCIPLINE_SECRETARY for step in stage_status(cycle).steps)
        actions.count_ballots(keyholder(cycle), found, private_key=key)
        assert len(check_cycle(cycle, only={"A02"}).findings) == 1
