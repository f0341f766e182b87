"""The QR code that the phone draws is the standard's (app/qr.js against segno)."""

from __future__ import annotations

import json

import pytest
import segno

from tests.box.scripts import run

CAPACITIES_OF_LEVEL_L = {1: 17, 7: 154, 9: 230, 10: 271, 27: 1465, 40: 2953}


@pytest.mark.parametrize(("version", "length"), CAPACITIES_OF_LEVEL_L.items())
def test_a_full_code_is_drawn_as_by_another_encoder(version, length):
    text = ("zhiyan-" * 500)[:length]
    drawn = run("app/qr.js", f"modules({json.dumps(text)}).map(row => row.map(Number))")
    other = segno.make(text, version=version, error="l", mask=0, mode="byte", boost_error=False, micro=False)
    assert drawn == [list(row) for row in other.matrix]


def test_one_letter_too_many_takes_the_next_version():
    assert run("app/qr.js", f"modules({json.dumps('x' * 18)}).length") == 25


def test_what_no_code_can_hold_is_refused():
    assert run(
        "app/qr.js", "(() => { try { modules('x'.repeat(2954)); } catch (error) { return error.name; } })()"
    ) == ("RangeError")
