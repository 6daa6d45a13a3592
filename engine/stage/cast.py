"""Which scenes are on stage, and how much of the light each has.

In: how much of each scene is wanted, time. Out: the scenes that are seen, with their shares.
Main process, once per frame. A scene is made when it is first wanted, or ahead of that in a quiet moment.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.errors import ShaderError
from engine.stage.frame import Shares
from engine.stage.scenes.scene import Scene

#: A share below this is not seen.
_LEAST = 1e-3


@dataclass(slots=True)
class _Broken:
    """A scene that could not be made, of files with this stamp."""

    error: ShaderError
    stamp: object
    told: bool = False


class Cast:
    """Fades from scene to scene. However fast the choice changes, the shares add up to 1 and none of them jumps."""

    def __init__(
        self,
        makers: Mapping[str, Callable[[], Scene]],
        stamp: Callable[[], object],
        ready: Mapping[str, Callable[[], bool]] = MappingProxyType({}),
    ) -> None:
        """`stamp` gives what changes with the scenes' files; `ready`, by name, whether a scene can be made quickly."""
        self._makers = makers
        self._ready = ready
        self._stamp = stamp
        self._scenes: dict[str, Scene] = {}
        self._shares: dict[str, float] = {}
        self._broken: dict[str, _Broken] = {}

    @property
    def scenes(self) -> Iterator[Scene]:
        """Those that have been made."""
        return iter(self._scenes.values())

    def advance(self, dt: float, wanted: Shares, fade_s: float) -> list[tuple[Scene, float]]:
        """The scenes that are seen after `dt` seconds, with their shares, when these are wanted within `fade_s`.

        Those that cannot be made leave their share to the others, or to what is there; where nothing is, the
        `ShaderError` is raised.
        """
        aims = {name: share for name, share in wanted.items() if share > _LEAST and self._make(name)}
        if not aims:
            if not self._shares:
                raise self._broken[next(iter(wanted))].error
            aims = {max(self._shares, key=self._shares.__getitem__): 1.0}
        whole = sum(aims.values())
        if not self._shares:
            self._shares = {name: share / whole for name, share in aims.items()}
        most = dt / fade_s if fade_s > dt else 1.0
        for name in {**self._shares, **aims}:
            share, aim = self._shares.get(name, 0.0), aims.get(name, 0.0) / whole
            self._shares[name] = share + min(max(aim - share, -most), most)
        seen = {name: share for name, share in self._shares.items() if share > _LEAST or name in aims}
        total = sum(seen.values())
        self._shares = {name: share / total if total else 1.0 for name, share in seen.items()}
        return [(self._scenes[name], share) for name, share in self._shares.items()]

    def prepare(self) -> bool:
        """Make one scene that nobody has asked for yet; False when none is left that is ready."""
        for name in self._makers:
            missing = name not in self._scenes and name not in self._broken
            if missing and self._ready.get(name, lambda: True)():
                self._make(name)
                return True
        return False

    def retry(self) -> Iterator[ShaderError]:
        """Why scenes could not be made, each once. Those whose files have changed since are tried again when wanted."""
        if not self._broken:
            return
        now = self._stamp()
        for name, broken in list(self._broken.items()):
            if broken.stamp != now:
                del self._broken[name]
            elif not broken.told:
                broken.told = True
                yield broken.error

    def release(self) -> None:
        """Give back what the scenes hold."""
        for scene in self._scenes.values():
            scene.release()
        self._scenes.clear()
        self._shares.clear()

    def _make(self, name: str) -> bool:
        if name not in self._scenes and name not in self._broken:
            stamp = self._stamp()
            try:
                self._scenes[name] = self._makers[name]()
            except ShaderError as error:
                self._broken[name] = _Broken(error, stamp)
        return name in self._scenes
