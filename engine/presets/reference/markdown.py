"""How the reference writes Markdown: tables, code and numbers.

In: texts and numbers. Out: Markdown.
Pure functions; any process.
"""

from collections.abc import Iterable, Mapping, Sequence

MADE = "Made from the declarations by `asterism reference`: change those, not this page."
"""Under the title of every page."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar in a cell is written so that it stays in its cell."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def meanings(head: str, entries: Mapping[str, str]) -> str:
    """A table of words and what they mean."""
    return table((head, "meaning"), ((code(word), meaning) for word, meaning in entries.items()))


def code(text: str) -> str:
    """Text as a person types it."""
    return f"`{text}`"


def number(value: float) -> str:
    """A number without needless digits."""
    return f"{value:g}"
