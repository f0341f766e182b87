"""Walking the desk by its own links, one record of each kind, as one signed-in person."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

from tests.browser.looks import links_of

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PAPER_ISSUED = re.compile(r"/documents/[^/]+/issue/")
PAPER = re.compile(r"/documents/.")
RULE = re.compile(r"/findings/[^/]+/")
FILES = re.compile(r"/(file|photos/<id>|evidence/<id>|download\.\w+)/?(\?|$)")
YEAR = re.compile(r"/20\d\d/")
MAIN_PAGE_SLASHES = 4  # /center/2021/talks/
OTHERS_FETCHED = 2


def kind_of(url: str) -> str:
    """The kind of page behind an address: ids and query values left out, and below a stage's main page the year."""
    parts = urlsplit(url)
    path = RULE.sub("/findings/<rule>/", UUID.sub("<id>", parts.path))
    path = PAPER_ISSUED.sub("/documents/<paper>/issue/", path)
    if path.count("/") > MAIN_PAGE_SLASHES or parts.query:
        path = YEAR.sub("/<year>/", path)
    names = ",".join(sorted({name for name, _value in parse_qsl(parts.query)}))
    return f"{path}?{names}" if names else path


@dataclass
class Walk:
    """What was seen: pages drawn, links that ended badly."""

    pages: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def walk(page: Page, starts: list[str], look: Callable[[str], None], *, most: int) -> Walk:
    """Breadth first over GET links of the page's own host; `look(kind)` at each new kind; the rest is only asked for.

    At most `most` pages are drawn, printed papers last: they look alike. Of a kind already drawn two more are
    fetched, so that rights by record show.
    """
    done, seen, asked = Walk(), set[str](), dict[str, int]()
    queue, papers = deque((url, "start", "", False) for url in starts), deque[tuple[str, str, str, bool]]()
    host = urlsplit(starts[0]).netloc
    while queue or papers:
        url, origin, words, file = (queue or papers).popleft()
        if url in seen or urlsplit(url).netloc != host:
            continue
        seen.add(url)
        kind = kind_of(url)
        told = f"“{words}” on {kind_of(origin)} → {kind}"
        count = asked[kind] = asked.get(kind, 0) + 1
        is_file = file or FILES.search(kind)
        if count > 1 or is_file or len(done.pages) >= most:
            if count == 1 and not is_file:
                done.left.append(kind)
            if count <= 1 + OTHERS_FETCHED:
                status = page.request.get(url).status
                if status >= 400:
                    done.broken.append(f"{status} {told}")
            continue
        response = page.goto(url)
        if response is None or response.status >= 400:
            done.broken.append(f"{response.status if response else 'no answer'} {told}")
            continue
        done.pages.append(kind)
        look(kind)
        for link in links_of(page):
            (papers if PAPER.search(link["url"]) else queue).append((link["url"], url, link["words"], link["file"]))
    return done
