"""The free soundfonts that Debian and Ubuntu ship, and which of them are installed here.

In: a folder to look in. Out: the fonts that were found, with what each is good for.
Reads names of files only; run wherever a song is rendered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DeviceError

#: Where Debian's packages put their soundfonts.
FOLDERS = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))

#: What to say to a person who has none.
INSTALL = (
    "apt-get install --no-install-recommends libfluidsynth3 timgm6mb-soundfont fluid-soundfont-gm "
    "musescore-general-soundfont-lossless csound-soundfont opl3-soundfont avldrums.lv2-soundfont"
)

#: Numbers of the kits in bank 128, by the manner of playing that they suit (the map of Roland's GS).
FULL_KITS = {"rock": (0, 8, 16), "electronic": (24, 25), "jazz": (32, 40)}
#: FluidR3 and its descendants have more kicks and snares under the numbers between.
RICH_KITS = {
    "rock": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
    "electronic": (24, 25),
    "jazz": (32, 33, 34, 35, 36, 40, 41, 42),
}


@dataclass(frozen=True, slots=True)
class Font:
    """A soundfont. `tones`: it has all of General MIDI's 128 programs.

    `tone_weight` and `drum_weight`: how often it is drawn. `kits`: by manner ("rock", "electronic", "jazz"), the
    programs of `kit_bank` that are drum kits. `sparse`: it has only the drums of a drum set, no percussion.
    """

    package: str
    file: str
    tone_weight: float
    drum_weight: float
    kits: dict[str, tuple[int, ...]]
    kit_bank: int = 128
    sparse: bool = False

    @property
    def tones(self) -> bool:
        """Whether it can play anything but drums."""
        return self.tone_weight > 0.0


#: Every font worth having. FluidR3Mono and the small MuseScore font are compressed copies of two of these, which load
#: ten times as slowly and sound the same; FluidR3_GS holds effects only.
FONTS = (
    # Small, plain, quick: what every desktop sounded like.
    Font("timgm6mb-soundfont", "TimGM6mb.sf2", 1.0, 1.0, FULL_KITS),
    # The full classic, with 31 kits.
    Font("fluid-soundfont-gm", "FluidR3_GM.sf2", 2.0, 2.0, RICH_KITS),
    # The best recordings of all, above all strings, pianos and brass.
    Font("musescore-general-soundfont-lossless", "MuseScore_General_Full.sf2", 2.0, 1.5, RICH_KITS),
    # A sound canvas of the nineties, with other tones than the rest.
    Font("csound-soundfont", "sf_GMbank.sf2", 0.7, 0.7, {**FULL_KITS, "rock": (0, 8, 16, 127)}),
    # The FM chip of old games.
    Font("opl3-soundfont", "OPL-3_FM_128M.sf2", 0.3, 0.1, {"electronic": (0,)}),
    # Two drum sets recorded with many loudnesses each.
    Font("avldrums.lv2-soundfont", "Black_Pearl_4_LV2.sf2", 0.0, 2.0, {"rock": (0,), "jazz": (0,)}, 0, True),
    Font("avldrums.lv2-soundfont", "Red_Zeppelin_4_LV2.sf2", 0.0, 2.0, {"rock": (0,), "jazz": (0,)}, 0, True),
)


@dataclass(frozen=True, slots=True)
class Fonts:
    """The installed fonts, with the path of each, in the order of `FONTS`; at least one of them has tones."""

    found: tuple[tuple[Font, Path], ...]

    @property
    def melodic(self) -> tuple[tuple[Font, Path], ...]:
        """Those that have all tones and all drums."""
        return tuple((font, path) for font, path in self.found if font.tones)


def find_fonts(folders: Iterable[Path] = FOLDERS) -> Fonts:
    """The fonts of `FONTS` that are in these folders; `DeviceError`, with what to install, if none plays tones."""
    folders = tuple(folders)
    found = []
    for font in FONTS:
        path = next((folder / font.file for folder in folders if (folder / font.file).is_file()), None)
        if path is not None:
            found.append((font, path))
    fonts = Fonts(tuple(found))
    if not fonts.melodic:
        looked = " or ".join(str(folder) for folder in folders)
        raise DeviceError(f"No General MIDI soundfont in {looked}. On Debian and Ubuntu: {INSTALL}")
    return fonts
