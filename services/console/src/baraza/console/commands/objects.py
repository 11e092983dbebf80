"""JSON and parameters as they are typed."""

import json
import sys
from pathlib import Path
from typing import Any

from baraza.console.home import Trouble


def typed_object(text: str) -> dict[str, Any]:
    if text == "-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        text = Path(text[1:]).read_text()
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Trouble(f"--data is no JSON: {error}.") from error
    if not isinstance(value, dict):
        raise Trouble("--data is no JSON object. Write it as {...}.")
    return value


def typed_pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Trouble(f"{text} is no parameter. Write it as name=value.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
