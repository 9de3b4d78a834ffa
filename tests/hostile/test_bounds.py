"""What content may be: each bound at its edge and past it."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Callable

import pytest

from kommuneside import content, folders, frontmatter, picture
from kommuneside.charts import table
from kommuneside.checks import links
from kommuneside.text import read_text


def test_a_text_holds_a_megabyte(build_site: Callable) -> None:
    head = "---\ntitle: A\n---\n"
    body = "Ord.\n\n" * 200_000
    assert "file-too-large" not in _rules(head + body[: frontmatter.LARGEST_FILE - len(head)])
    assert "file-too-large" in _rules(head + body[: frontmatter.LARGEST_FILE - len(head) + 1])


@pytest.mark.parametrize(("name", "shown"), [("tal.csv", "{chart=bars}"), ("tal.chart.yaml", "")])
def test_the_numbers_of_a_chart_hold_a_megabyte(name: str, shown: str, build_site: Callable) -> None:
    csv = "S;A\nx;1\n"
    start = csv if name == "tal.csv" else "title: Tal\nform: bars\ndata: [{S: x, A: 1}]\n"

    def build(size: int) -> set[str]:
        text = f"---\ntitle: A\n---\n\n![Tal]({name}){shown}\n"
        return set(build_site({"content/a.md": text, f"content/{name}": start.ljust(size, "\n")}).rules)

    assert "file-too-large" not in build(frontmatter.LARGEST_FILE)
    assert "file-too-large" in build(frontmatter.LARGEST_FILE + 1)


def test_the_configuration_holds_a_megabyte(build_site: Callable) -> None:
    text = "name: A\n#"
    assert "file-too-large" not in build_site({"config.yaml": text.ljust(frontmatter.LARGEST_FILE, "x")}).rules
    assert "file-too-large" in build_site({"config.yaml": text.ljust(frontmatter.LARGEST_FILE + 1, "x")}).rules


def test_a_table_of_numbers_has_ten_thousand_rows() -> None:
    def read(rows: int) -> list[str]:
        return [one.rule for one in table.read(b"S;A\n" + b"x;1\n" * rows, "tal.csv")[1]]

    assert read(table.MAX_ROWS) == []
    assert read(table.MAX_ROWS + 1) == ["csv-too-long"]


def test_a_picture_has_fifty_megapixels() -> None:
    def plan(height: int) -> list[str]:
        return [one.rule for one in picture.plan(_png(10_000, height), "foto.png", "foto.png")[1]]

    assert "picture-too-large" not in plan(5_000)
    assert plan(5_001) == ["picture-too-large"]


def _png(width: int, height: int) -> bytes:
    """A picture that promises so many pixels and holds none."""
    chunks = [b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0), b"IDAT"]
    packed = (struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _rules(text: str) -> set[str]:
    problems = read_text("content/a.md", text.encode(), content.schema.SectionFields).problems
    return {problem.rule for problem in problems}


@pytest.mark.parametrize("path", ["a.md", "a.yaml"])
def test_fields_hold_64_kb(path: str) -> None:
    def read(size: int) -> list[str]:
        fields = "title: A\n#" + "x" * (size - 11) + "\n"
        if path == "a.yaml":
            return [p.rule for p in frontmatter.split_yaml(f"{fields}body: |\n{'  Ord.' * 20_000}\n", path).problems]
        return [p.rule for p in frontmatter.split(f"---\n{fields}---\nOrd.\n", path).problems]

    assert read(frontmatter.LARGEST) == []
    assert read(frontmatter.LARGEST + 1) == ["front-matter-too-large"]


def test_a_list_in_the_place_of_a_text_is_no_way_round() -> None:
    text = "title: A\nbody: [" + "a," * 400_000 + "]\n"
    assert [problem.rule for problem in frontmatter.split_yaml(text, "a.yaml").problems] == ["front-matter-too-large"]


def test_lists_lie_as_deep_as_anyone_writes_and_no_deeper(build_site: Callable) -> None:
    def build(depth: int) -> list[str]:
        return build_site({"content/a.md": f"---\ntitle: A\n---\n\n{'- ' * depth}Ord.\n"}).rules

    assert "markdown-too-deep" not in build(20)
    assert "markdown-too-deep" in build(1_000)


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_fields_lie_twenty_deep(opening: str) -> None:
    def read(depth: int) -> list[str]:
        closing = "]" if opening == "[" else "}"
        return [one.rule for one in frontmatter.parse_yaml(f"t: {opening * depth}x{closing * depth}", "a.md").problems]

    assert read(frontmatter.MAX_DEPTH - 1) == []
    assert read(frontmatter.MAX_DEPTH) == ["yaml-too-deep"]
    assert read(100_000) == ["yaml-too-deep"]


def test_folders_lie_twenty_deep(build_site: Callable) -> None:
    def build(depth: int) -> list[str]:
        way = "/".join(["content", *(f"m{number}" for number in range(depth))])
        return build_site({f"{way}/index.md": "---\ntitle: Dyb\n---\n\nTekst.\n"}).rules

    assert "folder-too-deep" not in build(folders.DEEPEST)
    assert "folder-too-deep" in build(folders.DEEPEST + 1)


def test_a_site_has_so_many_files_and_no_more(build_site: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    built = build_site()
    number = len([path for path in (built.folder / "content").rglob("*") if path.is_file()])
    monkeypatch.setattr(folders, "MOST_FILES", number)
    assert "files-too-many" not in build_site().rules
    monkeypatch.setattr(folders, "MOST_FILES", number - 1)
    assert "files-too-many" in build_site().rules


@pytest.mark.parametrize("sign", ["{", "<", "](", "[a] (", "|"])
def test_addresses_among_the_words_are_found_in_one_walk(sign):
    """A mark that is never closed is not looked through again from each of its likes."""
    text = "http://a.dk " + sign * (200_000 // len(sign))
    started = time.perf_counter()
    assert any(match[1] for match in links._BARE.finditer(text))
    assert not list(links._NEARLY.finditer(text))
    assert time.perf_counter() - started < 1
