"""What no page may do: ask another host, complain on the console, break on the server."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

OWN_HOSTS = {"127.0.0.1", "localhost"}
OWN_SCHEMES = {"data", "blob", "about"}


class Watch:
    """Collects complaints of all contexts it was attached to."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def attach(self, context: BrowserContext) -> None:
        """Listen to everything that the context's pages do."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in OWN_SCHEMES and parts.hostname not in OWN_HOSTS:
            self.complaints.append(f"asked another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status}: {response.request.method} {response.url}")
        elif response.status >= 400 and response.request.resource_type not in ("document", "xhr", "fetch"):
            self.complaints.append(f"{response.status}: {response.url} on {response.frame.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A refused form answers 422 and the browser says so in red: that is the page's business, not a fault.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"console: {message.text} on {message.page.url if message.page else ''}")
