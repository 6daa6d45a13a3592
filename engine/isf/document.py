"""A shader file that says what it wants and can do: an ISF header and its GLSL, or a Shadertoy's `mainImage`.

In: a path to a .fs, .frag or .glsl file. Out: a frozen document, or an IsfError with every mistake in it.
Reads the file and what stands beside it; any process.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.isf import source
from engine.isf.control import Control, controls_of
from engine.isf.inputs import Input, read_inputs
from engine.isf.notation import Node, parse
from engine.isf.passes import Buffer, Imported, Pass, read_imported, read_passes
from engine.isf.report import Remark, Report
from engine.isf.values import number, string, unknown_keys

Kind = Literal["generator", "filter", "transition"]
Dialect = Literal["isf", "shadertoy"]

#: Image inputs of these names are the network's: the stage binds its textures to them, and no hand turns them.
NETWORK_IMAGES = ("brainState", "brainHistory", "brainWeights")
#: Shadertoy's inputs. The first is sound: 512 × 2, the spectrum below and the waveform above.
CHANNELS = ("iChannel0", "iChannel1", "iChannel2", "iChannel3")
#: What the chain puts on the image inputs of each kind of file.
_GIVEN: Mapping[Kind, tuple[str, ...]] = {
    "generator": (),
    "filter": ("inputImage",),
    "transition": ("startImage", "endImage"),
}

_KEYS = (
    *("DESCRIPTION", "CREDIT", "ISFVSN", "VSN", "CATEGORIES", "INPUTS", "PASSES", "IMPORTED"),
    *("PERSISTENT_BUFFERS", "LABEL", "LICENSE", "KEYWORDS", "TAGS"),
)
# Which inputs a formula may use: those that are one number (VVISF, _assembleSubstitutionMap).
_SCALARS = ("float", "long", "bool", "event")
_EXAMPLE = '/*{ "ISFVSN": "2", "INPUTS": [] }*/'


@dataclass(frozen=True, slots=True)
class IsfDocument:
    """A shader file, read and checked, its GLSL not compiled.

    dialect: "isf" with a header, "shadertoy" without. version: of ISF, 1 or 2; file_version: of the shader itself
    (VSN). passes: at least one. buffers: what passes draw into and read. fragment: its GLSL with the header and all
    comments as spaces, each line where it is in the file; vertex the same of `vertex_path`, "" for none.
    by_image: whether `mainImage` is what draws. warnings: what was put up with.
    """

    path: Path
    dialect: Dialect
    version: int
    file_version: str
    description: str
    credit: str
    categories: tuple[str, ...]
    inputs: tuple[Input, ...]
    passes: tuple[Pass, ...]
    buffers: tuple[Buffer, ...]
    imported: tuple[Imported, ...]
    fragment: str
    vertex_path: Path | None
    vertex: str
    by_image: bool
    warnings: tuple[Remark, ...]

    @property
    def kind(self) -> Kind:
        """ISF 2.0, "ISF Conventions": a filter has `inputImage`; a transition `startImage`, `endImage`, `progress`."""
        kinds = {item.name: item.kind for item in self.inputs}
        if kinds.get("inputImage") == "image":
            return "filter"
        wanted = {"startImage": "image", "endImage": "image", "progress": "float"}
        return "transition" if wanted.items() <= kinds.items() else "generator"

    @property
    def images(self) -> tuple[Input, ...]:
        """The inputs that the shader samples: images and sound."""
        return tuple(item for item in self.inputs if item.is_image)

    @property
    def asks_for_network(self) -> tuple[str, ...]:
        """Which of `brainState`, `brainHistory` and `brainWeights` it has as image inputs."""
        images = {item.name for item in self.inputs if item.kind == "image"}
        return tuple(name for name in NETWORK_IMAGES if name in images)

    @property
    def channels(self) -> tuple[str, ...]:
        """Which of Shadertoy's iChannel0 … iChannel3 it reads; none unless `by_image`."""
        words = {word for word, _ in source.identifiers(self.fragment)} if self.by_image else set()
        return tuple(name for name in CHANNELS if name in words)

    @property
    def free_images(self) -> tuple[str, ...]:
        """The image inputs, and Shadertoy's channels, that nobody but a hand says anything of."""
        given = {*NETWORK_IMAGES, *_GIVEN[self.kind], CHANNELS[0]}
        names = (*(item.name for item in self.inputs if item.kind == "image"), *self.channels)
        return tuple(name for name in names if name not in given)

    def buffer(self, name: str) -> Buffer | None:
        """The buffer of a name, None for "" and for what is none."""
        return next((buffer for buffer in self.buffers if buffer.name == name), None)


