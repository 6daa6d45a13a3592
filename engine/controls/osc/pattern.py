"""OSC address patterns: /color/*, /{node,line}/* and //amount stand for many parameters at once.

In: an address as a client sends it. Out: a compiled pattern, or a ValueError.
Pure functions; main process.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

_SPECIAL = frozenset("?*[]{}")
_LONGEST = 128
_MOST_WIDE = 4
_WIDE = re.compile(r"\*+|//+")
_ANY_NAMES = "/(?:.*/)?"


def is_pattern(address: str) -> bool:
    """Whether an address has any of the characters that make it a pattern."""
    return not _SPECIAL.isdisjoint(address) or "//" in address


@lru_cache(maxsize=64)
def compile_pattern(address: str) -> re.Pattern[str]:
    """A regular expression for `fullmatch`, after "OSC Message Dispatching" of the OSC 1.0 specification.

    `?` one character, `*` any number of them, `[a-z]` one of these, `[!a-z]` none of these, `{foo,bar}` either;
    none of them reaches across a slash. `//` does (OSC 1.1): it stands for any number of names between two slashes.
    ValueError for a malformed pattern, for one of over 128 characters and for one in which over 4 places can be matched
    in several ways, so that matching could take longer than a frame: stars, double slashes, and alternatives of which
    one begins another, as in `{line,lines}` or `{,my}`.
    """
    if len(address) > _LONGEST:
        raise ValueError("the pattern is too long")
    regex, place, wide = "", 0, len(_WIDE.findall(address))
    while place < len(address):
        character = address[place]
        place += 1
        if character == "/" and address[place : place + 1] == "/":
            regex += "" if regex.endswith(_ANY_NAMES) else _ANY_NAMES
        elif character == "/" and regex.endswith(_ANY_NAMES):
            pass
        elif character == "*":
            regex += "" if regex.endswith("[^/]*") else "[^/]*"
        elif character == "?":
            regex += "[^/]"
        elif character in "[{":
            end = address.index("]" if character == "[" else "}", place)
            inside, place = address[place:end], end + 1
            if character == "[":
                regex += _set(inside)
            else:
                words = _alternatives(inside)
                wide += _is_wide(words)
                regex += f"(?:{'|'.join(map(re.escape, words))})"
        elif character in "]}":
            raise ValueError(f"{character} was never opened")
        else:
            regex += re.escape(character)
    if wide > _MOST_WIDE:
        raise ValueError("the pattern can be matched in too many ways")
    return re.compile(regex, re.DOTALL)


def _set(inside: str) -> str:
    negated = inside.startswith("!")
    members = inside[1:] if negated else inside
    if not members:
        raise ValueError("an empty set matches nothing")
    escaped, place = "", 0
    while place < len(members):
        if members[place + 1 : place + 2] == "-" and place + 2 < len(members):
            first, last = members[place], members[place + 2]
            if first > last:
                raise ValueError(f"{first}-{last} is not a range")
            escaped += f"{re.escape(first)}-{re.escape(last)}"
            place += 3
        else:
            escaped += re.escape(members[place])
            place += 1
    return f"(?!/)[{'^' if negated else ''}{escaped}]"


def _alternatives(inside: str) -> list[str]:
    """The words of `{foo,bar}`, each once and sorted."""
    if not _SPECIAL.isdisjoint(inside) or "/" in inside:
        raise ValueError("alternatives are plain words")
    return sorted(set(inside.split(",")))


def _is_wide(words: Sequence[str]) -> bool:
    """Whether more than one of these sorted words may fit at the same place: then one begins the one behind it."""
    return any(after.startswith(word) for word, after in pairwise(words))
