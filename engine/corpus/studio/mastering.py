"""The studio of the corpus: stems are balanced, ducked, equalised, given room, driven, compressed, made loud.

In: stems, the times of the kicks, a seed. Out: a mono float32 master at 48 kHz, and what it hides of the truth.
Pure functions; run wherever a lesson is made.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.corpus.playing.stems import DRUM_STEMS, Stems
from engine.corpus.song import Role, Truth
from engine.corpus.studio.dynamics import Shape, compress, decibels, level_db, limit, pump, saturate
from engine.corpus.studio.filters import RATE_HZ, Sound, bend, convolve, convolve_sum, high_pass, kernel, low_pass, room

#: Which bus a part plays into.
_BUSES: dict[Role, str] = {
    "bass": "bass",
    "chords": "harmony",
    "pad": "harmony",
    "arp": "harmony",
    "riff": "front",
    "lead": "front",
    "voice": "front",
    "fx": "front",
}
_TRUTH = {"kick": "kick", "snare": "snare", "hats": "hat", "cymbals": "crash"}

#: Below this a drum stem's low-pass hides the class of truth.
_HIDDEN_BELOW_HZ = {"hats": 4000.0, "cymbals": 2500.0}


@dataclass(frozen=True, slots=True)
class Desk:
    """How a mix is set. Gains in dB: `drums` by stem, `parts` in their order; -inf is muted.

    `drums_low_pass_hz` 0 for none. `ducking`: (bus, depth, release in s) of every bus that the kicks push down.
    """

    drums: dict[str, float]
    parts: tuple[float, ...]
    drums_low_pass_hz: float
    ducking: tuple[tuple[str, float, float], ...]

    def hidden(self, stems: Stems) -> frozenset[str]:
        """The classes of truth that nobody can hear any more: of kick, snare, hat, crash, bass."""
        hidden = {
            _TRUTH[name]
            for name, gain_db in self.drums.items()
            if name in _TRUTH and (gain_db == -np.inf or 0.0 < self.drums_low_pass_hz < _HIDDEN_BELOW_HZ.get(name, 0.0))
        }
        basses = [gain_db for (role, _), gain_db in zip(stems.parts, self.parts, strict=True) if role == "bass"]
        if basses and max(basses) == -np.inf:
            hidden.add("bass")
        return frozenset(hidden)


def set_desk(stems: Stems, seed: int, pumping: float = 0.0) -> Desk:
    """Draw the settings of a mix; `pumping` 0..1 is how likely the kicks duck the rest."""
    rng = np.random.default_rng([seed, 41])
    whole_db = rng.uniform(-8.0, 8.0) if rng.random() < 0.5 else rng.uniform(-3.0, 3.0)
    drums = {name: float(np.clip(whole_db + rng.normal(0.0, 2.0), -8.0, 8.0)) for name in DRUM_STEMS}
    parts = [float(np.clip(rng.normal(0.0, 3.0), -8.0, 8.0)) for _ in stems.parts]
    if rng.random() < 0.15:
        _mute_one(stems, drums, parts, rng)
    low_pass_hz = float(np.exp(rng.uniform(np.log(250.0), np.log(9000.0)))) if rng.random() < 0.08 else 0.0
    ducking: list[tuple[str, float, float]] = []
    if rng.random() < pumping:
        depth, release_s = rng.uniform(0.15, 1.0), rng.uniform(0.08, 0.35)
        depths = {bus: depth * rng.uniform(0.6, 1.2) for bus in ("bass", "harmony", "front") if rng.random() < 0.85}
        ducking += [(bus, float(min(1.0, own)), float(release_s)) for bus, own in depths.items()]
    return Desk(drums, tuple(parts), low_pass_hz, tuple(ducking))


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


def hear(truth: Truth, hidden: frozenset[str]) -> Truth:
    """The truth without the onsets of the classes in `hidden`; beats stay, one can still feel them."""
    nothing = np.zeros(0)
    drums = {name: nothing if name in hidden else times for name, times in truth.drums.items()}
    return replace(truth, drums=drums, bass=nothing if "bass" in hidden else truth.bass)


def master(stems: Stems, kicks: NDArray[np.float64], seed: int, pumping: float = 0.0) -> Sound:
    """Mix and master stems at 48 kHz, with the settings of `set_desk(stems, seed, pumping)`: (n,) within -1..1.

    `kicks` (m,) are the times in s, rising, at which the side chain ducks. Nothing moves in time.
    """
    if stems.rate_hz != RATE_HZ:
        raise ValueError(f"the studio works at {RATE_HZ} Hz, not at {stems.rate_hz} Hz")
    desk = set_desk(stems, seed, pumping)
    buses = _fill_buses(stems, desk)
    if not buses:
        return np.zeros(stems.length, np.float32)
    for bus, depth, release_s in desk.ducking:
        if bus in buses:
            buses[bus] = pump(buses[bus], kicks, depth, release_s)
    rng = np.random.default_rng([seed, 42])
    wet = _send(buses, rng)
    pairs = [(sound, kernel(_equalise(bus, desk, rng))) for bus, sound in buses.items()]
    mix = convolve_sum(pairs)
    if wet is not None:
        mix += wet
    return _make_loud(mix, rng)


def _fill_buses(stems: Stems, desk: Desk) -> dict[str, Sound]:
    """The stems added up bus by bus with their gains; buses that stay silent are left out."""
    strips: list[tuple[str, float, Sound]] = [("drums", desk.drums[name], stems.drums[name]) for name in DRUM_STEMS]
    for (role, sound), gain_db in zip(stems.parts, desk.parts, strict=True):
        strips.append((_BUSES[role], gain_db, sound))
    buses: dict[str, Sound] = {}
    for bus, gain_db, sound in strips:
        if gain_db == -np.inf or not sound.any():
            continue
        if bus in buses:
            buses[bus] += sound * decibels(gain_db)
        else:
            buses[bus] = sound * decibels(gain_db)
    return buses


def _equalise(bus: str, desk: Desk, rng: np.random.Generator) -> NDArray[np.float64]:
    """A tilt and a broad bend; for the drums the low-pass too."""
    tilt_db, middle_db, top_db = rng.normal(0.0, 2.5), rng.normal(0.0, 2.0), rng.normal(0.0, 2.0)
    points = ((60.0, -tilt_db), (400.0, middle_db), (2500.0, 0.5 * tilt_db), (10_000.0, tilt_db + top_db))
    curve: NDArray[np.float64] = bend(points).clip(-8.0, 8.0)
    if bus == "drums" and desk.drums_low_pass_hz > 0.0:
        curve += low_pass(desk.drums_low_pass_hz, 2)
    if bus != "drums" and bus != "bass" and rng.random() < 0.5:
        curve += high_pass(rng.uniform(60.0, 250.0), 2)
    return curve


def _send(buses: dict[str, Sound], rng: np.random.Generator) -> Sound | None:
    """What the room and the echo give back, or None for a dry mix."""
    if rng.random() < 0.3:
        return None
    sends = {bus: decibels(rng.uniform(-24.0, -8.0)) for bus in ("drums", "harmony", "front") if bus in buses}
    if not sends:
        return None
    bus_sum = np.zeros(len(next(iter(buses.values()))), np.float32)
    for bus, gain in sends.items():
        bus_sum += buses[bus] * gain
    decay_s = rng.uniform(0.2, 0.7) if rng.random() < 0.6 else rng.uniform(0.8, 2.2)
    wet = convolve(bus_sum, room(decay_s, rng.random(), rng, rng.uniform(0.0, 0.03)))
    voices = [bus for bus in ("front", "harmony") if bus in buses]
    if voices and rng.random() < 0.35:
        _echo(buses[voices[0]], wet, rng)
    return wet


def _echo(sound: Sound, out: Sound, rng: np.random.Generator) -> None:
    """Add the repeats of a delay line that knows nothing of the tempo."""
    step = round(rng.uniform(0.08, 0.6) * RATE_HZ)
    gain, feedback = decibels(rng.uniform(-18.0, -6.0)), rng.uniform(0.1, 0.6)
    for turn in range(1, 6):
        if turn * step >= len(sound):
            break
        out[turn * step :] += sound[: -turn * step] * np.float32(gain * feedback ** (turn - 1))


def _make_loud(mix: Sound, rng: np.random.Generator) -> Sound:
    """The bus: levelled, compressed, driven, equalised and pushed against the ceiling."""
    level = level_db(mix)
    if level < -120.0:
        return np.clip(mix, -1.0, 1.0)
    mix = mix * decibels(-20.0 - level)
    if rng.random() < 0.7:
        threshold_db = -20.0 + rng.uniform(-8.0, 6.0)
        attack_s, release_s = np.exp(rng.uniform(np.log((0.001, 0.05)), np.log((0.05, 0.6))))
        mix = compress(mix, threshold_db, rng.uniform(1.5, 8.0), attack_s, release_s)
        mix *= decibels(-20.0 - level_db(mix))
    if rng.random() < 0.5:
        shapes: tuple[Shape, ...] = ("tanh", "soft", "hard")
        mix = saturate(mix, rng.uniform(-4.0, 14.0), shapes[int(rng.integers(3))])
    ceiling = float(decibels(rng.uniform(-3.0, -0.05)))
    push_db = rng.uniform(0.0, 12.0) if rng.random() < 0.8 else 0.0
    top = float(np.abs(mix).max())
    return limit(mix * (np.float32(ceiling / top) * decibels(push_db)), ceiling, rng.uniform(0.03, 0.3))
