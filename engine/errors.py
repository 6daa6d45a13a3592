"""The errors that a person can do something about.

In: nothing. Out: one small tree of exceptions; every message says what is wrong and what to do.
Raised anywhere; `engine.commands` prints them without a traceback. Runs in every process.
"""


class AsterismError(Exception):
    """Anything that a person at the keyboard can mend. The message is complete: no traceback is needed."""


class DeviceError(AsterismError):
    """A sound device, MIDI port or display that does not exist or will not open; lists what there is."""


class DeviceLostError(DeviceError):
    """A device that was there and is gone: the caller goes on in silence and tries again."""


class FileError(AsterismError):
    """A file that cannot be read or written, with its path and the reason."""


class WeightsError(FileError):
    """A weights file that is missing, damaged or of another shape than asked for."""


class PresetError(FileError):
    """A preset or rig file that is not valid; names file, line and key."""


class ShaderError(FileError):
    """A shader that does not compile; names file and line, through includes."""


class IsfError(ShaderError):
    """An ISF or Shadertoy file that is not valid; a line for each mistake, with file, line and what to write."""


class ControlError(AsterismError):
    """A parameter, source or binding that is unknown or given a value that it cannot take."""


class GraphicsError(AsterismError):
    """No OpenGL 3.3 context could be made; says what was tried."""
