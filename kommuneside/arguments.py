"""What may be said on the command line: every command and option, and what is wrong with what was said."""

from __future__ import annotations

import argparse
import difflib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from kommuneside.texts import Texts

COMMANDS = ("build", "serve", "check", "new", "editor", "test", "bench")

HOUSE = Path(__file__).resolve().parent.parent

# argparse says what is wrong in English only; each pattern's groups are the blanks of the sentence under `usage.`.
_COMPLAINTS = (
    (r"unrecognized arguments: (?P<option>.*)", "unknown_option"),
    (r"argument (?P<option>\S+): expected one argument", "no_value"),
    (r"argument (?P<option>\S+): ignored explicit argument .*", "unwanted_value"),
    (r"argument (?P<option>\S+): invalid choice: (?P<value>.*?) \(choose from (?P<known>.*)\)", "no_choice"),
    (r"the following arguments are required: (?P<option>.*)", "missing"),
    (r"argument (?P<option>\S+): (?P<reason>.*)", "wrong_value"),
)


class WrongUse(Exception):
    """A command line we do not understand; the message is the sentence to show."""


def parse(arguments: Sequence[str], texts: Texts) -> argparse.Namespace:
    """The options as given, with `command` and all the words, `given`; raises WrongUse, or SystemExit after help."""
    given = argparse.Namespace(given=tuple(arguments))
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["build", *arguments]
    command = arguments[0]
    if command not in (*COMMANDS, "-h", "--help"):
        suggestion = _suggest(command, COMMANDS, texts)
        raise WrongUse(texts("usage.unknown_command", name=command, suggestion=suggestion, known=", ".join(COMMANDS)))
    return _parser(texts).parse_args(arguments, given)


class _Parser(argparse.ArgumentParser):
    texts: Texts
    flags: ClassVar[list[str]]

    def error(self, message: str) -> NoReturn:
        blanks: dict[str, Any] = {"message": message}
        key = "wrong"
        for pattern, name in _COMPLAINTS:
            if match := re.fullmatch(pattern, message, re.DOTALL):
                key, blanks = name, {name: text.replace("'", '"') for name, text in match.groupdict().items()}
                break
        if key == "unknown_option":
            first = blanks["option"].split(" ")[0]
            if first in COMMANDS:
                key = "command_first"
            blanks = {"option": first, "suggestion": _suggest(first, self.flags, self.texts)}
        raise WrongUse(self.texts(f"usage.{key}", **blanks) + " " + self.texts("usage.see_help"))


def _suggest(word: str, known: Iterable[str], texts: Texts) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return texts("report.did_you_mean", suggestion=near[0]) if near else "."


class _Formatter(argparse.HelpFormatter):
    """argparse's help with its one English word in the site's language."""

    def __init__(self, prog: str, texts: Texts) -> None:
        super().__init__(prog)
        self.texts = texts

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, self.texts("usage.usage") if prefix is None else prefix)


def _parser(texts: Texts) -> argparse.ArgumentParser:
    """Every command and option of the house, with its words from the catalogue."""

    class Parser(_Parser):
        flags: ClassVar[list[str]] = []

        def __init__(self, **settings: Any) -> None:
            self.texts = texts
            settings |= {"add_help": False, "allow_abbrev": False}
            super().__init__(formatter_class=lambda prog: _Formatter(prog, texts), **settings)

    def option(group: Any, flag: str, **settings: Any) -> None:
        Parser.flags.append(flag)
        group.add_argument(flag, help=texts(f"usage.options.{flag.strip('-').replace('-', '_')}"), **settings)

    def help_of(group: Any) -> None:
        group.add_argument("-h", "--help", action="help", help=texts("usage.options.help"))

    parser = Parser(prog="python build.py", description=texts("usage.program"))
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="", title=texts("usage.titles.commands"), parser_class=Parser
    )
    for name in COMMANDS:
        words = texts(f"usage.commands.{name}")
        command = commands.add_parser(name, help=words, description=words)
        if name == "new":
            group = command.add_argument_group(texts("usage.titles.what"))
            option(group, "kind", choices=("section", "page"))
            option(group, "title")
        group = command.add_argument_group(texts("usage.titles.options"))
        if name not in ("test", "bench"):
            _add_common(group, option, texts)
        if name == "serve":
            option(group, "--port", type=_number(texts, 65535), default=5500, metavar="N")
            option(group, "--no-open", action="store_true")
        elif name == "check":
            option(group, "--external", action="store_true")
        elif name == "new":
            option(group, "--page", default="", metavar="DIR")
        help_of(group)
    help_of(parser.add_argument_group(texts("usage.titles.options")))
    return parser


def _add_common(group: Any, option: Callable[..., None], texts: Texts) -> None:
    option(group, "--site", type=_folder, default=HOUSE, metavar="DIR")
    option(group, "--output", type=_folder, metavar="DIR")
    option(group, "--base-url", type=_address(texts), metavar="URL")
    option(group, "--strict", action="store_true")
    option(group, "--report", choices=("text", "github", "json"), default="text")
    option(group, "--jobs", type=_number(texts), default=0, metavar="N")
    option(group, "--no-cache", action="store_true")
    option(group, "--quiet", action="store_true")
    option(group, "--drafts", action="store_true")


def _folder(text: str) -> Path:
    """An absolute path, its links kept: whether a link may be written through is for `publish` to say."""
    return Path(os.path.abspath(os.path.expanduser(text)))


def _number(texts: Texts, highest: int = 1024) -> Callable[[str], int]:
    def number(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,7}", text) and int(text) <= highest:
            return int(text)
        raise argparse.ArgumentTypeError(texts("usage.no_number", value=text, highest=highest))

    return number


def _address(texts: Texts) -> Callable[[str], str]:
    def address(text: str) -> str:
        from pydantic import TypeAdapter, ValidationError

        from kommuneside.config import BaseUrl

        try:
            return TypeAdapter(BaseUrl).validate_python(text)
        except ValidationError:
            raise argparse.ArgumentTypeError(texts("usage.no_address", value=text)) from None

    return address
