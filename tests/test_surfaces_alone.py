"""A process may serve the box alone, or the desk alone (`zhiyan up --surface`)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = """
import django, sys
django.setup()
from zhiyan.kernel.schema import bring_up_to_date
from django.test import Client
bring_up_to_date()
from zhiyan.wsgi import application
client = Client()
print(type(application).__name__, *(client.get("/", HTTP_HOST=host).status_code for host in ("localhost", "127.0.0.1")))
"""


@pytest.mark.parametrize(
    ("surface", "box", "desk", "takes_posts"),
    [("box", 200, 400, True), ("desk", 400, 302, False), ("both", 200, 302, True)],
)
def test_what_a_process_serves_is_what_it_was_started_for(tmp_path, surface, box, desk, takes_posts):
    (tmp_path / "files").mkdir()
    environment = {
        **os.environ,
        "ZHIYAN_SURFACE": surface,
        "ZHIYAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "zhiyan.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    name, *answers = done.stdout.split()
    assert (name == "TakePosts") is takes_posts
    assert [int(one) for one in answers] == [box, desk]
