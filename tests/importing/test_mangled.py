"""Spoilt files give opinions, a reason for each row, a table to look at, or a clear refusal: never a silent loss."""

import pytest

from tests.importing.judging import outcome
from tests.importing.mangling import mangled

NUMBERS = range(0, 510, 15)


@pytest.mark.parametrize("number", NUMBERS)
def test_spoilt_file_loses_nothing_silently(number):
    path, name, how, data, whole = mangled(number)
    assert outcome(path, name, data, whole).silent == (), (path, how)


def test_spoilt_files_of_the_sample_are_of_every_kind():
    assert len({mangled(number)[2] for number in NUMBERS}) == 11
