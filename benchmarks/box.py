"""How many sealed slips a second the box takes, durably: in process, and over HTTP with the load beside the server.

`python -m benchmarks.box` makes a store in a temporary folder with a box that is open, and as many good posts as are
needed (tokens are signed without the drawing: it is the posting that is measured). Then

1. in process: threads call `acceptance.accept`, each post with a token of its own, every receipt after its commit;
2. over HTTP: the real server (`zhiyan up`) on this machine, clients with connections of their own from one address.

Bounds: 1,000/s in process; over HTTP 300/s with 99 of 100 answers within 100 ms, and nobody refused.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

PEOPLE = 300
PER_SECOND, HTTP_PER_SECOND, P99_MS = 1000.0, 300.0, 100.0


def main() -> int:
    """Build, measure, print; exit status 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("--posts", type=int, default=6000, help="posts in process")
    parser.add_argument("--threads", type=int, default=64)
    parser.add_argument("--http-posts", type=int, default=3000)
    parser.add_argument("--clients", type=int, default=PEOPLE, help="people behind one address")
    parser.add_argument("--rate", type=float, default=HTTP_PER_SECOND, help="posts a second offered over HTTP")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHIYAN_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "zhiyan.settings"
        cycle = make(Path(folder))
        say(f"sealing {given.posts + given.http_posts} posts")
        bodies = posts(cycle, given.posts + given.http_posts)
        fine = in_process(cycle, bodies[: given.posts], given.threads)
        fine &= over_http(Path(folder), cycle, bodies[given.posts :], given.clients, given.rate)
    return 0 if fine else 1


def say(text: str) -> None:
    """One line of what is measured."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def make(folder: Path) -> Any:
    """A store with one unit whose box is open today; who may write is not measured, so few people drew."""
    from zhiyan.cli import store

    store.create(folder)
    store.start_django()
    store.migrate()
    store.describe(folder, {"unit": "bench"})
    from zhiyan.cycle.models import Aspect, Cycle, CycleState, Elector
    from zhiyan.kernel import clock, guard
    from zhiyan.kernel.actor import Actor, Role
    from zhiyan.org.models import Person, Unit
    from zhiyan.solicitation import actions, issuing
    from zhiyan.solicitation.phrases import new_phrase, request_tokens

    today = clock.today()
    with guard.writing("benchmark"):
        unit = Unit.objects.create(code="bench", name="某研究中心", short_name="某研究中心")
        cycle = Cycle.objects.create(unit=unit, label="2020", state=CycleState.OPEN, theme="演示主题")
        Aspect.objects.create(unit=unit, cycle=cycle, code="P1", no=1, name="班子履职尽责")
        for n in range(10):
            person = Person.objects.create(unit=unit, staff_no=f"{n:04d}", name=f"职工{n:04d}", party="full")
            Elector.objects.create(unit=unit, cycle=cycle, person=person, party="full", frozen_on=today)
    office = Actor(unit_id=unit.pk, roles=frozenset({Role.ORGANISER}))
    days = [today + dt.timedelta(days=n) for n in (-3, -1, 0, 7)]
    names = ("draw_from", "draw_to", "opens_on", "closes_on")
    with clock.at(days[1]):
        actions.open_drawing(office, cycle, **dict(zip(names, days, strict=True)), mode="demonstration")
        key = issuing.public_key(cycle, "writing")
        for elector in Elector.objects.filter(cycle=cycle):
            person = Actor(unit_id=unit.pk, roles=frozenset({Role.STAFF}), person_id=elector.person_id)
            asked = request_tokens(new_phrase(), key, unit=unit.code, cycle=cycle.label, purpose="writing", count=5)
            actions.draw(person, cycle, blinded=[one.blinded for one in asked])
        actions.close_drawing(office, cycle)
    actions.open_posting(office, cycle)
    return cycle


def posts(cycle: Any, count: int) -> list[bytes]:
    """Posts with good tokens: signed with the private key itself, which spares the blinding."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    from zhiyan.solicitation import box_queries, issuing
    from zhiyan.solicitation.models import BlindKey
    from zhiyan.solicitation.phrases import Token
    from zhiyan.solicitation.sealing import Slip, commitment, seal_slip, token_message

    unit, label = cycle.unit.code, cycle.label
    signer: Any = load_der_private_key(issuing.path_of(BlindKey.objects.get(cycle=cycle)).read_bytes(), None)
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    batch = box_queries.current_batch(cycle)
    assert batch is not None
    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), bytes(batch.public_key))
    made = []
    for n in range(count):
        t, prefix = secrets.token_bytes(32), secrets.token_bytes(32)
        signature = signer.sign(prefix + token_message(unit, label, "writing", t), scheme, hashes.SHA384())
        slip = Slip(f"食堂晚餐品种少，值班人员常吃不上热饭（{n}）", secrets.token_bytes(32), t, aspect="P1")
        sealed = seal_slip(point, slip, unit=unit, cycle=label, batch=batch.no)
        c = commitment(label, slip.salt, slip.text)
        made.append(
            Token(t, prefix, signature).post(slip, purpose="writing", batch=batch.no, c=c, sealed=sealed).encode()
        )
    return made


