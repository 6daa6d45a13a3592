"""The drum machine's kicks, snares, claps and rims: many kinds of each, varied by chance.

In: a generator that draws the kit's numbers, and the stroke. Out: float32 (n,) peaking at 1, the attack at sample 0.
Pure functions; run wherever a song of the corpus is rendered.
"""

from dataclasses import dataclass

import numpy as np

from engine.corpus.playing.dice import Span, air, crush, span
from engine.sound.synthesis import Curve, Wave, decay, fade, peak, phase, saturate, sine, times


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a drum is struck: `velocity` 0..1; `seed` draws the noise, so that two strokes of a kit need not be equal."""

    velocity: float
    seed: int
    rate_hz: int


@dataclass(frozen=True, slots=True)
class _Kick:
    """Bounds of a kind of kick. The pitch falls from `low` times 1 + `drop` within `fall` seconds and some.

    `knock` adds a still faster fall, `square` a body that is driven before it dies, `hold` the share of the length
    that it is held for, `thump` the low noise of a real skin, `overtone` its second mode, `crush` an old sampler.
    """

    low_hz: Span
    length_s: Span
    drop: Span
    fall_s: Span
    knock: Span = (0.0, 2.0)
    drive: Span = (1.0, 2.0)
    click: Span = (0.0, 0.3)
    click_hz: Span = (1500.0, 5000.0)
    thump: Span = (0.0, 0.0)
    overtone: Span = (0.0, 0.0)
    hold: Span = (0.0, 0.2)
    crush: bool = False


_KICKS = (
    # The long sub of the 808, the punch of the 909, a hard one that is nearly square, the long square of
    # hardcore, a soft deep one.
    _Kick((38.0, 58.0), (0.6, 1.5), (0.5, 2.0), (0.015, 0.05), click=(0.0, 0.15)),
    _Kick((44.0, 62.0), (0.22, 0.45), (2.5, 5.0), (0.02, 0.045), click=(0.1, 0.5)),
    _Kick((45.0, 65.0), (0.22, 0.4), (4.0, 9.0), (0.02, 0.05), drive=(6.0, 30.0), hold=(0.3, 0.7), click=(0.2, 0.6)),
    _Kick((48.0, 80.0), (0.28, 0.5), (3.0, 8.0), (0.03, 0.09), drive=(20.0, 80.0), hold=(0.6, 0.9), click=(0.3, 0.9)),
    _Kick((42.0, 60.0), (0.18, 0.35), (0.8, 2.0), (0.015, 0.04), knock=(0.0, 0.5), click=(0.0, 0.05)),
    # A real one near and far, the click of psytrance, an old sampler's, a thin one of an early machine.
    _Kick((50.0, 80.0), (0.15, 0.4), (0.2, 0.8), (0.01, 0.03), thump=(0.2, 0.7), overtone=(0.1, 0.5), click=(0.2, 0.8)),
    _Kick((55.0, 95.0), (0.12, 0.25), (0.1, 0.5), (0.01, 0.03), thump=(0.5, 1.5), overtone=(0.2, 0.7)),
    _Kick((44.0, 56.0), (0.12, 0.25), (10.0, 25.0), (0.004, 0.01), click=(0.2, 0.7), click_hz=(3000.0, 8000.0)),
    _Kick((48.0, 75.0), (0.12, 0.35), (1.0, 4.0), (0.01, 0.03), thump=(0.1, 0.6), crush=True),
    _Kick((60.0, 110.0), (0.08, 0.2), (1.0, 4.0), (0.01, 0.03), click=(0.3, 1.0)),
)


def kick(kit: np.random.Generator, stroke: Stroke) -> Wave:
    """A kick of one kind, or of two laid over each other."""
    chosen = _KICKS[int(kit.integers(len(_KICKS)))]
    wave = _kick(kit, chosen, stroke)
    if kit.random() < 0.25:
        other = _kick(kit, _KICKS[int(kit.integers(len(_KICKS)))], stroke)
        both = np.zeros(max(len(wave), len(other)), np.float32)
        both[: len(wave)] += wave
        both[: len(other)] += np.float32(0.5) * other
        wave = both
    return peak(wave)


def _kick(kit: np.random.Generator, kind: _Kick, stroke: Stroke) -> Wave:
    rate, hard = stroke.rate_hz, 0.4 + 0.6 * stroke.velocity
    low, length = span(kit, kind.low_hz), span(kit, kind.length_s)
    drop, fall, knock = span(kit, kind.drop) * hard, span(kit, kind.fall_s), span(kit, kind.knock) * hard
    drive, hold, ramp = span(kit, kind.drive), span(kit, kind.hold), span(kit, (0.0004, 0.0015))
    t = times(length, rate)
    turns = phase(low * (1.0 + drop * np.exp(t / -fall) + knock * np.exp(t / -0.0045)), len(t), rate)
    body = sine(turns)
    overtone = span(kit, kind.overtone)
    if overtone > 0.0:
        body += np.float32(overtone) * sine(turns * 1.593) * decay(t, 0.12 * length)
    body *= np.minimum(1.0, t / ramp).astype(np.float32)
    held = np.maximum(0.0, t - hold * length)
    gate = decay(held, (1.0 - hold) * length / span(kit, (3.0, 5.0)))
    wave = saturate(body, drive) * gate if drive > 4.0 else saturate(body * gate, drive)
    snap, top = span(kit, kind.click_hz), span(kit, (7000.0, 15_000.0))
    click = air(len(t), stroke.seed, snap, top, rate) * decay(t, span(kit, (0.001, 0.006)))
    wave += np.float32(2.0 * span(kit, kind.click) * hard) * click
    thump = span(kit, kind.thump)
    if thump > 0.0:
        wave += np.float32(thump) * air(len(t), stroke.seed + 1, 60.0, 500.0, rate) * decay(t, span(kit, (0.02, 0.07)))
    wave = fade(peak(wave), rate, 0.0003, 0.2 * length)
    return crush(wave, int(kit.integers(2, 7)), span(kit, (6.0, 10.0))) if kind.crush else wave


@dataclass(frozen=True, slots=True)
class _Snare:
    """Bounds of a kind of snare: a skin of two modes against the noise of the wires; `room` is a gated reverb."""

    tone_hz: Span
    tone: Span
    ring_s: Span
    low_hz: Span
    high_hz: Span
    wires_s: Span
    drive: Span = (1.0, 2.0)
    room: Span = (0.0, 0.0)
    crush: bool = False


_SNARES = (
    # 808, 909, the short snap of trap, the crack of drum and bass.
    _Snare((160.0, 200.0), (0.6, 1.2), (0.04, 0.1), (1500.0, 3000.0), (8000.0, 14_000.0), (0.05, 0.1)),
    _Snare((170.0, 240.0), (0.5, 1.0), (0.03, 0.07), (900.0, 2000.0), (8000.0, 15_000.0), (0.06, 0.14)),
    _Snare((190.0, 330.0), (0.2, 0.8), (0.015, 0.04), (1500.0, 4000.0), (11_000.0, 19_000.0), (0.03, 0.09)),
    _Snare((180.0, 280.0), (0.8, 1.5), (0.03, 0.06), (1000.0, 2500.0), (9000.0, 16_000.0), (0.03, 0.08), (2.0, 5.0)),
    # The great room of the eighties, bare noise, a soft and dark one, an old sampler's, a real one.
    _Snare((140.0, 200.0), (0.5, 1.0), (0.05, 0.12), (500.0, 1500.0), (6000.0, 12_000.0), (0.05, 0.1), room=(0.3, 0.9)),
    _Snare((200.0, 300.0), (0.0, 0.1), (0.01, 0.03), (600.0, 4000.0), (5000.0, 18_000.0), (0.03, 0.15)),
    _Snare((130.0, 200.0), (0.4, 1.0), (0.03, 0.08), (300.0, 1000.0), (3000.0, 7000.0), (0.04, 0.1)),
    _Snare((150.0, 260.0), (0.4, 1.2), (0.03, 0.08), (700.0, 2000.0), (6000.0, 12_000.0), (0.04, 0.12), crush=True),
    _Snare(
        (160.0, 300.0), (0.5, 1.3), (0.04, 0.15), (800.0, 2500.0), (9000.0, 17_000.0), (0.06, 0.16), room=(0.0, 0.2)
    ),
)


def snare(kit: np.random.Generator, stroke: Stroke) -> Wave:
    """A snare of one kind, with a clap over it at times."""
    kind = _SNARES[int(kit.integers(len(_SNARES)))]
    rate = stroke.rate_hz
    ring, wires = span(kit, kind.ring_s), span(kit, kind.wires_s) * (0.7 + 0.3 * stroke.velocity)
    room, gate = span(kit, kind.room), span(kit, (0.12, 0.3))
    t = times(max(5.0 * wires, 5.0 * ring, gate + 0.05 if room > 0.05 else 0.0), rate)
    turns = phase(span(kit, kind.tone_hz) * (1.0 + span(kit, (0.1, 0.8)) * np.exp(t / -0.012)), len(t), rate)
    skin = sine(turns) * decay(t, ring)
    skin += np.float32(span(kit, (0.2, 0.8))) * sine(turns * span(kit, (1.5, 1.9))) * decay(t, 0.6 * ring)
    low, high = span(kit, kind.low_hz), span(kit, kind.high_hz) * (0.6 + 0.4 * stroke.velocity)
    rattle = air(len(t), stroke.seed, low, high, rate) * decay(t, wires)
    wave = np.float32(span(kit, kind.tone)) * skin + np.float32(2.0 * span(kit, (0.5, 1.0))) * rattle
    if room > 0.0:
        held = np.clip((gate - t) / 0.03, 0.0, 1.0).astype(np.float32) * decay(t, 2.0 * gate)
        wave += np.float32(room * 1.5) * air(len(t), stroke.seed + 1, 300.0, 7000.0, rate) * held
    wave = saturate(peak(wave), span(kit, kind.drive))
    if kit.random() < 0.25:
        hands = clap(kit, stroke)
        both = np.zeros(max(len(wave), len(hands)), np.float32)
        both[: len(wave)] += wave
        both[: len(hands)] += np.float32(0.7) * hands
        wave = both
    wave = fade(wave, rate, 0.0004, 0.02)
    if kind.crush:
        wave = crush(peak(wave), int(kit.integers(2, 6)), span(kit, (5.0, 9.0)))
    return peak(wave)


def clap(kit: np.random.Generator, stroke: Stroke) -> Wave:
    """A few hands and the room after them; at times one snap alone."""
    rate, tail = stroke.rate_hz, span(kit, (0.025, 0.18))
    hands, apart = int(kit.integers(1, 6)), span(kit, (0.006, 0.014))
    t = times(apart * hands + 5.0 * tail, rate)
    level: Curve = np.zeros(len(t))
    for hand in range(hands):
        since = t - apart * hand * (1.0 + 0.1 * np.sin(7.0 * hand))
        ends = hand == hands - 1
        level += np.where(since >= 0.0, np.exp(np.minimum(since / -(tail if ends else 0.4 * apart), 0.0)), 0.0)
    low, high = span(kit, (500.0, 1600.0)), span(kit, (3500.0, 12_000.0))
    wave = air(len(t), stroke.seed + 2, low, high, rate, int(kit.integers(1, 4))) * level.astype(np.float32)
    return peak(fade(saturate(peak(wave), span(kit, (1.0, 4.0))), rate, 0.0004, 0.5 * tail))


def rim(kit: np.random.Generator, stroke: Stroke) -> Wave:
    """A stick on the rim or a snap of fingers: two short modes and a tick."""
    rate, ring = stroke.rate_hz, span(kit, (0.005, 0.03))
    t = times(max(0.03, 6.0 * ring), rate)
    tone = span(kit, (350.0, 1900.0))
    wave = sine(phase(tone, len(t), rate, 0.2)) * decay(t, ring)
    wave += np.float32(0.7) * sine(phase(tone * span(kit, (1.4, 2.8)), len(t), rate, 0.2)) * decay(t, 0.6 * ring)
    tick = air(len(t), stroke.seed, span(kit, (1200.0, 3500.0)), 12_000.0, rate) * decay(t, span(kit, (0.002, 0.012)))
    wave += np.float32(span(kit, (0.2, 3.0)) * stroke.velocity) * tick
    return peak(fade(saturate(peak(wave), span(kit, (1.0, 4.0))), rate, 0.0003, 2.0 * ring))
