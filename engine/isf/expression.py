"""Sizes of buffers as formulas: `$WIDTH/4.0`, `max(floor($HEIGHT * $scale), 1)`.

In: the text of a formula and the names that it may use. Out: an expression that can be evaluated every frame.
Pure; any process.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.errors import IsfError
from engine.isf.report import suggest

Step: TypeAlias = tuple[str, str | float, int]
"""(what, which, how many arguments) in postfix order: ("number", 2.0, 0), ("name", "WIDTH", 0), ("call", "+", 2)."""

_LONGEST = 1000
_DEEPEST = 40
_LARGEST_PX = 16384
_TOKEN = re.compile(r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>\$?[A-Za-z_]\w*)"
                    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/%^(),?:<>]))")  # fmt: skip

_CONSTANTS = {"pi": math.pi, "e": math.e}


def _round(x: float) -> float:
    return math.copysign(math.floor(abs(x) + 0.5), x)


def _truth(compare: Callable[[float, float], bool]) -> Callable[..., float]:
    return lambda a, b: 1.0 if compare(a, b) else 0.0


_OPERATORS: Mapping[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": math.fmod,
    "^": math.pow,
    "negate": lambda a: -a,
    "if": lambda condition, yes, no: yes if condition else no,
    "<": _truth(lambda a, b: a < b),
    ">": _truth(lambda a, b: a > b),
    "<=": _truth(lambda a, b: a <= b),
    ">=": _truth(lambda a, b: a >= b),
    "==": _truth(lambda a, b: a == b),
    "!=": _truth(lambda a, b: a != b),
}
# Each function with how many arguments it takes; 0 stands for one or more.
_FUNCTIONS: Mapping[str, tuple[int, Callable[..., float]]] = {
    "floor": (1, math.floor),
    "ceil": (1, math.ceil),
    "round": (1, _round),
    "trunc": (1, math.trunc),
    "fract": (1, lambda x: x - math.floor(x)),
    "abs": (1, abs),
    "sign": (1, lambda x: float((x > 0.0) - (x < 0.0))),
    "sqrt": (1, math.sqrt),
    "exp": (1, math.exp),
    "log": (1, math.log),
    "ln": (1, math.log),
    "log2": (1, math.log2),
    "log10": (1, math.log10),
    "sin": (1, math.sin),
    "cos": (1, math.cos),
    "tan": (1, math.tan),
    "asin": (1, math.asin),
    "acos": (1, math.acos),
    "atan": (1, math.atan),
    "atan2": (2, math.atan2),
    "pow": (2, math.pow),
    "mod": (2, math.fmod),
    "clamp": (3, lambda x, low, high: min(max(x, low), high)),
    "if": (3, _OPERATORS["if"]),
    "min": (0, lambda *values: min(values)),
    "max": (0, lambda *values: max(values)),
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that was found good. `text`: as it was written. `steps`: the same in postfix order."""

    text: str
    steps: tuple[Step, ...]

    @property
    def names(self) -> frozenset[str]:
        """The variables that it uses, without the $."""
        return frozenset(str(which) for what, which, _ in self.steps if what == "name")

    def evaluate(self, variables: Mapping[str, float]) -> float:
        """Its value; nan where the maths has none (a division by zero, a root of a negative number)."""
        stack: list[float] = []
        try:
            for what, which, count in self.steps:
                if what == "number":
                    stack.append(float(which))
                elif what == "name":
                    stack.append(float(variables[str(which)]))
                else:
                    operator = _OPERATORS[str(which)] if what == "sign" else _FUNCTIONS[str(which)][1]
                    arguments = stack[len(stack) - count :]
                    del stack[len(stack) - count :]
                    stack.append(float(operator(*arguments)))
        except (ArithmeticError, ValueError):
            return math.nan
        return stack[0]

    def pixels(self, variables: Mapping[str, float], otherwise: int) -> int:
        """Its value as a size: whole, at least 1, at most 16384; `otherwise` where it has no finite value."""
        value = self.evaluate(variables)
        return min(max(math.floor(value), 1), _LARGEST_PX) if math.isfinite(value) else otherwise


