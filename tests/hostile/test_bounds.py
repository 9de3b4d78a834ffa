"""What content may be: each bound at its edge and past it, and no text that keeps the machine busy for long."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kommuneside import cli, content, folders, frontmatter, markup, watch

LONGEST = 30
"""Seconds any text of a megabyte may take here, on a slow and busy machine: most are turned down after five."""

N = 50_000
TEXTS = {
    "definitions": "[a]: u\n" * 5_000 + "[a][] " * 2_000,
    "empty links": "[](#a)\n\n" * 5_000,
    "dead links": "".join(f"[ord](side-{number}.md)\n\n" for number in range(5_000)),
    "dead places": "".join(f"[ord](#sted-{number})\n\n" for number in range(2_000)),
    "attributes": "<p " + 'a="b" ' * 5_000 + ">",
    "equal headings": "## Mere\n\n" * 5_000,
    "empty headings": "##\n\n" * 5_000,
    "one long word": "a" * (3 * N) + " a´b",
    "one word of capitals": "A" * (3 * N),
    "spaces": "a" + " " * (3 * N),
    "a heading of spaces": "# " + " " * (3 * N) + "a",
    "a mark of spaces": "a\n" + " " * N + "*a",
    "braces": "{: " * N,
    "dates": "1.1.2020" * (N // 3),
    "backticks": "`" * (3 * N),
    "backticks of each length": "".join("e" + "`" * number for number in range(1, 900)),
    "an excuse of spaces": "<!-- tillad:" + " " * N + "x",
    "excuses": "<!-- tillad: a -->\n" * 20_000,
    "tables": "|a|\n" + "|-|\n" * 2 + "\n" + ("| |\n|-|\n|x|\n\n" * 3_000),
    "a row of dashes": "a|b\n" + "-" * N + "x",
    "open elements": "<a " * N,
    "quotation marks": '<a "' * 50_000,
    "full stops": "! " * N,
    "abbreviations": " ".join(f"{a}{b}{c}" for a in "QWXZ" for b in "BCDFG" for c in "HJKLMNPQ") * 10,
}


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_keeps_the_machine_busy(
    name: str, write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is published, or turned down in a sentence that names the file."""
    site = write_site({"content/a.md": f"---\ntitle: A\n---\n\n{TEXTS[name]}\n"})
    started = time.perf_counter()
    status = cli.main(["check", "--site", str(site), "--quiet"])
    assert time.perf_counter() - started < LONGEST
    told = capsys.readouterr().err
    assert status == 0 or (status == 1 and "content/a.md" in told)


def test_a_text_holds_a_megabyte(build_site: Callable) -> None:
    head = "---\ntitle: A\n---\n"
    body = "Ord.\n\n" * 200_000
    assert "file-too-large" not in _rules(head + body[: content.LARGEST - len(head)])
    assert "file-too-large" in _rules(head + body[: content.LARGEST - len(head) + 1])


def _rules(text: str) -> set[str]:
    _, problems = content.read_text("content/a.md", text.encode(), content.schema.SectionFields)
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


def test_a_slow_text_is_told_and_the_rest_too(build_site: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "SLOWEST", 0.2)
    built = build_site({
        "content/a.md": "---\ntitle: A\n---\n\n" + "[" * 3_000 + "\n" + "*a_ " * 20_000 + "\n",
        "content/b.md": "---\ntitle: B\n---\n\n[Død](væk.md)\n",
    })  # fmt: skip
    told = {(problem.path, problem.rule) for problem in built.problems}
    assert ("content/a.md", "markdown-too-slow") in told
    assert ("content/b.md", "link-dead") in told


def test_one_that_was_broken_off_leaves_no_trace() -> None:
    """python-markdown remembers how deep in a list it stood; the next text must not."""
    text = "- a\n\n    b\n"
    before = markup.to_html(text, level=2, resolve=str).html
    assert markup.to_html("- " * 1_000 + text, level=2, resolve=str).failure == "markdown-too-deep"
    assert markup.to_html(text, level=2, resolve=str).html == before


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


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # a socket's address is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


SPECIAL: dict[str, Callable[[Path], None]] = {
    "a link out of the site": _link("/etc/passwd"),
    "a link to a folder": _link("/etc"),
    "a loop": _link("."),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a broken link": _link("/ingen/steder"),
    "a pipe": os.mkfifo,
    "a socket": _socket,
}


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_is_no_plain_file_is_turned_down(kind: str, write_site: Callable[..., Path]) -> None:
    site = write_site({})
    SPECIAL[kind](site / "content/særlig.md")
    problems = content.read(site).problems
    assert [(problem.path, problem.rule) for problem in problems] == [("content/særlig.md", "file-special")]


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("name", ["content", "config.yaml"])
def test_neither_is_the_content_or_the_configuration_itself(
    name: str, kind: str, write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    site = write_site({})
    (site / name).rename(site / "før")
    SPECIAL[kind](site / name)
    assert cli.main(["check", "--site", str(site), "--quiet"]) in (1, 2)
    assert name in capsys.readouterr().err


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize(
    "name", ["static", "templates", "static/billede.png", "templates/page.html", "templates/_dele"]
)
def test_neither_is_what_a_site_makes_its_pages_with(
    name: str, kind: str, write_site: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named, and nothing is read from it: a pipe would never end."""
    site = write_site({})
    (site / name).parent.mkdir(exist_ok=True)
    SPECIAL[kind](site / name)
    assert cli.main(["check", "--site", str(site), "--quiet"]) == 1
    assert f"{name}: fejl:" in capsys.readouterr().err
    assert cli.main(["build", "--site", str(site), "--quiet"]) in (1, 2)
    assert not (site / "public").exists()


def test_a_preview_does_not_follow_links_that_lead_back(tmp_path: Path) -> None:
    """Two of them in one folder would be two to the thirtieth folders to look at."""
    for name in ("a", "b"):
        (tmp_path / name).symlink_to(".")
    assert len(watch.look([tmp_path])) == 2


def test_a_file_for_every_page_has_its_size(write_site: Callable[..., Path]) -> None:
    site = write_site({"static/film.mp4": ""})
    os.truncate(site / "static/film.mp4", folders.LARGEST_SUPPLY)
    assert list(folders.check_supplies(site)) == []
    os.truncate(site / "static/film.mp4", folders.LARGEST_SUPPLY + 1)
    assert [problem.rule for problem in folders.check_supplies(site)] == ["supply-too-large"]


@pytest.mark.parametrize("name", ["con.md", "a\nb.md", "a\x1b[31m.md", "NUL.png", "a\\b.pdf", "b\x7f.csv", "-a.md"])
def test_a_name_no_machine_can_do_without_trouble_is_turned_down(name: str, build_site: Callable) -> None:
    assert "file-name-unfit" in build_site({f"content/{name}": "---\ntitle: A\n---\n\nTekst.\n"}).rules


@pytest.mark.parametrize(("one", "other"), [("Tal.csv", "tal.csv"), ("\u00e5.csv", "a\u030a.csv")])
def test_names_that_some_machines_take_for_one_are_turned_down(one: str, other: str, build_site: Callable) -> None:
    assert "address-duplicate" in build_site({f"content/{one}": "a;b\n1;2\n", f"content/{other}": "a;b\n1;2\n"}).rules
