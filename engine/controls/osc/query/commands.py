"""What somebody says over the WebSocket in text: LISTEN and IGNORE, as JSON.

In: a text message. Out: the command and the path, or None for anything else.
Pure; the process of OSCQuery.
"""

import json
from typing import Literal, NamedTuple

Word = Literal["LISTEN", "IGNORE"]

_LONGEST = 1024


class Command(NamedTuple):
    """What to do about a path."""

    word: Word
    path: str


def read_command(text: str) -> Command | None:
    """The command in a text such as {"COMMAND": "LISTEN", "DATA": "/color/hue"}."""
    if len(text) > _LONGEST:
        return None
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict):
        return None
    word, path = said.get("COMMAND"), said.get("DATA")
    if word not in ("LISTEN", "IGNORE") or not isinstance(path, str) or not path.startswith("/"):
        return None
    return Command(word, path.rstrip("/") or "/")


def write_command(word: str, path: str) -> str:
    """A command as text."""
    return json.dumps({"COMMAND": word, "DATA": path})
