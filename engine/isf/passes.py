"""PASSES, PERSISTENT_BUFFERS and IMPORTED: what a shader draws into, and which files it brings.

In: JSON nodes. Out: passes, buffers and imported images, with problems and remarks in the report.
Looks whether the imported files exist; any process.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from engine.errors import IsfError
from engine.isf.expression import Expression, parse
from engine.isf.names import check_name
from engine.isf.notation import Node
from engine.isf.report import Report
from engine.isf.values import flag, string, unknown_keys

_PASS_KEYS = ("TARGET", "PERSISTENT", "FLOAT", "WIDTH", "HEIGHT", "DESCRIPTION")
_BUFFER_KEYS = ("NAME", *_PASS_KEYS[1:])
_CUBE_SIDES = 6


@dataclass(frozen=True, slots=True)
class Buffer:
    """A picture between passes, of the name that the shader reads it by.

    persistent: it keeps what was drawn until the next frame. is_float: 32 bits a channel (FLOAT). width, height:
    formulas over the size of the picture (WIDTH, HEIGHT) and inputs, evaluated once a frame.
    """

    name: str
    persistent: bool
    is_float: bool
    width: Expression
    height: Expression
    line: int


@dataclass(frozen=True, slots=True)
class Pass:
    """One drawing of a frame. target: the buffer that it draws into, "" for the picture itself."""

    target: str
    description: str
    line: int


@dataclass(frozen=True, slots=True)
class Imported:
    """An image file that comes with the shader; `paths` are six for a cube (VVISF: +x, -x, +y, -y, +z, -z)."""

    name: str
    paths: tuple[Path, ...]
    cube: bool
    line: int


def read_passes(
    node: Node | None, persistent: Node | None, variables: Collection[str], report: Report
) -> tuple[tuple[Pass, ...], tuple[Buffer, ...]]:
    """Passes in order, at least one, and the buffers.

    `persistent`: version 1's PERSISTENT_BUFFERS, a list of names or an object of names with sizes. What the last
    pass draws is the picture, whether it has a target or not (ISF 2.0, "Multiple Rendering Passes").
    """
    reader = _PassReader(tuple(variables), report)
    buffers = {buffer.name: buffer for buffer in reader.read_persistent(persistent)}
    passes: list[Pass] = []
    targets: dict[str, int] = {}
    items: list[Node] = []
    if node is not None and isinstance(node.value, list):
        items = node.value
    elif node is not None:
        report.problem(node.line, '"PASSES" must be a list: "PASSES": [ { "TARGET": "first" }, {} ]')
    for item in items:
        if not isinstance(item.value, dict):
            report.problem(item.line, f'a pass must look like {{ "TARGET": "first" }} or {{}}, not {item}')
            continue
        made, buffer = reader.read_pass(item, item.value, buffers)
        passes.append(made)
        if buffer is None:
            continue
        if buffer.name in targets:
            text = f"the TARGET {buffer.name} is drawn in line {targets[buffer.name]} already; give each pass its own"
            report.problem(buffer.line, text)
        targets[buffer.name] = buffer.line
        buffers[buffer.name] = buffer
    return tuple(passes) or (Pass("", "", 1),), tuple(buffers.values())


@dataclass(frozen=True, slots=True)
class _PassReader:
    variables: tuple[str, ...]
    report: Report

    def read_persistent(self, node: Node | None) -> Iterator[Buffer]:
        if node is None:
            return
        if isinstance(node.value, list):
            entries = [(string(item) or self.name_of(item), item) for item in node.value]
        elif isinstance(node.value, dict):
            entries = list(node.value.items())
        else:
            entries = [(None, node)]
        for name, item in entries:
            if name is None or not isinstance(item.value, (str, dict)):
                wanted = 'names, "PERSISTENT_BUFFERS": [ "last" ], or sizes, { "last": { "WIDTH": "$WIDTH/2" } }'
                self.report.problem(item.line, f"PERSISTENT_BUFFERS must be {wanted}")
                continue
            self.check(name, item.line)
            keys: Mapping[str, Node] = item.value if isinstance(item.value, dict) else {}
            unknown_keys(keys, _BUFFER_KEYS, f"the buffer {name}", self.report)
            plain = Buffer(name, True, False, self.full("WIDTH"), self.full("HEIGHT"), item.line)
            yield self.with_keys(plain, keys)

    def read_pass(
        self, node: Node, keys: Mapping[str, Node], buffers: Mapping[str, Buffer]
    ) -> tuple[Pass, Buffer | None]:
        unknown_keys(keys, _PASS_KEYS, "a pass", self.report)
        description = string(keys.get("DESCRIPTION")) or ""
        given = keys.get("TARGET")
        if given is None or given.value in (None, ""):
            for key in ("WIDTH", "HEIGHT", "PERSISTENT", "FLOAT"):
                if key in keys and flag(keys[key]) is not False:
                    self.report.remark(keys[key].line, f"{key} changes nothing in a pass without a TARGET")
            return Pass("", description, node.line), None
        name = string(given)
        if name is None:
            self.report.problem(given.line, f'the TARGET of a pass must be a name in quotes, like "first", not {given}')
            return Pass("", description, node.line), None
        if name not in buffers:
            self.check(name, given.line)
        plain = Buffer(name, False, False, self.full("WIDTH"), self.full("HEIGHT"), given.line)
        buffer = replace(buffers.get(name, plain), line=given.line)
        return Pass(name, description, node.line), self.with_keys(buffer, keys)

    def with_keys(self, buffer: Buffer, keys: Mapping[str, Node]) -> Buffer:
        """The buffer with what `keys` say of it."""
        return replace(
            buffer,
            persistent=buffer.persistent or self.truth(keys, "PERSISTENT", buffer.name),
            is_float=buffer.is_float or self.truth(keys, "FLOAT", buffer.name),
            width=self.size(keys, "WIDTH", buffer) or buffer.width,
            height=self.size(keys, "HEIGHT", buffer) or buffer.height,
        )

    def truth(self, keys: Mapping[str, Node], key: str, name: str) -> bool:
        node = keys.get(key)
        if node is None:
            return False
        truth = flag(node)
        if truth is None:
            self.report.problem(node.line, f"{key} of {name} must be true or false, not {node}")
        return bool(truth)

    def size(self, keys: Mapping[str, Node], key: str, buffer: Buffer) -> Expression | None:
        node = keys.get(key)
        if node is None or node.value in (None, ""):
            return None
        if not isinstance(node.value, (str, float)) or isinstance(node.value, bool):
            self.report.problem(node.line, f'{key} of {buffer.name} must be a formula like "${key}/2", not {node}')
            return None
        text = node.value if isinstance(node.value, str) else f"{node.value:g}"
        try:
            return parse(text, self.variables)
        except IsfError as error:
            self.report.problem(node.line, f'{key} of {buffer.name}, "{text}": {error}')
            return None

    def full(self, key: str) -> Expression:
        return parse(f"${key}", self.variables)

    def name_of(self, node: Node) -> str | None:
        return string(node.value.get("NAME")) if isinstance(node.value, dict) else None

    def check(self, name: str, line: int) -> None:
        wrong = check_name(name)
        if wrong:
            self.report.problem(line, wrong)


def read_imported(node: Node | None, report: Report) -> tuple[Imported, ...]:
    """The image files: an object by name (version 2), or a list whose entries have a NAME (version 1)."""
    if node is None or node.value is None:
        return ()
    if isinstance(node.value, dict):
        entries = [(name, item) for name, item in node.value.items()]
    elif isinstance(node.value, list):
        entries = [("", item) for item in node.value]
    else:
        report.problem(node.line, 'IMPORTED must look like { "stars": { "PATH": "stars.jpg" } }')
        return ()
    found = [_read_image(name, item, report) for name, item in entries]
    return tuple(image for image in found if image is not None)


def _read_image(key: str, node: Node, report: Report) -> Imported | None:
    keys: Mapping[str, Node] = node.value if isinstance(node.value, dict) else {"PATH": node}
    name = string(keys.get("NAME")) or key
    if not name:
        report.problem(node.line, 'an imported image needs a name: { "stars": { "PATH": "stars.jpg" } }')
        return None
    wrong = check_name(name)
    if wrong:
        report.problem(node.line, wrong)
    unknown_keys(keys, ("NAME", "PATH", "TYPE", "DESCRIPTION"), f"the imported image {name}", report)
    given = keys.get("PATH")
    listed = given.value if given is not None and isinstance(given.value, list) else [given]
    texts = [text for text in map(string, listed) if text]
    cube = (string(keys.get("TYPE")) or "").lower() == "cube" or len(listed) > 1
    if given is None or len(texts) != (_CUBE_SIDES if cube else 1):
        wanted = "six names of files, in a list" if cube else '"PATH", the name of a file beside the shader'
        report.problem(node.line, f"the imported image {name} needs {wanted}")
        return None
    paths = tuple(report.path.parent / text.replace("\\", "/") for text in texts)
    for path, text in zip(paths, texts, strict=True):
        if not path.is_file():
            report.problem(given.line, f"there is no {text} for the image {name}; put it at {path}")
    return Imported(name, paths, cube, node.line)
