"""Which files of a folder can be scored: sound with annotations of its name beside it.

In: a folder. Out: clips, and remarks about what is left out.
Runs in the main process; sound files are only opened.
"""

from dataclasses import dataclass
from pathlib import Path

from engine.errors import FileError
from engine.sound.tape import SUFFIXES, FileTape

BEATS, DRUMS = ".beats", ".drums"
"""The endings of annotations, which take the place of the sound file's own."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound file and what people wrote down about it; not both annotations are None."""

    sound: Path
    beats: Path | None
    drums: Path | None


def find_clips(folder: Path) -> tuple[list[Clip], list[str]]:
    """The clips right in `folder`, by name, and what is wrong with the rest, one remark a file.

    A file is sound when its name or its content says so; what is neither sound nor annotation is passed over. Raises
    `FileError` when the folder is not there or cannot be listed.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "there is no such folder"
        raise FileError(f"{folder}: {what}. Name a folder with sound files and their .beats and .drums.")
    try:
        listed = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        paths = [path for path in listed if path.is_file()]
    except OSError as refused:
        raise FileError(f"{folder}: cannot be listed: {refused.strerror or refused}.") from refused
    annotations = {path for path in paths if path.suffix in (BEATS, DRUMS)}
    odd = sorted(path for path in set(listed) - set(paths) if path.suffix in (BEATS, DRUMS))
    clips, used = [], set()
    remarks = [f"{path}: is no file that can be read; what it should tell is left out." for path in odd]
    for path in paths:
        if path in annotations or not _is_sound(path):
            continue
        beats, drums = path.with_suffix(BEATS), path.with_suffix(DRUMS)
        used |= {beats, drums}
        if beats in annotations or drums in annotations:
            clips.append(Clip(path, beats if beats in annotations else None, drums if drums in annotations else None))
        if beats not in annotations and beats not in odd:
            remarks.append(f"{path}: there is no {beats.name} beside it; it is not in the means of beats.")
    remarks += [f"{path}: no sound file of this name lies beside it." for path in sorted(annotations - used)]
    return clips, remarks


def _is_sound(path: Path) -> bool:
    if path.suffix.lower() in SUFFIXES:
        return True  # broken or not: somebody meant it to be heard
    try:
        FileTape(path)
    except FileError:
        return False
    return True
