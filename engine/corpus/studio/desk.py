"""The mixing desk of the corpus: how loud each drum and part is, what is muted, filtered, ducked, walled in.

In: stems, a seed, how likely the genre is to be ducked and walled in. Out: a frozen record of settings.
Pure functions; run wherever a lesson is made.
"""

from dataclasses import dataclass

import numpy as np

from engine.corpus.playing.stems import DRUM_STEMS, Stems
from engine.corpus.song import Role
from engine.corpus.studio.dynamics import level_db

#: Which bus a part plays into: guitars and keys that can be a wall, and what stands in front of them.
BUSES: dict[Role, str] = {
    "bass": "bass",
    "chords": "harmony",
    "pad": "harmony",
    "arp": "harmony",
    "riff": "harmony",
    "lead": "front",
    "voice": "front",
    "fx": "front",
}
#: The class of truth that a drum stem is heard as.
TRUTH = {"kick": "kick", "snare": "snare", "hats": "hat", "cymbals": "crash"}

#: Below this a drum stem's low-pass hides the class of truth.
_HIDDEN_BELOW_HZ = {"hats": 4000.0, "cymbals": 2500.0}

#: Standard deviation of a drum's gain within the kit, and where hats lie in it; lowest and highest gain, in dB.
_DRUM_SPREAD_DB, _HATS_DB = 3.5, -4.0
LOWEST_DB, HIGHEST_DB = -16.0, 8.0
#: What a mix is built on is never as far down as hats can be.
_LOWEST_BUT_HATS_DB = -11.0


@dataclass(frozen=True, slots=True)
class Desk:
    """How a mix is set. Gains in dB: `drums` by stem, `parts` in their order; -inf is muted.

    `drums_low_pass_hz`, `kick_low_pass_hz` (a thump without its beater), `kick_high_pass_hz` (a click): 0 for none.
    `ducking`: (bus, depth, release in s) of every bus that the kicks push down. `wall_db`: by how much the bus
    `wall` is up against the drums, squashed; 0 for no wall. `snare_room_db`, `kit_room_db`: the room around them, to
    the dry sound; `crush_db`: the kit, flattened by a compressor, beside the kit itself; -inf for none.
    """

    drums: dict[str, float]
    parts: tuple[float, ...]
    drums_low_pass_hz: float = 0.0
    ducking: tuple[tuple[str, float, float], ...] = ()
    wall: str = "harmony"
    wall_db: float = 0.0
    kick_low_pass_hz: float = 0.0
    kick_high_pass_hz: float = 0.0
    snare_room_db: float = -np.inf
    kit_room_db: float = -np.inf
    crush_db: float = -np.inf

    def hidden(self, stems: Stems) -> frozenset[str]:
        """The classes of truth that nobody can hear any more: of kick, snare, hat, crash, bass."""
        hidden = {
            TRUTH[name]
            for name, gain_db in self.drums.items()
            if name in TRUTH and (gain_db == -np.inf or 0.0 < self.drums_low_pass_hz < _HIDDEN_BELOW_HZ.get(name, 0.0))
        }
        basses = [gain_db for (role, _), gain_db in zip(stems.parts, self.parts, strict=True) if role == "bass"]
        if basses and max(basses) == -np.inf:
            hidden.add("bass")
        return frozenset(hidden)


def set_desk(stems: Stems, seed: int, pumping: float = 0.0, walls: float = 0.0) -> Desk:
    """Draw the settings of a mix; `pumping`, `walls` 0..1: how likely kicks duck the rest, and a wall half buries them.

    Only parts of the harmony bus can be a wall, or those of the front where there is no harmony.
    """
    rng = np.random.default_rng([seed, 41])
    whole_db = rng.uniform(-8.0, 8.0) if rng.random() < 0.5 else rng.uniform(-3.0, 3.0)
    drums = {name: whole_db + rng.normal(0.0, _DRUM_SPREAD_DB) for name in DRUM_STEMS}
    drums["hats"] += _HATS_DB
    snare_room_db = kit_room_db = crush_db = -np.inf
    if rng.random() < 0.15:  # a snare at the back of the room
        drums["snare"] -= rng.uniform(3.0, 8.0)
        snare_room_db = rng.uniform(-12.0, -2.0)
    for name, gain_db in drums.items():
        drums[name] = float(np.clip(gain_db, LOWEST_DB if name == "hats" else _LOWEST_BUT_HATS_DB, HIGHEST_DB))
    parts = [float(np.clip(rng.normal(0.0, 3.0), -8.0, 8.0)) for _ in stems.parts]
    if rng.random() < 0.15:
        _mute_one(stems, drums, parts, rng)
    low_pass_hz = _between(rng, 250.0, 9000.0) if rng.random() < 0.08 else 0.0
    ducking: list[tuple[str, float, float]] = []
    if rng.random() < pumping:
        depth, release_s = rng.uniform(0.15, 1.0), rng.uniform(0.08, 0.35)
        depths = {bus: depth * rng.uniform(0.6, 1.2) for bus in ("bass", "harmony", "front") if rng.random() < 0.85}
        ducking += [(bus, float(min(1.0, own)), float(release_s)) for bus, own in depths.items()]
    sounding = [BUSES[role] for (role, _), gain_db in zip(stems.parts, parts, strict=True) if gain_db > -np.inf]
    walled, wall_db = rng.random() < walls, float(rng.uniform(4.0, 12.0))
    kick, click_hz, thump_hz = rng.random(), _between(rng, 200.0, 600.0), _between(rng, 150.0, 400.0)
    if rng.random() < 0.12:
        kit_room_db = rng.uniform(-16.0, -4.0)
    if rng.random() < 0.2:
        crush_db = rng.uniform(-10.0, 3.0)
    return Desk(
        drums,
        tuple(parts),
        low_pass_hz,
        tuple(ducking),
        "harmony" if "harmony" in sounding else "front",
        wall_db if walled else 0.0,
        thump_hz if 0.08 <= kick < 0.16 else 0.0,
        click_hz if kick < 0.08 else 0.0,
        float(snare_room_db),
        float(kit_room_db),
        float(crush_db),
    )


def _between(rng: np.random.Generator, lowest_hz: float, highest_hz: float) -> float:
    """A frequency between two, all octaves alike."""
    return float(np.exp(rng.uniform(np.log(lowest_hz), np.log(highest_hz))))


def _mute_one(stems: Stems, drums: dict[str, float], parts: list[float], rng: np.random.Generator) -> None:
    """Mute one stem that sounds, if others are left."""
    choices: list[str | int] = [name for name in DRUM_STEMS if level_db(stems.drums[name]) > -60.0]
    choices += [index for index, (_, sound) in enumerate(stems.parts) if level_db(sound) > -60.0]
    if len(choices) < 3:
        return
    chosen = choices[int(rng.integers(len(choices)))]
    if isinstance(chosen, str):
        drums[chosen] = -np.inf
    else:
        parts[chosen] = -np.inf