def read_document(path: Path) -> IsfDocument:
    """Read a shader file, and the .vs or .vert of its name beside it.

    ISF 2.0 (github.com/mrRay/ISF_Spec) and version 1, which has no ISFVSN; without a header, Shadertoy's `mainImage`.
    Raises IsfError, a line `file:line: what to mend` for each mistake.
    """
    report = Report(path)
    text = source.read_text(path, report)
    place = source.find_header(text)
    if place is None:
        return _read_shadertoy(path, text, report)
    brace, comment = place
    keys, end = parse(text, brace, report)
    closing = text.find("*/", end)
    if closing < 0:
        report.problem(source.line_of(text, comment), "the comment with the header is never closed; write */ behind }")
        report.check()
    if text[end:closing].strip("* \t\n"):
        report.problem(source.line_of(text, end), "something follows the closing } of the header; write */ there")
    code = source.without_comments(source.blank(text, comment, closing + 2))
    unknown_keys(keys, _KEYS, "the header", report)
    version = _read_version(keys, report)
    inputs = read_inputs(keys.get("INPUTS"), report)
    scalars = [item.name for item in inputs if item.kind in _SCALARS]
    passes, buffers = read_passes(
        keys.get("PASSES"), keys.get("PERSISTENT_BUFFERS"), ("WIDTH", "HEIGHT", *scalars), report
    )
    imported = read_imported(keys.get("IMPORTED"), report)
    _check_names([*inputs, *buffers, *imported], report)
    by_image = _check_main(code, report)
    _check_transition(inputs, report)
    vertex_path, vertex = _read_vertex(path, code, report)
    report.check()
    return IsfDocument(
        path,
        "isf",
        version,
        _as_text(keys.get("VSN")),
        _as_text(keys.get("DESCRIPTION")),
        _as_text(keys.get("CREDIT")),
        _read_categories(keys.get("CATEGORIES"), report),
        inputs,
        passes,
        buffers,
        imported,
        code,
        vertex_path,
        vertex,
        by_image,
        tuple(sorted(report.remarks, key=lambda remark: (str(remark.path), remark.line))),
    )


def flatten(document: IsfDocument) -> tuple[Control, ...]:
    """What a hand can turn, vectors taken apart: `tint/r`, `centre/x`. A transition's `progress` is the stage's."""
    driven = "progress" if document.kind == "transition" else ""
    return controls_of(item for item in document.inputs if item.name != driven)


def _read_shadertoy(path: Path, text: str, report: Report) -> IsfDocument:
    code = source.without_comments(text)
    if not source.find_function(code, "mainImage"):
        lost = source.find_lost_header(text)
        if lost is not None:
            report.problem(lost, f"this looks like an ISF header, but a header begins with /*{{, as in {_EXAMPLE}")
        else:
            report.problem(1, f"there is no ISF header; begin the file with {_EXAMPLE}")
    elif source.find_function(code, "main"):
        report.problem(1, f"it has main and mainImage; take one away, or begin the file with {_EXAMPLE}")
    report.check()
    passes, buffers = read_passes(None, None, ("WIDTH", "HEIGHT"), report)
    remarks = tuple(report.remarks)
    return IsfDocument(path, "shadertoy", 2, "", "", "", (), (), passes, buffers, (), code, None, "", True, remarks)


