"""The keeper: what is on becomes a look of the person's, at a word, with a question where it would replace one.

In: verbs, the look as it stands. Out: orders to the scribe; a question; what became of it.
Main process, frame loop.
"""

from collections import deque

from engine import files
from engine.controls.board import Board
from engine.controls.event import Verb
from engine.controls.keys import Question
from engine.errors import AsterismError, PresetError
from engine.presets.bank import EVERY
from engine.presets.writing import Wording
from engine.show.film import Pixels
from engine.show.looks import thumbnails
from engine.show.looks.album import Album
from engine.show.looks.history import values_of_look
from engine.show.looks.recall import Recall
from engine.show.looks.saving import Order, check_name, free_name, save_in_bank, save_look, title_of
from engine.show.looks.scribe import Saved, Scribe
from engine.show.looks.selection import Selection

_NEW = "look"
_MIDDLING = 0.5


class Keeper:
    """Saves. `question`: what it wants to know, until somebody has taken it to the keyboard. `portraits`: the looks of
    which it wants a picture of the show.
    """

    def __init__(self, board: Board, recall: Recall, selection: Selection) -> None:
        self.question: Question | None = None
        self.portraits: list[str] = []
        self.scribe = Scribe()
        self._board = board
        self._recall = recall
        self._selection = selection
        self._ordered: deque[tuple[str, int]] = deque()  # the name of each look, and how many recalls there were then

    def obey(self, verb: Verb) -> bool:
        """Save, or ask, if that is what the verb says. Raises `PresetError` for a name that cannot be one."""
        match verb.name:
            case "preset/save":
                self.save(str(verb.argument))
            case "preset/keep":
                self._keep(verb.t)
            case "bank/add":
                self._add()
            case _:
                return False
        return True

    def save(self, name: str) -> None:
        """Save what is on as a look of this name. Raises `PresetError` for a name that no file can have."""
        check_name(name)
        preset, catalogue = self._recall.preset, self._board.catalogue
        now = {path: self._board.value(path) for path in catalogue}
        wording = Wording(
            title=title_of(name),
            description=f"From {preset.title}" if preset is not None else "",
            energy=preset.energy if preset is not None else _MIDDLING,
            values=values_of_look(self._board, now),
            bindings=self._recall.state.bindings,
        )
        order = Order(name, wording, catalogue)
        self._ordered.append((name, self._recall.recalls))
        self.scribe.save(lambda: save_look(order))

    def advance(self) -> list[str]:
        """Once a frame: what there is to tell. What is on is from now on the look that was saved of it."""
        told = []
        for result in self.scribe.results():
            _, recalls = self._ordered.popleft()
            if isinstance(result, AsterismError):
                told.append(str(result))
                continue
            told += [result.said] if result.said else []
            if result.preset is not None:
                self.portraits.append(result.preset.name)
            if result.preset is not None and recalls == self._recall.recalls:
                self._recall.preset = result.preset
        return told

    def keep_picture(self, look: str, picture: Pixels, album: Album) -> None:
        """Keep a picture of the show, (height, width, 3), as the thumbnail of a look."""

        def job() -> Saved:
            path = thumbnails.save(look, picture)
            album.forget(look)
            return Saved(path, "")

        self._ordered.append(("", self._recall.recalls))
        self.scribe.save(job)

    def _keep(self, t: float) -> None:
        preset = self._recall.preset
        new = free_name(_NEW, self._is_taken)
        if preset is None or not (files.user_folder("presets") / f"{preset.name}.toml").exists():
            self.save(new)
            return
        save_new = Verb("preset/save", t, new)
        self.question = Question(
            asked=t,
            text=f"Save over {preset.title}? Y: yes. Esc: save nothing. Any other key, or none: save as {new}.",
            answers={"y": Verb("preset/save", t, preset.name), "escape": None},
            otherwise=save_new,
        )

    def _is_taken(self, name: str) -> bool:
        known = (folder / f"{name}.toml" for folder in (files.user_folder("presets"), files.shipped("presets")))
        ordered = any(name == other for other, _ in self._ordered)
        return ordered or any(path.exists() for path in known)

    def _add(self) -> None:
        bank, preset = self._selection.bank, self._recall.preset
        if preset is None:
            raise PresetError("No look is on.")
        if bank.name == EVERY and not (files.user_folder("banks") / f"{EVERY}.toml").exists():
            raise PresetError("The bank of all looks has every look. Go to another one, and say it again.")
        self._ordered.append(("", self._recall.recalls))
        self.scribe.save(lambda: save_in_bank(bank, preset.name))
