"""Shaders from files: includes resolved to any depth, errors with file and line, reloaded when a file changes.

In: names of shader files, the user's before ours. Out: compiled programs.
Main process, on the thread that owns the OpenGL context.
"""

import logging
import re
from collections.abc import Iterable, Mapping
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
    """A shader's text with its includes in place, and the files that it came from, in GLSL's order of numbers.

    `names`: what was asked for below the shader folders, also what is not there.
    """

    text: str = ""
    files: list[Path] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def explain(self, message: str) -> str:
        """The compiler's message with its numbers of files turned into their names."""

        def name(match: re.Match[str]) -> str:
            number, line = int(match[1]), match[2] or match[3]
            path = self.files[number] if number < len(self.files) else Path("?")
            return f"{path}:{line}"

        return _PLACE.sub(name, message)


def read_source(name: str, source: Source | None = None) -> Source:
    """The shader called `name` (a path below the shader folders) with every `#include "…"` replaced, once each.

    `source`: an empty one to fill, for who wants to know after an error what was read until then.

    Raises `ShaderError` when there is no such shader, and with file and line for an include that is missing or goes
    round in a circle.
    """
    source = source if source is not None else Source()
    lines: list[str] = []
    source.names.append(name)
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
        source.names.append(match[1])
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


def compile_program(
    context: moderngl.Context, vertex: str, fragment: str, names: list[str] | None = None
) -> tuple[moderngl.Program, list[Path]]:
    """Compile and link the two shader files; returns the program and every file that it was made of.

    `names`: a list that takes the names of all files that were asked for, before any error. Raises `ShaderError`
    with the place of the first mistakes.
    """
    sources = (Source(), Source())
    try:
        for name, source in zip((vertex, fragment), sources, strict=True):
            read_source(name, source)
    finally:
        if names is not None:
            names += [name for source in sources for name in source.names]
    try:
        program = context.program(vertex_shader=sources[0].text, fragment_shader=sources[1].text)
    except moderngl.Error as error:
        message = str(error)
        guilty = sources[1] if "fragment_shader" in message else sources[0]
        raise ShaderError(f"{vertex} + {fragment}: {guilty.explain(complaint(message))}") from error
    return program, [*sources[0].files, *sources[1].files]


def complaint(message: str) -> str:
    """What the compiler said, without the heading that moderngl gives it."""
    return message.split("==", 1)[-1].strip("= \n") if "==" in message else message


class Shader:
    """A program that follows its files: after `refresh`, the newest version that compiles."""

    def __init__(self, context: moderngl.Context, vertex: str, fragment: str) -> None:
        self._context = context
        self._vertex, self._fragment = vertex, fragment
        names: list[str] = []
        self.program, _ = compile_program(context, vertex, fragment, names)
        self._stamps = _stamp(names)

    def refresh(self) -> ShaderError | None:
        """Compile anew if a file has changed, or one of a person's own has come or gone.

        When that fails, or the new program takes other inputs, the last good one stays; the error is returned.
        """
        now = _stamp(self._stamps)
        if now == self._stamps:
            return None
        names: list[str] = []
        try:
            program, _ = compile_program(self._context, self._vertex, self._fragment, names)
            problem = _compare(self.program, program)
            if problem:
                program.release()
                raise ShaderError(f"{self._vertex} + {self._fragment}: {problem}")
        except ShaderError as error:
            return error
        finally:
            # What was read until an error is watched, too: the mistake may be mended there. Stamps from before the
            # reading count: a file that is written meanwhile then looks changed the next time.
            self._stamps = _stamp(names) | now
        self.program.release()
        self.program = program
        self._stamps = {name: self._stamps[name] for name in names}
        _log.info("reloaded %s + %s", self._vertex, self._fragment)
        return None

    def release(self) -> None:
        """Give the program back."""
        self.program.release()

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


def _compare(old: moderngl.Program, new: moderngl.Program) -> str:
    """What a new program wants otherwise than the old one, which the stage is made for; empty if it fits."""
    for name in sorted({*old} & {*new}):
        if _kind(new[name]) != _kind(old[name]):
            return f"{name} must stay of the type that it has in our shader."
    return ""


def _kind(member: object) -> tuple[object, ...]:
    return type(member), *(getattr(member, name, None) for name in ("gl_type", "dimension", "array_length"))


def _stamp(names: Iterable[str]) -> dict[str, tuple[Path, int, int, int] | None]:
    """For each shader's name the file that it means now, and what differs when that has changed; None for no file."""
    stamps: dict[str, tuple[Path, int, int, int] | None] = {}
    for name in names:
        try:
            path = files.find("shaders", name)
            status = path.stat()
            stamps[name] = path, status.st_mtime_ns, status.st_size, status.st_ino
        except (FileError, OSError):
            stamps[name] = None
    return stamps


def stamp_folders() -> frozenset[tuple[Path, int, int]]:
    """What differs when any file in the shader folders has changed, come or gone."""
    stamps = set()
    for folder in (files.user_folder("shaders"), files.shipped("shaders")):
        for path in folder.rglob("*.*"):
            try:
                status = path.stat()
            except OSError:  # gone since it was listed
                continue
            stamps.add((path, status.st_mtime_ns, status.st_size))
    return frozenset(stamps)
