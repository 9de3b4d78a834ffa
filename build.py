"""The front door: makes `.venv` where it is needed, then hands on to kommuneside.cli in the same process.

It needs only the standard library, and parses on Python 3.6: an old Python is told what to do, not shown a SyntaxError.
"""

import os
import sys

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.realpath(__file__))
LOCK = os.path.join(HERE, "requirements.lock")
TEST_LOCK = os.path.join(HERE, "requirements-test.lock")  # names all that LOCK names, and more
VENV = os.path.join(HERE, ".venv")
CACHE = os.path.join(HERE, ".cache")
LOG = os.path.join(CACHE, "install.log")

# The only sentences that stand outside kommuneside/texts/: the catalogue needs PyYAML, which is not here yet.
SENTENCES = {
    "da": {
        "old_python": "Kommuneside kræver Python {oldest} eller nyere, og dette er {version}: installer en nyere, og prøv igen.",
        "fetching": "Henter det, Kommuneside bygger med, til .venv (kun første gang) ...",
        "waiting": "Venter på en anden kørsel, som er ved at lave .venv ...",
        "no_venv_module": "Python mangler modulet {module}: installer det (på Debian og Ubuntu: apt install python3-venv), og prøv igen.",
        "no_lock": "{lock} kan ikke læses ({reason}): hent filen igen med git.",
        "not_writable": "Der kan ikke skrives i {folder} ({reason}): skaf skriveadgang, eller flyt mappen, og prøv igen.",
        "disk_full": "Disken er fuld, så .venv blev ikke færdig: skaf 500 MB plads, og prøv igen.",
        "no_venv": "Mappen .venv kunne ikke laves: slet den, og prøv igen. Hvad der gik galt, står i {log}.",
        "no_packages": "Pakkerne kunne ikke hentes: tjek forbindelsen til internettet, og prøv igen. Hvad der gik galt, står i {log}.",
        "wrong_hash": "En pakke er ikke den, som {lock} kender, og blev ikke installeret: prøv igen, eller vis nogen {log}.",
    },
    "en": {
        "old_python": "Kommuneside needs Python {oldest} or newer, and this is {version}: install a newer one, and try again.",
        "fetching": "Fetching what Kommuneside builds with into .venv (the first time only) ...",
        "waiting": "Waiting for another run that is making .venv ...",
        "no_venv_module": "Python lacks the module {module}: install it (on Debian and Ubuntu: apt install python3-venv), and try again.",
        "no_lock": "{lock} cannot be read ({reason}): get the file back with git.",
        "not_writable": "{folder} cannot be written to ({reason}): get write access, or move the folder, and try again.",
        "disk_full": "The disk is full, so .venv was not finished: make room for 500 MB, and try again.",
        "no_venv": "The folder .venv could not be made: delete it, and try again. What went wrong is in {log}.",
        "no_packages": "The packages could not be fetched: check the internet connection, and try again. What went wrong is in {log}.",
        "wrong_hash": "A package is not the one that {lock} knows, and was not installed: try again, or show someone {log}.",
    },
}


class Stop(Exception):
    """The environment cannot be had; names the sentence that says what to do."""

    def __init__(self, key: str, **blanks: object) -> None:
        super().__init__(key)
        self.key, self.blanks = key, blanks


def say(key: str, **blanks: object) -> None:
    """Prints a sentence to standard error, in Danish unless config.yaml names another language."""
    import re

    try:
        with open(os.path.join(HERE, "config.yaml"), encoding="utf-8", errors="replace") as config:
            foreign = re.search(r"^language:\s*[\"']?(?!da\b)\w", config.read(), re.MULTILINE)
    except OSError:
        foreign = None
    print(SENTENCES["en" if foreign else "da"][key].format(**blanks), file=sys.stderr, flush=True)


if sys.version_info < OLDEST:  # what follows, no older Python can run
    say("old_python", oldest="{}.{}".format(*OLDEST), version="{}.{}".format(*sys.version_info))
    sys.exit(2)

if sys.platform == "win32":
    PYTHON = os.path.join(VENV, "Scripts", "python.exe")
    PACKAGES = os.path.join(VENV, "Lib", "site-packages")
else:
    PYTHON = os.path.join(VENV, "bin", "python")
    VERSION = "python{}.{}{}".format(*sys.version_info[:2], "t" if "t" in sys.abiflags else "")
    PACKAGES = os.path.join(VENV, "lib", VERSION, "site-packages")


def main(arguments: list[str]) -> int:
    """Runs a command of Kommuneside and gives its exit status."""
    lock = TEST_LOCK if arguments[:1] == ["test"] else LOCK
    try:
        if is_current(lock):
            join()
        elif not is_installed(lock):
            make(lock)
            join()

        from kommuneside.again import recall

        speak_utf8()
        said = recall(arguments)
        if said is not None:
            try:
                for stream, text in said:
                    (sys.stderr if stream == "err" else sys.stdout).write(text)
            except BrokenPipeError:
                pass  # no one reads any more
            return 0

        from kommuneside.cli import main as run

        return run(arguments)
    except Stop as stop:
        say(stop.key, **stop.blanks)
        return 3
    except KeyboardInterrupt:
        return 130


