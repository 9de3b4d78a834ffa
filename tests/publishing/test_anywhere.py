"""A site works wherever it stands: at a root, under a path, and as files on a disk."""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

ADDRESSES = pytest.mark.parametrize("base", ["https://proeve.example/", "https://proeve.example/klima/plan/"])


class Page(HTMLParser):
    """The addresses and ids of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := values.get(name))]
        if values.get("id"):
            self.ids.add(str(values["id"]))


@ADDRESSES
def test_everything_a_page_names_is_there(build: Callable, nginx: Callable, tmp_path: Path, base: str) -> None:
    """A crawl from the front page, the page for what is missing, the sitemap and the feed meets no dead end."""
    path = urlsplit(base).path
    output = tmp_path / "www" / path.strip("/")
    build(base_url=base, output=output)
    with nginx(tmp_path / "www", output / ".hosting" / "nginx.conf") as server:
        waiting, seen = [path, f"{path}findes/ikke", f"{path}was/index.html"], set()
        waiting += [urlsplit(address).path for address in _named_in_xml(output, base)]
        pages: dict[str, Page] = {}
        fragments: list[tuple[str, str]] = []
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            answer = server.get(address)
            assert answer.status == (404 if "findes" in address else 200), address
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            pages[address] = page = Page(answer.body.decode())
            for link in page.links:
                target = urlsplit(urljoin(f"https://proeve.example{address}", link))
                if target.netloc == "proeve.example":
                    assert target.path.startswith(path), link
                    waiting.append(target.path)
                    fragments.append((target.path, unquote(target.fragment)))
        assert {path, f"{path}maal/", f"{path}tal.csv", f"{path}api/maal.json", f"{path}feed.xml"} <= seen
        for address, fragment in fragments:
            if fragment:
                assert fragment in pages[address].ids, (address, fragment)


@ADDRESSES
def test_each_page_names_its_own_address(build: Callable, tmp_path: Path, base: str) -> None:
    """Canonical addresses, the sitemap, the feed, robots.txt and security.txt begin with the base URL."""
    build(base_url=base, output=tmp_path / "out")
    for name, address in {
        "index.html": base,
        "maal/index.html": f"{base}maal/",
        "gamle-maal/index.html": f"{base}maal/",
    }.items():
        assert f'<link rel="canonical" href="{address}">' in (tmp_path / "out" / name).read_text("utf-8")
    assert all(address.startswith(base) for address in _named_in_xml(tmp_path / "out", base))
    assert f"Sitemap: {base}sitemap.xml\n" in (tmp_path / "out/robots.txt").read_text("utf-8")
    assert f"Canonical: {base}.well-known/security.txt\n" in (tmp_path / "out/.well-known/security.txt").read_text(
        "utf-8"
    )


def test_pages_find_each_other_as_files(build: Callable, tmp_path: Path) -> None:
    """From a disk, every link between pages and to files leads to a file; a folder's page is its index.html."""
    build(output=tmp_path / "out")
    for file in (tmp_path / "out").rglob("*.html"):
        here = file.relative_to(tmp_path / "out").as_posix()
        if here == "404.html":  # it is served at any depth, so it names whole paths
            continue
        for link in Page(file.read_text("utf-8")).links:
            if re.match(r"[a-z]+:", link) or link.startswith("#"):
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(here), unquote(link.partition("#")[0])))
            assert (tmp_path / "out" / target).exists(), (here, link)


def _named_in_xml(output: Path, base: str) -> list[str]:
    names = {"sitemap.xml": "{*}loc", "feed.xml": "{*}id"}
    found = [str(item.text) for file, name in names.items() for item in ET.parse(output / file).iterfind(f".//{name}")]
    assert f"{base}maal/" in found
    assert f"{base}#aftalen" in found
    return found
