"""The bench compares like with like, counts rightly, and writes only its own part."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from bench import bars, command, corpus, edits, layouts, results, timing, weight, words
from bench.layouts import LAYOUTS
from bench.peers import HUGO, NAMES, OURS, Peer
from bench.timing import COLD, SECTION, UNCACHED, Measured
from kommuneside.make import Order, make


def sentences(folder: Path) -> set[str]:
    """Every sentence of the corpus' kind that the texts of a folder hold."""
    texts = "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*.md")))
    return set(re.findall(r"[A-ZÆØÅ][a-zæøå]+ [a-zæøå ]+(?:CO2[a-zæøå ]*)?[^.:|\"\[\]]*\.", texts))


def test_the_same_seed_gives_the_same_texts():
    assert corpus.make(3) == corpus.make(3)


def test_another_seed_gives_other_texts():
    assert corpus.make(3, seed=1) != corpus.make(3, seed=2)


def test_a_corpus_has_lists_tables_pictures_and_links_that_lead_somewhere():
    topics = corpus.make(40)
    bodies = "\n".join(section.body for topic in topics for section in topic.sections)
    assert all(len(topic.sections) == 4 for topic in topics)
    assert all(mark in bodies for mark in ("\n- ", "\n| --- |", "](foto.png)", "](https://regnskab.example.org/"))
    assert {int(number) for number in re.findall(r"\(topic:(\d+)\)", bodies)} <= set(range(40))
    assert len({corpus.name_topic(number) for number in range(2_500)}) == 2_500


@pytest.mark.parametrize("name", [name for name in NAMES if name != HUGO])
def test_every_layout_holds_the_same_sentences_and_pictures_as_hugos(name: str, tmp_path: Path):
    topics = corpus.make(6)
    theirs, hugos = (layouts.lay_out(one, topics, tmp_path / one).root for one in (name, HUGO))
    assert sentences(theirs) == sentences(hugos)
    assert len(sentences(hugos)) > 200
    pictures = [{path.parent.name: path.read_bytes() for path in root.rglob("*.png")} for root in (theirs, hugos)]
    assert pictures[0] == pictures[1] != {}
    assert "(topic:" not in "".join(path.read_text("utf-8") for path in theirs.rglob("*.md"))


def test_our_layout_builds_without_an_error_and_shows_each_edit(tmp_path: Path):
    layout = layouts.lay_out(OURS, corpus.make(3), tmp_path / "site")
    outcome = make(Order(site=layout.root))
    assert outcome.published, outcome.problems
    assert len(outcome.problems) < 12, "so many remarks that telling them would count in the time"
    edits.prove_whole(layout, 3)
    for number, edit in enumerate((edits.edit_section, edits.edit_template, edits.edit_section), 1):
        wanted = edit(layout, number)
        with pytest.raises(edits.Unproved):
            edits.prove(layout, wanted)
        make(Order(site=layout.root))
        edits.prove(layout, wanted)


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_has_a_section_and_a_template_to_change(name: str, tmp_path: Path):
    layout = layouts.lay_out(name, corpus.make(2), tmp_path / name)
    assert edits.edit_section(layout, 3) in layout.section.read_text("utf-8")
    assert edits.edit_template(layout, 3) in layout.template.read_text("utf-8")


def test_wiping_leaves_the_sources_alone(tmp_path: Path):
    layout = layouts.lay_out(HUGO, corpus.make(1), tmp_path / "site")
    before = sorted(layout.root.rglob("*"))
    for folder in (layout.output, layout.root / "resources"):
        folder.mkdir()
    edits.wipe(layout, ["resources", "never-made"])
    assert sorted(layout.root.rglob("*")) == before


def measured() -> Measured:
    seconds = {
        (1_000, COLD, OURS): [3.0, 1.0, 2.0],
        (1_000, COLD, HUGO): [1.0, 1.0, 9.0],
        (1_000, COLD, "pelican"): [2.0],
        (1_000, UNCACHED, OURS): [2.5],
        (10_000, COLD, OURS): [24.0],
        (10_000, COLD, "jekyll"): [90.0],
        (1_000, SECTION, OURS): [1.0],
    }
    return Measured(seconds=seconds, memory={(10_000, OURS): [300, 100, 200], (10_000, HUGO): [400]})


