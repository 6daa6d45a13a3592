"""Shaders from files: includes resolved to any depth, errors with file and line, reloaded when a file changes.

In: names of shader files, the user's before ours. Out: compiled programs.
Main process, on the thread that owns the OpenGL context.
"""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import moderngl

from engine import files
from engine.errors import FileError, ShaderError
from engine.isf.complaints import direct_line, explain

_log = logging.getLogger(__name__)

_INCLUDE = re.compile(r'^\s*#include\s+"([^"]+)"\s*$')

#: For each name of a shader the file that it means now, and what differs when that has changed; None for no file.
Stamps: TypeAlias = Mapping[str, tuple[Path, files.Stamp] | None]


@dataclass(slots=True)
class Source:
    """A shader's text with its includes in place, and the files that it came from, by their numbers for `explain`.

    `names`: what was asked for below the shader folders, also what is not there.
    """

    text: str = ""
    files: list[Path] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


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
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ShaderError(f"Cannot read the shader {path}: {error}") from error
    for count, line in enumerate(text.splitlines(), start=1):
        match = _INCLUDE.match(line)
        if match is None:
            lines.append(line)
            continue
        source.names.append(match[1])
        try:
            included = files.find("shaders", match[1])
        except FileError as error:
            raise ShaderError(f"{path}:{count}: {error}") from error
        if included in (*within, path):
            raise ShaderError(f"{path}:{count}: {match[1]} includes itself.")
        if included not in source.files:
            lines.append(direct_line(len(source.files), 1))
            _read_into(included, source, lines, [*within, path])
        lines.append(direct_line(number, count + 1))


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
        told = explain(complaint(message), guilty.files)
        # A mistake in an include is the same, word for word, for every program that it breaks: then it is said once.
        named = any(f"{path}:" in told for path in guilty.files)
        raise ShaderError(told if named else f"{vertex} + {fragment}: {told}") from error
    return program, [*sources[0].files, *sources[1].files]


def complaint(message: str) -> str:
    """What the compiler said, without the heading that moderngl gives it."""
    return message.split("==", 1)[-1].strip("= \n") if "==" in message else message


class Shader:
    """A program that follows its files: after `refresh`, the newest version that compiles.

    Who has many of them gives them to `engine.stage.reloading`, which spreads the work of `refresh` over frames.
    """

    def __init__(self, context: moderngl.Context, vertex: str, fragment: str) -> None:
        self._context = context
        self._vertex, self._fragment = vertex, fragment
        names: list[str] = []
        self.program, _ = compile_program(context, vertex, fragment, names)
        self._stamps = stamp(names)
        self._next: moderngl.Program | None = None
        self._uniforms = uniforms_of(self.program)
        self._set: dict[str, object] = {}

    @property
    def stamps(self) -> Stamps:
        """The shader files that were asked for the last time, also by an attempt that failed, as they were then."""
        return self._stamps

    def changed(self, now: Stamps) -> set[str]:
        """Those that have changed since, and a person's own that have come or gone. `now`: stamps of them all."""
        return {name for name, stamped in self._stamps.items() if now[name] != stamped}

    def refresh(self) -> ShaderError | None:
        """Compile anew if something has changed. When that fails, the last good one stays; the error is returned."""
        now = stamp(self._stamps)
        error = self.compile_next(now) if self.changed(now) else None
        self.take_next()
        return error

    def compile_next(self, now: Stamps) -> ShaderError | None:
        """Compile what the files say now, for `take_next`. The error, when that fails or takes other inputs."""
        self.drop_next()
        names: list[str] = []
        try:
            program, _ = compile_program(self._context, self._vertex, self._fragment, names)
            problem = _compare(self.program, program)
            if problem:
                program.release()
                raise ShaderError(f"{self._vertex} + {self._fragment}: {problem}")
        except ShaderError as error:
            self.pass_over(now, stamp(names))
            return error
        # Stamps from before the reading count: a file that is written meanwhile then looks changed the next time.
        after = stamp(names)
        self._stamps = {name: now.get(name, after[name]) for name in names}
        self._next = program
        return None

    def pass_over(self, now: Stamps, also: Stamps) -> None:
        """Stay as it is until something else changes: in a file that it is made of, or one of `also`."""
        self._stamps = {name: now.get(name, stamped) for name, stamped in {**also, **self._stamps}.items()}

    def take_next(self) -> None:
        """From here on, what `compile_next` has made, if it has made something."""
        if self._next is not None:
            self.program.release()
            self.program, self._next = self._next, None
            self._uniforms, self._set = uniforms_of(self.program), {}
            _log.info("reloaded %s + %s", self._vertex, self._fragment)

    def drop_next(self) -> None:
        """Forget what `compile_next` has made."""
        if self._next is not None:
            self._next.release()
            self._next = None

    def release(self) -> None:
        """Give the program back."""
        self.drop_next()
        self.program.release()

    def set(self, **uniforms: object) -> None:
        """Set uniforms by name, a matrix as the bytes of its columns. What the compiler found unused is passed over.

        What is as it was is not told again: most parameters rest, and each costs as much as drawing a small shape.
        """
        for name, value in uniforms.items():
            uniform = self._uniforms.get(name)
            if uniform is None or (name in self._set and self._set[name] == value):
                continue
            self._set[name] = value
            if isinstance(value, bytes):
                uniform.write(value)
            else:
                uniform.value = value


def uniforms_of(program: moderngl.Program) -> dict[str, moderngl.Uniform]:
    """The uniforms that the compiler has left in a program, by name."""
    return {name: member for name in program if isinstance(member := program[name], moderngl.Uniform)}


def _compare(old: moderngl.Program, new: moderngl.Program) -> str:
    """What a new program wants otherwise than the old one, which the stage is made for; empty if it fits."""
    for name in sorted({*old} & {*new}):
        if _kind(new[name]) != _kind(old[name]):
            return f"{name} must stay of the type that it has in our shader."
    return ""


def _kind(member: object) -> tuple[object, ...]:
    return type(member), *(getattr(member, name, None) for name in ("gl_type", "dimension", "array_length"))


def stamp(names: Iterable[str]) -> dict[str, tuple[Path, files.Stamp] | None]:
    """What the shaders' names mean now."""
    stamps: dict[str, tuple[Path, files.Stamp] | None] = {}
    for name in names:
        try:
            path = files.find("shaders", name)
        except FileError:
            stamps[name] = None
        else:
            stamps[name] = path, files.stamp(path)
    return stamps


def stamp_folders() -> frozenset[tuple[Path, files.Stamp]]:
    """What differs when any file in the shader folders has changed, come or gone."""
    folders = (files.user_folder("shaders"), files.shipped("shaders"))
    return frozenset((path, files.stamp(path)) for folder in folders for path in folder.rglob("*.*"))
