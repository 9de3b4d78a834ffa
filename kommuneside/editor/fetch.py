"""`editor`: fetches the pinned package with the machine's own npm, checks it, and has it ask no one else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from kommuneside.editor import place
from kommuneside.editor.package import ANSWERS, CHANGES, FILES, INTEGRITY, NAME, VERSION
from kommuneside.exchange import exchange


class Refused(Exception):
    """The editor was not fetched, and nothing is changed: `sentence` is a key under `editor.` in the catalogue."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


def fetch(site: Path) -> Path:
    """Lay the package ready in the site's cache and return its folder; raises Refused."""
    packed = download()
    return install(packed, site)


def download() -> bytes:
    """The packed package, as npm gives it and with the hash we know."""
    npm = shutil.which("npm")
    if npm is None:
        raise Refused("no_npm")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"{NAME}@{VERSION}", "--pack-destination", folder, "--ignore-scripts", "--silent"]
        done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", check=False)
        packages = sorted(Path(folder).glob("*.tgz"))
        if done.returncode or not packages:
            complaint = (done.stderr or done.stdout).strip().splitlines()
            raise Refused("npm_failed", package=f"{NAME}@{VERSION}", reason=complaint[-1] if complaint else "npm pack")
        return packages[0].read_bytes()


def install(packed: bytes, site: Path) -> Path:
    """Unpack what we use of the package, changed, in place of what was there; the hash is checked first."""
    digest = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
    if not hmac.compare_digest(digest, INTEGRITY):
        raise Refused("wrong_package", package=f"{NAME}@{VERSION}")
    target = place(site)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f".{target.name}.{os.getpid()}"
    try:
        for path, data in unpack(packed):
            file = aside / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        exchange(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return target


def unpack(packed: bytes) -> Iterator[tuple[str, bytes]]:
    """The files as they are to lie in the editor's folder; names come from us, never from the package."""
    with tarfile.open(fileobj=BytesIO(packed), mode="r:gz") as archive:
        for name, path in FILES.items():
            member = archive.extractfile(f"package/{name}")
            if member is None:
                raise Refused("wrong_package", package=f"{NAME}@{VERSION}")
            data = member.read()
            yield path, change(data.decode()).encode() if name == "dist/sveltia-cms.js" else data
    for path, text in ANSWERS.items():
        yield path, text.encode()


def change(script: str) -> str:
    """The script with every change made, and its source map, which we do not have, forgotten."""
    for old, new in CHANGES.items():
        if script.count(old) != 1:
            raise Refused("wrong_package", package=f"{NAME}@{VERSION}")
        script = script.replace(old, new)
    return script.replace("//# sourceMappingURL=sveltia-cms.js.map", "")
