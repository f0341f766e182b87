"""Two surfaces told apart by host name: the box (网上意见箱) and the desk; and error pages that say how to mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from zhiyan.kernel.errors import Denied, DomainError, Missing

Handler = Callable[[HttpRequest], HttpResponse]
LOOPBACK = {"localhost", "[::1]"}

# All that the box needs of a request's headers. Whatever else comes (cookie, browser, language, addresses that proxies
# hand on) would tell who or where a writer is, and is dropped before any code of ours runs.
NEEDED_BY_THE_BOX = {"HTTP_HOST", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_X_FORWARDED_PROTO", "HTTP_HX_REQUEST"}

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def is_box(request: HttpRequest) -> bool:
    """Whether the request came to the box's host name."""
    host, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
    return host in settings.BOX_HOSTS


def is_safe_place(environ: Mapping[str, Any]) -> bool:
    """Whether a box request is safe from listeners: HTTPS, or on this machine alone. Beyond it the pages could not even
    seal a slip, for browsers give `crypto.subtle` to secure places only.
    """
    if environ.get("wsgi.url_scheme") == "https":
        return True
    if settings.HTTPS and environ.get("HTTP_X_FORWARDED_PROTO") == "https":
        return True
    host, _port = split_domain_port(environ.get("HTTP_HOST", ""))
    return host in LOOPBACK or host.startswith("127.") or host.endswith(".localhost")


class SurfaceMiddleware:
    """Send box hosts to the box's own routes without cookies or addresses; everything else to the desk."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_box(request):
            request.META.pop("HTTP_ACCEPT_LANGUAGE", None)  # Chinese unless somebody chose English here
            response = self.get_response(request)
            response.headers.setdefault("Content-Security-Policy", POLICY)
            if not request.path.startswith("/static/"):
                response.headers.setdefault("Cache-Control", "no-store")
            return response
        return self.box(request)

    def box(self, request: HttpRequest) -> HttpResponse:
        """Serve a box page: nothing known of the writer, nothing left with the writer."""
        for name in [name for name in request.META if name.startswith(("HTTP_", "REMOTE_"))]:
            if name not in NEEDED_BY_THE_BOX:
                del request.META[name]
        request.urlconf = "zhiyan.box.urls"  # type: ignore[attr-defined]
        if not is_safe_place(request.META):
            return error_page(request, insecure())
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # no session, nothing to forge
        response = self.get_response(request)
        response._has_been_logged = True  # type: ignore[attr-defined]  # a log line would tell the minute
        response.cookies.clear()
        for name in ("ETag", "Last-Modified", "Vary"):
            response.headers.pop(name, None)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


class ErrorPageMiddleware:
    """Turn domain errors that reach the surface into pages with sentence, code, reason and remedy."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of an error, or None to let the framework speak."""
        if isinstance(exception, DomainError):
            return error_page(request, exception)
        if isinstance(exception, Http404):
            return error_page(request, missing())
        if isinstance(exception, PermissionDenied):
            return error_page(request, DomainError("denied", _("您没有查看这一页的权限。")), status=403)
        return None


def insecure() -> DomainError:
    """The box beyond this machine without HTTPS."""
    return Denied(
        "box.insecure",
        _("这个地址没有加密，意见箱不在这里开放。"),
        reason=_("没有加密，网络上的人能看到谁在写；浏览器也不给密封意见用的功能。"),
        remedy=_("请用 https 开头的网址打开；没有的，请管理员按《运行说明》配置证书。"),
    )


def missing() -> Missing:
    """The one answer for what is not there and for what is another unit's."""
    return Missing("missing", _("没有找到这一页。"), remedy=_("请核对网址，或从首页重新进入。"))


def error_page(request: HttpRequest, error: DomainError, *, status: int | None = None) -> HttpResponse:
    """What happened, the code, why, and how to mend it."""
    template = "web/box_error.html" if is_box(request) else "web/error.html"
    context = {"error": error, "status": status or error.status, "findings": getattr(error, "findings", [])}
    return render(request, template, context, status=status or error.status)


def language_of_path(request: HttpRequest) -> str:
    """The box chooses its language by path, never by the browser's header."""
    language = "en" if request.path.startswith("/en/") else "zh-hans"
    translation.activate(language)
    return language
