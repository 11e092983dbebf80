"""JSON and parameters as they are typed."""

import json
import sys
from pathlib import Path
from typing import Any

from baraza.console.home import Trouble


def typed_object(text: str) -> dict[str, Any]:
    """What --data brings: JSON as typed, @FILE, or - for standard input. Raises `Trouble`."""
    if text == "-":
        return _object(sys.stdin.buffer.read(), "--data")
    if text.startswith("@"):
        return object_of(Path(text[1:]), "--data")
    return _object(text, "--data")


def object_of(file: Path, option: str) -> dict[str, Any]:
    """The JSON object in a file that was given by this option. Raises `Trouble`."""
    try:
        return _object(file.read_bytes(), f"{option}: {file}")
    except OSError as error:
        raise Trouble(f"{option}: {file} cannot be read ({error.strerror}).") from error


def _object(written: str | bytes, where: str) -> dict[str, Any]:
    try:
        text = written if isinstance(written, str) else written.decode()
        value = json.loads(text)
    except UnicodeDecodeError as error:
        raise Trouble(f"{where} is no text in UTF-8. Give JSON, written as {{...}}.") from error
    except (ValueError, RecursionError) as error:
        raise Trouble(f"{where} is no JSON: {error}.") from error
    if not isinstance(value, dict):
        raise Trouble(f"{where} is no JSON object. Write it as {{...}}.")
    return value


def typed_pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Trouble(f"{text} is no parameter. Write it as name=value.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
