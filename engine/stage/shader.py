"""Shaders from files: includes resolved to any depth, errors with file and line, reloaded when a file changes.

In: names of shader files, the user's before ours. Out: compiled programs.
Main process, on the thread that owns the OpenGL context.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import moderngl

from engine import files
from engine.errors import FileError, ShaderError

_log = logging.getLogger(__name__)

_INCLUDE = re.compile(r'^\s*#include\s+"([^"]+)"\s*$')
# Mesa says "2:14(5): error: …", NVIDIA "2(14) : error C…", Apple and AMD "ERROR: 2:14: …".
_PLACE = re.compile(r"^(?:ERROR:\s*)?(\d+)(?::(\d+)|\((\d+)\))", re.MULTILINE)


@dataclass(slots=True)
class Source:
    """A shader's text with its includes in place, and the files that it came from, in GLSL's order of numbers."""

    text: str = ""
    files: list[Path] = field(default_factory=list)

    def explain(self, message: str) -> str:
        """The compiler's message with its numbers of files turned into their names."""

        def name(match: re.Match[str]) -> str:
            number, line = int(match[1]), match[2] or match[3]
            path = self.files[number] if number < len(self.files) else Path("?")
            return f"{path}:{line}"

        return _PLACE.sub(name, message)


def read_source(name: str) -> Source:
    """The shader called `name` (a path below the shader folders) with every `#include "…"` replaced, once each.

    Raises `ShaderError` when there is no such shader, and with file and line for an include that is missing or goes
    round in a circle.
    """
    source = Source()
    lines: list[str] = []
    try:
        path = files.find("shaders", name)
    except FileError as error:
        raise ShaderError(str(error)) from error
    _read_into(path, source, lines, [])
    source.text = "\n".join(lines) + "\n"
    return source


def _read_into(path: Path, source: Source, lines: list[str], within: list[Path]) -> None:
    number = len(source.files)
    source.files.append(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ShaderError(f"Cannot read the shader {path}: {error}") from error
    for count, line in enumerate(text.splitlines(), start=1):
        match = _INCLUDE.match(line)
        if match is None:
            lines.append(line)
            if count == 1 and line.startswith("#version"):
                lines.append(f"#line 2 {number}")
            continue
        try:
            included = files.find("shaders", match[1])
        except FileError as error:
            raise ShaderError(f"{path}:{count}: {error}") from error
        if included in (*within, path):
            raise ShaderError(f"{path}:{count}: {match[1]} includes itself.")
        if included not in source.files:
            lines.append(f"#line 1 {len(source.files)}")
            _read_into(included, source, lines, [*within, path])
        lines.append(f"#line {count + 1} {number}")


def compile_program(context: moderngl.Context, vertex: str, fragment: str) -> tuple[moderngl.Program, list[Path]]:
    """Compile and link the two shader files; returns the program and every file that it was made of.

    Raises `ShaderError` with the place of the first mistakes.
    """
    sources = (read_source(vertex), read_source(fragment))
    try:
        program = context.program(vertex_shader=sources[0].text, fragment_shader=sources[1].text)
    except moderngl.Error as error:
        message = str(error)
        guilty = sources[1] if "fragment_shader" in message else sources[0]
        details = message.split("==", 1)[-1].strip("= \n") if "==" in message else message
        raise ShaderError(f"{vertex} + {fragment}: {guilty.explain(details)}") from error
    return program, [*sources[0].files, *sources[1].files]


class Shader:
    """A program that follows its files: after `refresh`, the newest version that compiles."""

    def __init__(self, context: moderngl.Context, vertex: str, fragment: str) -> None:
        self._context = context
        self._names = (vertex, fragment)
        self.program, paths = compile_program(context, vertex, fragment)
        self._stamps = _stamp(paths)

    def refresh(self) -> ShaderError | None:
        """Compile anew if a file has changed. When that fails the last good program stays; the error is returned."""
        now = _stamp(self._stamps)
        if now == self._stamps:
            return None
        self._stamps = now
        try:
            program, paths = compile_program(self._context, *self._names)
        except ShaderError as error:
            return error
        self.program.release()
        self.program, self._stamps = program, _stamp(paths)
        _log.info("reloaded %s + %s", *self._names)
        return None

    def set(self, **uniforms: object) -> None:
        """Set uniforms by name; those that the compiler found unused are passed over."""
        set_uniforms(self.program, uniforms)


def set_uniforms(program: moderngl.Program, uniforms: Mapping[str, object]) -> None:
    """Set those of `uniforms` that the program has; a matrix is given as the bytes of its columns."""
    for name, value in uniforms.items():
        uniform = program.get(name, None)
        if isinstance(uniform, moderngl.Uniform):
            if isinstance(value, bytes):
                uniform.write(value)
            else:
                uniform.value = value


def _stamp(paths: "list[Path] | dict[Path, int]") -> dict[Path, int]:
    stamps = {}
    for path in paths:
        try:
            stamps[path] = path.stat().st_mtime_ns
        except OSError:
            stamps[path] = 0
    return stamps
