"""What programs read: each file to its own standard, and nothing in it that its author did not say."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import jsonschema
import pytest

from kommuneside.make import Order, make

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def public(site: Path, build: Callable) -> Path:
    build()
    return site / "public"


def test_the_feed_tells_what_changed_newest_first(public: Path) -> None:
    """RFC 4287: ids that stay, days with a time and a zone, an author, and each entry's own text."""
    feed = ET.parse(public / "feed.xml").getroot()
    assert [feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")] == [
        "https://proeve.example/klima/", "Prøve Kommune", "2026-11-03T00:00:00Z"
    ]  # fmt: skip
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Prøve Kommune"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "https://proeve.example/klima/feed.xml",
        "alternate": "https://proeve.example/klima/",
    }
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Aftalen & <os>", "Klima"]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert ids == ["https://proeve.example/klima/#aftalen", "https://proeve.example/klima/"]
    for entry in entries:
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo
        content = entry.find(f"{ATOM}content")
        assert content is not None
        assert content.get("type") == "html"
        assert content.get("{http://www.w3.org/XML/1998/namespace}base") == "https://proeve.example/klima/"
    assert 'href="tal.csv"' in (entries[0].findtext(f"{ATOM}content") or "")


def test_a_site_without_days_or_address_has_no_feed(shared_site: Callable, tmp_path: Path) -> None:
    """A feed must name both, and neither is made up; no page points to it."""
    text = "---\ntitle: Klima\n---\nKort.\n"
    site = shared_site(tmp_path / "plain", texts={"content/index.md": text})
    make(Order(site=site))
    assert not (site / "public/feed.xml").exists()
    assert "feed.xml" not in (site / "public/index.html").read_text("utf-8")


def test_open_data_is_of_the_published_form(public: Path) -> None:
    """Each page's file satisfies the published schema, and says what the page says."""
    schema = json.loads((public / "api/schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for name in ("klima", "maal"):
        jsonschema.validate(json.loads((public / f"api/{name}.json").read_text("utf-8")), schema)
    front = json.loads((public / "api/klima.json").read_text("utf-8"))
    assert front["pages"] == [
        {
            "title": "Mål på øen",
            "address": "https://proeve.example/klima/maal/",
            "data": "https://proeve.example/klima/api/maal.json",
        }
    ]
    (section,) = front["sections"]
    assert (section["id"], section["address"]) == ("aftalen", "https://proeve.example/klima/#aftalen")
    assert (section["title"], section["updated"]) == ("Aftalen & <os>", "2026-11-03")
    assert schema["$id"] == "https://proeve.example/klima/api/schema.json"


def test_the_default_site_has_its_entries_as_data(house: Path, tmp_path: Path) -> None:
    """/api/partnerskaber.json holds the four partnerships, in the order of the page."""
    make(Order(site=house, output=tmp_path / "out"))
    data = json.loads((tmp_path / "out/api/partnerskaber.json").read_text("utf-8"))
    assert [section["id"] for section in data["sections"]] == [
        "c40-og-dk2020", "klimaalliancen", "energi-og-co2-regnskabet", "borgmesterpagten"
    ]  # fmt: skip


def test_security_txt_says_what_the_configuration_says(public: Path) -> None:
    """RFC 9116: whom to tell, until when, in which languages and where this file stands."""
    lines = (public / ".well-known/security.txt").read_text("utf-8").splitlines()
    assert lines == [
        "Contact: mailto:sikkerhed@example.org",
        "Expires: 2027-11-24T23:59:59Z",
        "Preferred-Languages: da, en",
        "Canonical: https://proeve.example/klima/.well-known/security.txt",
    ]


@pytest.mark.parametrize(
    "line", ["contact: sikkerhed@example.org", "contact: 'mailto:a@b.dk\n\n  Expires: 1'", "expires: snart"]
)
def test_security_txt_is_never_a_guess(site: Path, line: str) -> None:
    """A contact that is no address, a line too many, a day that is none: config.yaml is wrong, and nothing is built."""
    name = line.partition(":")[0]
    config = (site / "config.yaml").read_text("utf-8").splitlines()
    config = [f"  {line}" if name in text and text.startswith("  ") else text for text in config]
    (site / "config.yaml").write_text("\n".join(config) + "\n", "utf-8")
    outcome = make(Order(site=site))
    assert not outcome.config_ok
    assert outcome.problems[0].rule in ("address-invalid", "date-invalid")


def test_robots_and_sitemap_name_every_page_once(public: Path) -> None:
    """Pages that only lead on are not among them."""
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    addresses = [loc.text for loc in ET.parse(public / "sitemap.xml").iter(f"{namespace}loc")]
    assert addresses == ["https://proeve.example/klima/", "https://proeve.example/klima/maal/"]
    assert "Sitemap: https://proeve.example/klima/sitemap.xml" in (public / "robots.txt").read_text("utf-8")
