"""Blind signatures a second on one core, at 3072 bits: `python -m benchmarks.blindrsa [SECONDS]`.

Counted second by second: the best second says what the core does when nothing else wants it, the median what it did.
Exit status 1 when the best is under ENOUGH.
"""

from __future__ import annotations

import statistics
import sys
import time

from cryptography.hazmat.primitives.asymmetric import rsa

from zhiyan.solicitation import blindrsa

ENOUGH = 250


def signed_in_a_second(key: rsa.RSAPrivateKey, blinded: bytes) -> float:
    """How many signatures one second gave."""
    count, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < 1:
        blindrsa.blind_sign(key, blinded)
        count += 1
    return count / spent


def main() -> None:
    """Sign for that many seconds and say how many a second."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    key = rsa.generate_private_key(65537, 3072)
    prepared = blindrsa.prepare(b"benchmark")
    blinded, state = blindrsa.blind(key.public_key(), prepared)
    blindrsa.finalize(key.public_key(), prepared, blindrsa.blind_sign(key, blinded), state)
    rates = [signed_in_a_second(key, blinded) for _ in range(seconds)]
    sys.stdout.write(
        f"blind signatures a second on one core: best {max(rates):.0f}, median {statistics.median(rates):.0f}\n"
    )
    sys.exit(max(rates) < ENOUGH)


if __name__ == "__main__":
    main()