def parse(text: str, known: Collection[str]) -> Expression:
    """Read a formula over numbers, the variables `known`, `pi` and `e`; the `$` before a variable may be left out.

    Precedence as usual: comparisons and `a ? b : c` last, then + and -, then * / and %, then a sign, then ^ (or **),
    which goes from right to left: -2^2 is -4. `%` and `mod` keep the sign of the dividend, as in C. The functions are
    those that DDMathParser and exprtk have in common, on which the reference implementations of ISF stand.

    Raises IsfError with the column.
    """
    return _Parser(text, known).parse()


class _Parser:
    def __init__(self, text: str, known: Collection[str]) -> None:
        self.text, self.known = text, known
        self.steps: list[Step] = []
        self.tokens: list[tuple[str, str, int]] = []
        self.next = self.depth = 0
        at = 0
        if len(text) > _LONGEST:
            raise IsfError(f"the formula is longer than {_LONGEST} letters")
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None:
                column = at + len(text[at:]) - len(text[at:].lstrip()) + 1
                raise IsfError(f"column {column}: {text[column - 1]!r} has no meaning in a formula")
            kind = str(match.lastgroup)
            self.tokens.append((kind, match[kind], match.start(kind) + 1))
            at = match.end()
        self.tokens.append(("end", "", len(text.rstrip()) + 1))

    def parse(self) -> Expression:
        self.choice()
        kind, word, column = self.tokens[self.next]
        if kind != "end":
            raise IsfError(f"column {column}: {word!r} is too much here; is an operator missing before it?")
        return Expression(self.text, tuple(self.steps))

    def take(self, *wanted: str) -> str:
        kind, word, _ = self.tokens[self.next]
        if kind == "sign" and word in wanted:
            self.next += 1
            return word
        return ""

    def expect(self, wanted: str) -> None:
        if not self.take(wanted):
            _, word, column = self.tokens[self.next]
            raise IsfError(f"column {column}: expected {wanted!r}, not {word or 'the end'!r}")

    def choice(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise IsfError(f"column {self.tokens[self.next][2]}: the formula nests too deeply")
        self.left_to_right(("<", ">", "<=", ">=", "==", "!="), self.sum)
        if self.take("?"):
            self.choice()
            self.expect(":")
            self.choice()
            self.steps.append(("sign", "if", 3))
        self.depth -= 1

    def left_to_right(self, signs: tuple[str, ...], part: Callable[[], None]) -> None:
        part()
        while sign := self.take(*signs):
            part()
            self.steps.append(("sign", sign, 2))

    def sum(self) -> None:
        self.left_to_right(("+", "-"), self.product)

    def product(self) -> None:
        self.left_to_right(("*", "/", "%"), self.signed)

    def signed(self) -> None:
        negative = False
        while sign := self.take("-", "+"):
            negative ^= sign == "-"
        self.atom()
        if self.take("^", "**"):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise IsfError(f"column {self.tokens[self.next][2]}: the formula nests too deeply")
            self.signed()
            self.depth -= 1
            self.steps.append(("sign", "^", 2))
        if negative:
            self.steps.append(("sign", "negate", 1))

    def atom(self) -> None:
        kind, word, column = self.tokens[self.next]
        self.next += 1
        if kind == "number":
            self.steps.append(("number", float(word), 0))
        elif kind == "name":
            self.name(word, column)
        elif (kind, word) == ("sign", "("):
            self.choice()
            self.expect(")")
        else:
            raise IsfError(f"column {column}: expected a number, a variable or a bracket, not {word or 'the end'!r}")

    def name(self, word: str, column: int) -> None:
        bare = word.removeprefix("$")
        called = self.tokens[self.next][1] == "("
        if called and not word.startswith("$"):
            self.call(word, column)
        elif bare in self.known:
            self.steps.append(("name", bare, 0))
        elif word in _CONSTANTS:
            self.steps.append(("number", _CONSTANTS[word], 0))
        else:
            names = ", ".join(f"${name}" for name in self.known)
            raise IsfError(f"column {column}: there is no {word}.{suggest(bare, self.known)} There is: {names}")

    def call(self, word: str, column: int) -> None:
        if word not in _FUNCTIONS:
            raise IsfError(f"column {column}: there is no function {word}.{suggest(word, _FUNCTIONS)}")
        self.expect("(")
        count = 1
        self.choice()
        while self.take(","):
            self.choice()
            count += 1
        self.expect(")")
        wanted = _FUNCTIONS[word][0]
        if wanted not in (0, count):
            raise IsfError(f"column {column}: {word} takes {wanted} argument{'s' * (wanted > 1)}, not {count}")
        self.steps.append(("call", word, count))