def _read_version(keys: Mapping[str, Node], report: Report) -> int:
    """The ISFVSN's first number; without one it is version 1 (ISF 2.0, "ISFVSN")."""
    node = keys.get("ISFVSN")
    if node is None:
        return 1
    version = number(Node((string(node) or "").strip().partition(".")[0], 1)) if string(node) else number(node)
    if version is None or version < 1.0:
        report.remark(node.line, f'the ISFVSN must be "2" or "1", not {node}; it was read as 2')
        return 2
    if version >= 3.0:
        report.remark(node.line, f"ISF {node} is newer than what is understood here; it was read as 2")
    if version >= 2.0 and "PERSISTENT_BUFFERS" in keys:
        line = keys["PERSISTENT_BUFFERS"].line
        report.remark(line, 'PERSISTENT_BUFFERS is of version 1; write "PERSISTENT": true into the pass')
    return min(int(version), 2)


def _read_categories(node: Node | None, report: Report) -> tuple[str, ...]:
    if node is None or node.value is None:
        return ()
    if isinstance(node.value, str):
        return (node.value,)
    listed = node.value if isinstance(node.value, list) else []
    found = tuple(text for text in map(string, listed) if text is not None)
    if len(found) != len(listed) or not isinstance(node.value, list):
        report.remark(node.line, 'CATEGORIES must be texts in a list, like [ "Blur" ]')
    return found


def _as_text(node: Node | None) -> str:
    return "" if node is None or node.value is None else string(node) or str(node).strip('"')


def _check_names(named: Collection[Input | Buffer | Imported], report: Report) -> None:
    seen: dict[str, int] = {}
    for item in named:
        if item.name in seen:
            text = (
                f"the name {item.name} is taken in line {seen[item.name]}; every input, buffer and image needs its own"
            )
            report.problem(item.line, text)
        seen.setdefault(item.name, item.line)


def _check_main(code: str, report: Report) -> bool:
    """Whether `mainImage` draws; a problem when nothing does."""
    if source.find_function(code, "main"):
        return False
    if source.find_function(code, "mainImage"):
        return True
    last = source.line_of(code, len(code.rstrip("\n")))
    report.problem(last, "nothing draws; write void main() { gl_FragColor = … }")
    return False


def _check_transition(inputs: Collection[Input], report: Report) -> None:
    kinds = {item.name: item.kind for item in inputs}
    if kinds.get("startImage") == kinds.get("endImage") == "image" and kinds.get("progress") != "float":
        line = next(item.line for item in inputs if item.name == "endImage")
        report.remark(line, 'a transition also needs { "NAME": "progress", "TYPE": "float" }')


def _read_vertex(path: Path, code: str, report: Report) -> tuple[Path | None, str]:
    """The vertex shader of the file's name (ISF 2.0, "Converting Non-ISF GLSL shaders": .vs; VVISF: or .vert)."""
    for beside in _beside(path):
        vertex = source.without_comments(source.read_text(beside, report))
        words = {word for word, _ in source.identifiers(vertex)}
        if not source.find_function(vertex, "main"):
            report.problem(1, f"the vertex shader {beside} has no main; write void main() {{ isf_vertShaderInit(); }}")
        elif not words & {"isf_vertShaderInit", "vv_vertShaderInit"}:
            report.remark(1, "main must first call isf_vertShaderInit()", beside)
        return beside, vertex
    for word, at in source.identifiers(code):
        if word == "varying":
            wanted = path.with_suffix(".vs").name
            report.remark(
                source.line_of(code, at), f"a varying needs a vertex shader that sets it, {wanted}, beside it"
            )
            break
    return None, ""


def _beside(path: Path) -> Iterator[Path]:
    for suffix in (".vs", ".vert"):
        beside = path.with_suffix(suffix)
        if beside != path and beside.is_file():
            yield beside
