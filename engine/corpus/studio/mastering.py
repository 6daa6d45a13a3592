"""The studio of the corpus: stems are balanced, walled in, ducked, equalised, given room, driven, made loud.

In: stems with the truth about them, a seed. Out: a mono float32 master at 48 kHz, and the truth that is heard in it.
Pure functions; run wherever a lesson is made.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.corpus.playing.stems import DRUM_STEMS, Stems
from engine.corpus.song import Truth
from engine.corpus.studio.audibility import Track, audible, hear
from engine.corpus.studio.clip import Clip
from engine.corpus.studio.desk import BUSES, TRUTH, Desk, set_desk
from engine.corpus.studio.dynamics import Shape, compress, decibels, level_db, limit, pump, saturate
from engine.corpus.studio.filters import RATE_HZ, Sound, bend, convolve, convolve_sum, high_pass, kernel, low_pass, room


def master(stems: Stems, truth: Truth, seed: int, pumping: float = 0.0, walls: float = 0.0) -> Clip:
    """Mix and master stems at 48 kHz, with the settings of `set_desk(stems, seed, pumping, walls)`: within -1..1.

    The kicks of the truth are what the side chain ducks under. The clip's truth has lost the classes that the desk
    hides and the strokes that the rest of the mix covers; nothing moves in time, and beats stay.
    """
    if stems.rate_hz != RATE_HZ:
        raise ValueError(f"the studio works at {RATE_HZ} Hz, not at {stems.rate_hz} Hz")
    desk = set_desk(stems, seed, pumping, walls)
    truth, kicks = hear(truth, desk.hidden(stems)), truth.drums.get("kick", np.zeros(0))
    strips = _set_up_kit(stems, desk)
    buses = _fill_buses(stems, strips, desk)
    if not buses:
        return Clip(np.zeros(stems.length, np.float32), truth)
    # What strokes are held against is the kit as it is played, without the room around it.
    kit = buses.get("drums")
    own = np.random.default_rng([seed, 43])
    if kit is not None:
        buses["drums"] = _surround(kit, strips["snare"], desk, own)
    if desk.wall_db > 0.0 and desk.wall in buses:
        buses[desk.wall] = build_wall(buses[desk.wall], desk.wall_db, own)
    for bus, depth, release_s in desk.ducking:
        if bus in buses:
            buses[bus] = pump(buses[bus], kicks, depth, release_s)
    rng = np.random.default_rng([seed, 42])
    wet = _send(buses, rng)
    curves = {bus: _equalise(bus, desk, rng) for bus in buses}
    others = [(sound, kernel(curves[bus])) for bus, sound in buses.items() if bus != "drums"]
    mix = convolve_sum(others) if others else np.zeros(stems.length, np.float32)
    if kit is not None:
        truth = _leave_out_covered(truth, strips, desk, Track(((kit, 1.0),), curves["drums"]), mix)
        mix += convolve(buses["drums"], kernel(curves["drums"]))
    if wet is not None:
        mix += wet
    return Clip(_make_loud(mix, desk.wall_db > 0.0, rng), truth)


def _set_up_kit(stems: Stems, desk: Desk) -> dict[str, Sound]:
    """The drum stems as the desk gets them, before their gains: a kick can be all click or all thump."""
    strips = dict(stems.drums)
    if desk.kick_high_pass_hz > 0.0:
        strips["kick"] = convolve(strips["kick"], kernel(high_pass(desk.kick_high_pass_hz, 2)))
    if desk.kick_low_pass_hz > 0.0:
        strips["kick"] = convolve(strips["kick"], kernel(low_pass(desk.kick_low_pass_hz, 2)))
    return strips


def _leave_out_covered(truth: Truth, strips: dict[str, Sound], desk: Desk, kit: Track, mix: Sound) -> Truth:
    """The truth without the strokes that cannot be heard through the kit's other drums and the rest of the mix."""
    drums = dict(truth.drums)
    for name, label in TRUTH.items():
        times = drums.get(label, np.zeros(0))
        if len(times) == 0:
            continue
        factor = float(decibels(desk.drums[name]))
        stroke = Track(((strips[name], factor),), kit.curve)
        others = Track((*kit.sounds, (strips[name], -factor)), kit.curve)
        drums[label] = times[audible(times, stroke, (others, Track(((mix, 1.0),))))]
    return replace(truth, drums=drums)


