"""Work shared among processes."""

from kommuneside import press, workers


def test_several_processes_make_the_same_bytes_as_one(build_site, monkeypatch):
    monkeypatch.setattr(press, "LARGE", 1)
    files = {f"content/emne-{n}/index.md": f"---\ntitle: Emne {n}\nlead: Om {n}\n---\n\nTekst {n}.\n" for n in range(9)}
    alone, shared = (build_site(files, jobs=jobs).outcome for jobs in (1, 3))
    assert alone.files
    assert alone.files == shared.files
    assert alone.problems == shared.problems


def test_what_is_shared_comes_back_in_order():
    assert list(workers.share(list, list(range(20)), jobs=2, at_least=1)) == [
        [0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11], [12, 13, 14], [15, 16, 17], [18, 19],
    ]  # fmt: skip


def test_a_little_work_is_done_at_once_in_this_process():
    assert list(workers.share(tuple, [1, 2], jobs=2, at_least=3)) == [(1, 2)]
    assert list(workers.share(tuple, [], jobs=2, at_least=1)) == []