def in_process(cycle: Any, bodies: list[bytes], threads: int) -> bool:
    """`accept` from so many threads; True when it is quick enough."""
    from zhiyan.solicitation.acceptance import accept

    unit, label = cycle.unit.code, cycle.label
    accept(unit, label, bodies[0])
    begun = time.perf_counter()
    share(bodies[1:], threads, lambda body: accept(unit, label, body))
    seconds = time.perf_counter() - begun
    rate = (len(bodies) - 1) / seconds
    say(f"in process, {threads} threads: {rate:,.0f} posts/s durable ({len(bodies) - 1} in {seconds:.2f} s)")
    return rate >= PER_SECOND


def share(items: Iterable[bytes], threads: int, do: Callable[[bytes], Any]) -> None:
    """Do all items from so many threads; the first error ends it."""
    waiting, lock, failed = iter(items), threading.Lock(), []

    def work() -> None:
        from django.db import connection

        try:
            while not failed:
                with lock:
                    item = next(waiting, None)
                if item is None:
                    return
                do(item)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    crew = [threading.Thread(target=work) for _n in range(threads)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    if failed:
        raise failed[0]


def over_http(folder: Path, cycle: Any, bodies: list[bytes], clients: int, rate: float) -> bool:
    """The real server and, beside it in a process of its own, people who post at an even rate."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "ZHIYAN_DATA": str(folder)}
    server = subprocess.Popen(
        [sys.executable, "-m", "zhiyan.cli", "--data", str(folder), "up", "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(port)
        path = f"/{cycle.unit.code}/{cycle.label}/post"
        everybody = offered(port, path, bodies, clients, rate)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    return report(everybody, rate, clients)


def wait_for(port: int) -> None:
    """Until the server answers."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            time.sleep(1)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def offered(port: int, path: str, bodies: list[bytes], clients: int, rate: float) -> list[tuple[float, float, int]]:
    """Each client keeps one connection and posts when its turn comes, whatever the others wait for.

    (seconds from its turn to the answer, moment of the answer, status) of each post.
    """
    begun = time.perf_counter() + 1.0
    results: list[tuple[float, float, int]] = []
    lock = threading.Lock()

    def person(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Host": f"localhost:{port}", "Content-Type": "application/octet-stream"}
        for turn in range(number, len(bodies), clients):
            due = begun + turn / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            status = send(line, path, bodies[turn], headers)
            now = time.perf_counter()
            with lock:
                results.append((now - due, now - begun, status))
        line.close()

    crew = [threading.Thread(target=person, args=(n,)) for n in range(clients)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    return results


def send(line: http.client.HTTPConnection, path: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; where the server has closed a connection that was quiet, the same bytes once more."""
    for last in (False, True):
        try:
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
        except (http.client.HTTPException, OSError):
            line.close()
            if last:
                return 0
        else:
            return answer.status
    return 0


def report(results: list[tuple[float, float, int]], rate: float, clients: int) -> bool:
    """Print and judge."""
    times = sorted(seconds * 1000 for seconds, _at, _status in results)
    refused = sum(status != 200 for _seconds, _at, status in results)
    took = max(at for _seconds, at, _status in results)
    p99 = times[int(len(times) * 0.99) - 1]
    say(
        f"over HTTP, {clients} people behind one address, {rate:.0f}/s offered: {len(results) / took:,.0f} posts/s, "
        f"median {statistics.median(times):.1f} ms, p99 {p99:.1f} ms, {refused} refused"
    )
    return refused == 0 and p99 <= P99_MS and len(results) / took >= 0.97 * min(rate, HTTP_PER_SECOND)


if __name__ == "__main__":
    sys.exit(main())
