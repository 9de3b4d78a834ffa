"""Work shared among processes."""

import os

from kommuneside import press, workers


def test_several_processes_make_the_same_bytes_as_one(build_site, monkeypatch):
    monkeypatch.setattr(press, "LARGE", 1)
    files = {f"content/emne-{n}/index.md": f"---\ntitle: Emne {n}\nlead: Om {n}\n---\n\nTekst {n}.\n" for n in range(9)}
    alone, shared = (build_site(files, jobs=jobs).outcome for jobs in (1, 3))
    assert alone.files
    assert alone.files == shared.files
    assert alone.problems == shared.problems


def test_what_is_shared_comes_back_in_order():
    assert list(workers.share(lambda one: one * one, list(range(200)), jobs=2, at_least=1)) == [
        n * n for n in range(200)
    ]


def test_a_little_work_is_done_in_this_process():
    assert set(workers.share(lambda _: os.getpid(), [1, 2], jobs=2, at_least=3)) == {os.getpid()}
    assert os.getpid() not in set(workers.share(lambda _: os.getpid(), [1, 2], jobs=2, at_least=2))
    assert list(workers.share(str, [], jobs=2, at_least=2)) == []
