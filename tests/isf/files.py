"""Shader files for the tests, written on the spot.

In: the GLSL and the keys of a header. Out: a file, or its document.
"""

import json
from pathlib import Path

from engine.isf.document import IsfDocument, read_document

MAIN = "void main() { gl_FragColor = vec4(1.0); }\n"


def write(folder: Path, text: str | bytes, name: str = "a.fs") -> Path:
    """A file with that text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(folder: Path, code: str = MAIN, **header: object) -> IsfDocument:
    """The document of a file with `header` as JSON (ISF 2 unless it says otherwise) and `code` from line 2 on."""
    keys = {key: value for key, value in {"ISFVSN": "2", **header}.items() if value is not None}
    return read_document(write(folder, f"/*{json.dumps(keys)}*/\n{code}"))
