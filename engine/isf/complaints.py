"""A compiler's complaints in terms of files: each file in a shader has a range of line numbers of its own.

In: what a compiler says; the files' names. Out: the same with `file:line`.
Pure; any process.

GLSL has numbers for files, too (`#line 3 2`), but Mesa forgets them in most of its messages.
"""

import re
from collections.abc import Sequence

#: The file with number n has the lines from n times this, plus 1.
LINES_PER_FILE = 100_000

# Mesa says "0:14(5): error: …", NVIDIA "0(14) : error C…", Apple and AMD "ERROR: 0:14: …".
_PLACE = re.compile(r"^(?:(?:ERROR|WARNING):\s*)?\d+(?::(\d+)|\((\d+)\))", re.MULTILINE)


def direct_line(file: int, line: int) -> str:
    """The directive after which the next line is line `line`, from 1, of the file with this number, from 0."""
    return f"#line {file * LINES_PER_FILE + line}"


def explain(message: str, names: Sequence[object]) -> str:
    """The compiler's message with `name:line` for every place; `names`: the files', by number."""

    def name(match: re.Match[str]) -> str:
        file, line = divmod(int(match[1] or match[2]), LINES_PER_FILE)
        return f"{names[file] if file < len(names) else '?'}:{line}"

    return _PLACE.sub(name, message)
