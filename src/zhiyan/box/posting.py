"""Taking posts before the framework wakes: POST /<unit>/<cycle>/post on the box's host, and nothing else.

Of the request only path, length and body are looked at: no header that tells who or where a writer is, nothing is
logged, and a refusal has a sentence and a remedy as any other.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhiyan.kernel.canonical import canonical
from zhiyan.kernel.errors import DomainError
from zhiyan.solicitation.acceptance import PostRefused, accept
from zhiyan.solicitation.sealing import POST_BYTES
from zhiyan.web.surfaces import POLICY, is_safe_place

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

logger = logging.getLogger(__name__)

_PATH = re.compile(r"(/en)?/([-\w]+)/([-\w]+)/post")
_RATING = b"\x02"
STATUS = {
    200: "200 OK", 400: "400 Bad Request", 403: "403 Forbidden", 404: "404 Not Found", 409: "409 Conflict",
    500: "500 Internal Server Error", 503: "503 Service Unavailable",
}  # fmt: skip
HEADERS = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
]


class TakePosts:
    """A WSGI application around another: posts are answered here, everything else goes on."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        found = _PATH.fullmatch(environ.get("PATH_INFO", "")) if environ["REQUEST_METHOD"] == "POST" else None
        if found is None or not _is_box(environ):
            return self.application(environ, start_response)
        with translation.override("en" if found[1] else "zh-hans"):
            status, content = answer(environ, found[2], found[3])
        length = [("Content-Length", str(len(content)))]
        start_response(STATUS.get(status, STATUS[500]), HEADERS + length)
        return [content]


def answer(environ: Environ, unit: str, cycle: str) -> tuple[int, bytes]:
    """Status and JSON for a post in a WSGI request; a body of another length is not even read."""
    if not is_safe_place(environ):
        refusal = PostRefused(
            "box.insecure",
            _("这个地址没有加密，不能投递。"),
            remedy=_("请用 https 开头的网址打开；没有的，请管理员按《运行说明》配置证书。"),
            status=403,
        )
        return refusal.status, canonical(refusal.document)
    length = environ.get("CONTENT_LENGTH") or ""
    body = environ["wsgi.input"].read(POST_BYTES) if length == str(POST_BYTES) else b""
    return receive(unit, cycle, body)


def receive(unit: str, cycle: str, body: bytes) -> tuple[int, bytes]:
    """Status and JSON: the receipt, or the refusal in the language now active."""
    try:
        if body[4:5] == _RATING:
            from zhiyan.disclosure.balloting import accept_ballot

            return 200, accept_ballot(unit, cycle, body)
        return 200, accept(unit, cycle, body)
    except PostRefused as refused:
        return refused.status, canonical(refused.document)
    except DomainError as error:
        return error.status, canonical(refusal_of(error))
    except Exception:
        logger.exception("a post was not answered")
        failed = PostRefused("post.failed", _("没有存上。"), remedy=_("请再投一次，凭证没有用掉。"), status=503)
        return failed.status, canonical(failed.document)


def refusal_of(error: DomainError) -> dict[str, str]:
    """A refusal as JSON."""
    return {"kind": "refused", "code": error.code, "sentence": error.sentence, "remedy": error.remedy}


def _is_box(environ: Environ) -> bool:
    host, _port = split_domain_port(environ.get("HTTP_HOST", ""))
    return host in settings.BOX_HOSTS