def speak_utf8() -> None:
    """Says Danish letters on Windows' consoles too, which speak other encodings; where no one listens, to no one."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for as long as we run
        elif hasattr(getattr(sys, name), "reconfigure"):
            getattr(sys, name).reconfigure(encoding="utf-8", errors="replace")


def is_current(lock: str) -> bool:
    """Whether `.venv` was finished from this lock, for a Python like this one, and is still whole."""
    try:
        with open(stamp_path(lock), encoding="utf-8") as file:
            made_from, *packages = file.read().splitlines()
        return made_from == origin(lock) and os.path.exists(PYTHON) and set(packages) <= set(os.listdir(PACKAGES))
    except (OSError, ValueError):
        return False


def stamp(lock: str) -> None:
    """Writes into `.venv` which lock it was made from, and what lay in it then."""
    packages = sorted(name for name in os.listdir(PACKAGES) if name != "__pycache__")
    with open(stamp_path(lock), "w", encoding="utf-8") as file:
        file.write("\n".join([origin(lock), *packages]))


def stamp_path(lock: str) -> str:
    """Where a lock has its stamp."""
    return os.path.join(VENV, os.path.basename(lock) + ".stamp")


def origin(lock: str) -> str:
    """The lock's hash and the suffix of binary modules, which names Python's version, machine and system."""
    import hashlib
    from importlib.machinery import EXTENSION_SUFFIXES

    return hashlib.sha256(read(lock)).hexdigest() + " " + EXTENSION_SUFFIXES[0]


def read(lock: str) -> bytes:
    """What the lock says."""
    try:
        with open(lock, "rb") as file:
            return file.read()
    except OSError as error:
        raise Stop("no_lock", lock=lock, reason=error.strerror) from error


def is_installed(lock: str) -> bool:
    """Whether the running interpreter has every package of the lock, those for other systems included."""
    import re
    from importlib.metadata import PackageNotFoundError, version

    pins = re.findall(r"^([\w.-]+)==([^\s;]+)", read(lock).decode(), re.MULTILINE)
    try:
        return all(version(name) == pinned for name, pinned in pins)
    except PackageNotFoundError:
        return False


def join() -> None:
    """Makes this process one of `.venv`, as if the interpreter there had been started.

    Its packages come where the base interpreter's were, behind the standard library; no locked package needs
    its .pth file read. Child processes find the interpreter as `sys.executable` and on PATH.
    """
    apart = ("site-packages", "dist-packages")
    sys.path[:] = [path for path in sys.path if os.path.basename(path) not in apart] + [PACKAGES]
    if HERE not in sys.path:  # python -P leaves it out
        sys.path.insert(0, HERE)
    sys.executable = PYTHON
    os.environ["VIRTUAL_ENV"] = VENV
    os.environ["PATH"] = os.path.dirname(PYTHON) + os.pathsep + os.environ.get("PATH", os.defpath)


def make(lock: str) -> None:
    """Makes `.venv`, or adds the tests' packages to it; its stamps come last, so half of one is never used."""
    import errno
    import importlib

    try:
        os.makedirs(CACHE, exist_ok=True)
        with open(os.path.join(CACHE, "door.lock"), "a") as turn:
            wait_for(turn.fileno())
            if not is_current(lock):  # the run we waited for may have made it
                say("fetching")
                if not is_current(LOCK):
                    create()
                install(lock)
                stamp(LOCK)
                stamp(lock)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise Stop("disk_full" if full else "not_writable", folder=HERE, reason=error.strerror) from error
    importlib.invalidate_caches()


def wait_for(turn: int) -> None:
    """Locks an open file as soon as no other run has it; the system unlocks it when a run ends, however."""
    import errno
    import itertools
    import time

    for tries in itertools.count():
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(turn, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                return  # a file system that knows no locks
        if tries == 0:
            say("waiting")
        time.sleep(0.2)


def create() -> None:
    """An empty `.venv` with pip, in place of whatever was there."""
    from importlib.util import find_spec

    for module in ("venv", "ensurepip"):
        if find_spec(module) is None:
            raise Stop("no_venv_module", module=module)
    if run([sys.executable, "-I", "-m", "venv", "--clear", VENV]):
        raise Stop("no_venv", log=LOG)


def install(lock: str) -> None:
    """Fetches the lock's packages: built ones only, and none whose hash the lock does not hold."""
    options = "--quiet --no-input --disable-pip-version-check --require-hashes --no-deps --only-binary :all:"
    complaint = run([PYTHON, "-I", "-m", "pip", "install", *options.split(), "-r", lock])
    if "DO NOT MATCH THE HASHES" in complaint:
        raise Stop("wrong_hash", lock=lock, log=LOG)
    if complaint:
        raise Stop("no_packages", log=LOG)


def run(command: list[str]) -> str:
    """Runs a command in silence; where it fails, gives what it printed, which the log keeps too."""
    import subprocess

    environment = dict(os.environ, PIP_USER="0")  # "user = yes" in someone's pip.conf cannot work in .venv
    with open(LOG, "wb") as log:
        status = subprocess.call(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
    if status == 0:
        return ""
    with open(LOG, encoding="utf-8", errors="replace") as log_text:
        complaint = log_text.read()
    if "Errno 28" in complaint or "No space left on device" in complaint:
        raise Stop("disk_full")
    return complaint or str(status)


def leave(status: int) -> None:
    """Ends the process; what it held is given back by the system at once, not by Python piece by piece."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            pass  # no one reads any more
        except OSError:  # what was to be said is lost
            status = status or 3
    os._exit(status)


if __name__ == "__main__":
    import gc

    gc.set_threshold(50_000, 50, 50)  # nearly all that a build makes lives as long as it
    leave(main(sys.argv[1:]))