def _surround(kit: Sound, snare: Sound, desk: Desk, rng: np.random.Generator) -> Sound:
    """The kit in its room, the snare in its own, and a crushed copy that brings up whatever is between the strokes."""
    around = kit
    if desk.snare_room_db > -np.inf and desk.drums["snare"] > -np.inf:
        gain_db = desk.drums["snare"] + desk.snare_room_db
        around = around + convolve(snare, room(rng.uniform(0.25, 1.2), rng.random(), rng)) * decibels(gain_db)
    if desk.kit_room_db > -np.inf:
        wide = room(rng.uniform(0.3, 1.0), rng.random(), rng, rng.uniform(0.0, 0.015))
        around = around + convolve(kit, wide) * decibels(desk.kit_room_db)
    if desk.crush_db > -np.inf:
        level = level_db(around)
        crushed = compress(around, level - rng.uniform(12.0, 24.0), 12.0, 0.001, rng.uniform(0.04, 0.2))
        around = around + crushed * decibels(level + desk.crush_db - level_db(crushed))
    return around


def build_wall(sound: Sound, wall_db: float, rng: np.random.Generator) -> Sound:
    """Squash a bus, until it stands like a wall, and put it `wall_db` above the level that it had."""
    level = level_db(sound)
    if level < -120.0:
        return sound
    squashed = sound * decibels(-18.0 - level)
    kind = rng.random()
    if kind < 0.75:
        squashed = compress(squashed, rng.uniform(-34.0, -24.0), rng.uniform(3.0, 10.0), 0.005, rng.uniform(0.05, 0.3))
        squashed *= decibels(-18.0 - level_db(squashed))
    if kind > 0.35:
        squashed = saturate(squashed, rng.uniform(10.0, 24.0), "tanh" if rng.random() < 0.6 else "hard")
    return squashed * decibels(level + wall_db - level_db(squashed))


def _fill_buses(stems: Stems, kit: dict[str, Sound], desk: Desk) -> dict[str, Sound]:
    """The strips added up bus by bus with their gains; buses that stay silent are left out."""
    strips: list[tuple[str, float, Sound]] = [("drums", desk.drums[name], kit[name]) for name in DRUM_STEMS]
    for (role, sound), gain_db in zip(stems.parts, desk.parts, strict=True):
        strips.append((BUSES[role], gain_db, sound))
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
    if bus == desk.wall and desk.wall_db > 0.0:  # walls hiss where hats do
        curve += bend(((1500.0, 0.0), (6000.0, rng.uniform(0.0, 8.0))))
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


def _make_loud(mix: Sound, walled: bool, rng: np.random.Generator) -> Sound:
    """The bus: levelled, compressed, driven and pushed against the ceiling; behind a wall, mostly all of it."""
    level = level_db(mix)
    if level < -120.0:
        return np.clip(mix, -1.0, 1.0)
    mix = mix * decibels(-20.0 - level)
    if rng.random() < (0.9 if walled else 0.7):
        threshold_db = -20.0 + rng.uniform(-8.0, 6.0)
        attack_s, release_s = np.exp(rng.uniform(np.log((0.001, 0.05)), np.log((0.05, 0.6))))
        mix = compress(mix, threshold_db, rng.uniform(1.5, 8.0), attack_s, release_s)
        mix *= decibels(-20.0 - level_db(mix))
    if rng.random() < (0.75 if walled else 0.5):
        shapes: tuple[Shape, ...] = ("tanh", "soft", "hard")
        mix = saturate(mix, rng.uniform(-4.0, 14.0), shapes[int(rng.integers(3))])
    ceiling = float(decibels(rng.uniform(-3.0, -0.05)))
    push_db = rng.uniform(0.0, 12.0) if rng.random() < 0.8 else 0.0
    top = float(np.abs(mix).max())
    return limit(mix * (np.float32(ceiling / top) * decibels(push_db)), ceiling, rng.uniform(0.03, 0.3))