def test_a_ratio_is_our_median_to_hugos_in_the_cells_that_have_both():
    found = {(verdict.size, verdict.scenario): verdict for verdict in bars.ratios(measured())}
    assert {cell: verdict.value for cell, verdict in found.items()} == {(1_000, COLD): 2.0, (1_000, UNCACHED): 2.5}
    assert [verdict.met for verdict in found.values()] == [True, False]


def test_memory_and_growth_are_held_against_their_bars():
    (memory,) = bars.memory_ratios(measured())
    assert (memory.value, memory.bar, memory.met) == (0.5, 0.7, True)
    (growth,) = bars.growth(measured(), OURS)
    assert (growth.scenario, growth.value, growth.met) == (COLD, 12.0, False)


def test_a_peer_that_is_as_fast_as_we_are_is_named():
    assert bars.behind(measured()) == [(1_000, COLD, "pelican")]


def test_a_ratio_without_a_bar_is_told_and_not_judged():
    assert bars.Verdict(COLD, 100, 1.0, None).met is None


def test_the_part_about_builds_names_what_is_missing_and_what_is_not_met():
    peers = [Peer(name, "1.0", (name,), f"{name} build") for name in (OURS, HUGO, "pelican")]
    text = words.builds(measured(), peers, {"mkdocs": "could not be installed"}, [1_000, 10_000], 3)
    assert "- mkdocs: missing, could not be installed" in text
    assert f"| {UNCACHED} | 1000 | 2.50 | ≤ 2 | **not met** |" in text
    assert "**no**, not of pelican (cold, 1000)" in text
    assert "| cold | 2.00 s (1.00–3.00) | 1.00 s (1.00–9.00) | 2.00 s (2.00–2.00) |" in text


def test_a_part_is_replaced_and_no_other_byte_changes(tmp_path: Path):
    path = tmp_path / "RESULTS.md"
    results.write_part("builds", "old\n\\1 numbers", path)
    results.write_part("serving", "another's part", path)
    path.write_text(path.read_text("utf-8") + "\nA note by hand.\n", "utf-8")
    before = path.read_text("utf-8")
    results.write_part("builds", "new\n\\2 numbers", path)
    assert path.read_text("utf-8") == before.replace("old\n\\1 numbers", "new\n\\2 numbers")
    assert before.startswith("# ")
    assert [file.name for file in tmp_path.iterdir()] == ["RESULTS.md"]


def test_an_inline_style_and_a_fetched_one_both_count_as_css():
    page = '<style>a{}</style><script type="application/ld+json">{}</script><script>b()</script>'
    inline, fetched = weight.weigh("inline", page, "", ""), weight.weigh("fetched", "<p>", "a{}", "b()")
    assert (inline.css, inline.js) == (fetched.css, fetched.js)
    assert (inline.files, fetched.files) == (1, 3)


def test_a_build_that_fails_is_told_and_not_timed(tmp_path: Path):
    with pytest.raises(timing.Failed, match="status 3: out of ink"):
        timing.run_timed([sys.executable, "-c", "print('out of ink'); raise SystemExit(3)"], tmp_path)


@pytest.mark.skipif(not os.path.exists("/proc/self/smaps_rollup"), reason="memory is only known on Linux")
def test_memory_is_that_of_a_process_and_its_children_together(tmp_path: Path):
    hold = "data = b'x' * 40_000_000; time.sleep(0.4)"
    program = f"import os, time; os.fork(); {hold}"
    alone, both = (
        timing.run_watched([sys.executable, "-c", code], tmp_path) for code in (f"import time; {hold}", program)
    )
    assert alone is not None
    assert both is not None
    assert both - alone > 30_000_000


def test_a_name_that_is_no_part_is_refused(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        command.run(["--part", "builds,speed"])
    assert "speed is none of" in capsys.readouterr().err
