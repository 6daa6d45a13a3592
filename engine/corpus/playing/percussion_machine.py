"""The drum machine's hats, cymbals and hand percussion, varied by chance.

In: a generator that draws the kit's numbers, and the stroke. Out: float32 (n,) peaking at 1, the attack at sample 0.
Pure functions; run wherever a song of the corpus is rendered.
"""

from collections.abc import Callable, Sequence

import numpy as np

from engine.corpus.playing.dice import Span, air, crush, shape, span
from engine.corpus.playing.drum_machine import Stroke, clap, kick, rim, snare
from engine.sound.synthesis import Wave, decay, fade, peak, phase, saturate, sine, times

Drum = Callable[[np.random.Generator, Stroke], Wave]


def _metal(kit: np.random.Generator, frames: int, base_hz: float, rate_hz: int) -> Wave:
    """Square waves that share no common measure, RMS 0.35: the classic machine's cymbal, by ratios of its own."""
    turns = np.arange(frames) * (base_hz / rate_hz)
    ring = np.zeros(frames, np.float32)
    for ratio in (2.0, 3.0, 4.16, 5.43, 6.79, 8.21):
        place = turns * (ratio * span(kit, (0.94, 1.06))) + kit.random()
        ring += np.where(place - np.floor(place) < 0.5, np.float32(1.0), np.float32(-1.0))
    return ring * np.float32(0.35 / 6.0**0.5)


def _hat(opening: Span) -> Drum:
    """A hat that is open for one of `opening` times the kit's own short length."""

    def strike(kit: np.random.Generator, stroke: Stroke) -> Wave:
        rate = stroke.rate_hz
        metal, base = float(kit.choice([0.0, 0.3, 0.7, 1.0])), span(kit, (130.0, 420.0))
        low, high, order = span(kit, (2500.0, 10_000.0)), span(kit, (9000.0, 20_000.0)), int(kit.integers(1, 4))
        short, crushed, drive = span(kit, (0.01, 0.04)), kit.random() < 0.2, span(kit, (1.0, 4.0))
        hold, bits = int(kit.integers(2, 5)), span(kit, (4.0, 8.0))
        fall = short * span(kit, opening) * (0.6 + 0.4 * stroke.velocity)
        t = times(5.0 * fall + 0.01, rate)
        raw = np.float32(1.0 - metal) * air(len(t), stroke.seed, 1000.0, 20_000.0, rate, 1)
        if metal > 0.0:
            raw += np.float32(metal) * _metal(kit, len(t), base, rate)
        bright = peak(shape(raw, low, high * (0.7 + 0.3 * stroke.velocity), rate, order))
        wave = fade(saturate(bright, drive) * decay(t, fall), rate, 0.0004, 2.0 * fall)
        return peak(crush(peak(wave), hold, bits) if crushed else wave)

    return strike


def _cymbal(fall_s: Span, low_hz: Span, ping: Span, base_hz: Span = (180.0, 600.0)) -> Drum:
    """A wash of noise and metal, with the ping of a stick as loud as one of `ping`."""

    def strike(kit: np.random.Generator, stroke: Stroke) -> Wave:
        rate, fall = stroke.rate_hz, span(kit, fall_s) * (0.6 + 0.4 * stroke.velocity)
        metal, low, high = kit.random(), span(kit, low_hz), span(kit, (10_000.0, 19_000.0))
        t = times(4.5 * fall, rate)
        raw = air(len(t), stroke.seed, 300.0, 19_000.0, rate, 1)
        raw += np.float32(metal) * _metal(kit, len(t), span(kit, base_hz), rate)
        wave = shape(raw, low, high * (0.7 + 0.3 * stroke.velocity), rate) * decay(t, fall)
        wave += np.float32(span(kit, (0.3, 1.0))) * shape(raw, 400.0, low, rate) * decay(t, 0.2 * fall)
        loud = span(kit, ping)
        for mode in (1.0, 1.47, 2.09, 2.56):
            hz = span(kit, (0.95, 1.05)) * mode * low * 0.8
            wave += np.float32(loud / mode) * sine(phase(min(hz, 0.4 * rate), len(t), rate)) * decay(t, 0.3 * fall)
        return peak(fade(wave, rate, 0.0006, 2.0 * fall))

    return strike


def _skin(tone_hz: Span, fall_s: Span, bend: Span = (0.05, 0.5), slap: Span = (0.1, 0.8)) -> Drum:
    """A tuned skin: two modes that sink a little, and the slap of the hand or stick."""

    def strike(kit: np.random.Generator, stroke: Stroke) -> Wave:
        rate, fall = stroke.rate_hz, span(kit, fall_s)
        t = times(5.0 * fall, rate)
        sinks = 1.0 + span(kit, bend) * (0.4 + 0.6 * stroke.velocity) * np.exp(t / -span(kit, (0.01, 0.05)))
        turns = phase(span(kit, tone_hz) * sinks, len(t), rate)
        wave = sine(turns) * decay(t, fall)
        wave += np.float32(span(kit, (0.05, 0.5))) * sine(turns * span(kit, (1.5, 2.2))) * decay(t, 0.4 * fall)
        hand = air(len(t), stroke.seed, span(kit, (300.0, 1500.0)), span(kit, (3000.0, 10_000.0)), rate)
        wave += np.float32(1.5 * span(kit, slap) * stroke.velocity) * hand * decay(t, span(kit, (0.003, 0.015)))
        return peak(fade(saturate(peak(wave), span(kit, (1.0, 3.0))), rate, 0.0006, 2.0 * fall))

    return strike


def _bar(tone_hz: Span, fall_s: Span, modes: Sequence[float], tick: Span = (0.1, 0.6)) -> Drum:
    """Wood or metal struck: a few modes, each dying sooner than the one before, and a tick."""

    def strike(kit: np.random.Generator, stroke: Stroke) -> Wave:
        rate, fall, tone = stroke.rate_hz, span(kit, fall_s), span(kit, tone_hz)
        t = times(5.0 * fall, rate)
        wave = np.zeros(len(t), np.float32)
        for place, mode in enumerate(modes):
            hz = min(tone * mode * span(kit, (0.97, 1.03)), 0.42 * rate)
            level = span(kit, (0.4, 1.0)) * (0.5 + 0.5 * stroke.velocity) ** place
            wave += np.float32(level) * sine(phase(hz, len(t), rate, 0.15)) * decay(t, fall / (1.0 + 0.5 * place))
        click = air(len(t), stroke.seed, 2000.0, 12_000.0, rate) * decay(t, 0.004)
        wave = saturate(peak(wave), span(kit, (1.0, 4.0))) + np.float32(span(kit, tick)) * click
        return peak(fade(wave, rate, 0.0003, 2.0 * fall))

    return strike


def _shaker(kit: np.random.Generator, stroke: Stroke) -> Wave:
    """Grains that are there at once, swell and stop."""
    rate, length = stroke.rate_hz, span(kit, (0.03, 0.12))
    t = times(length, rate)
    swell = np.minimum(1.0, 0.2 + t / span(kit, (0.004, 0.025))) * np.clip((length - t) / (0.7 * length), 0.0, 1.0)
    grains = air(len(t), stroke.seed, span(kit, (2500.0, 7000.0)), span(kit, (8000.0, 17_000.0)), rate)
    return peak(fade(grains * swell.astype(np.float32), rate, 0.0005, 0.01))


def _tambourine(kit: np.random.Generator, stroke: Stroke) -> Wave:
    """Jingles: bright metal that rattles a few times."""
    rate, fall, rattle = stroke.rate_hz, span(kit, (0.03, 0.12)), span(kit, (18.0, 40.0))
    t = times(5.0 * fall, rate)
    raw = air(len(t), stroke.seed, 3000.0, 18_000.0, rate) + _metal(kit, len(t), span(kit, (500.0, 1100.0)), rate)
    pulses = (0.6 + 0.4 * np.cos(2.0 * np.pi * rattle * t)).astype(np.float32)
    wave = shape(raw, span(kit, (4000.0, 8000.0)), 17_000.0, rate) * pulses * decay(t, fall)
    return peak(fade(wave, rate, 0.0004, fall))


def _guiro(kit: np.random.Generator, stroke: Stroke) -> Wave:
    """A stick over notches: ticks that come faster."""
    rate, length = stroke.rate_hz, span(kit, (0.06, 0.3))
    t = times(length, rate)
    turns = span(kit, (45.0, 110.0)) * t * (1.0 + 0.4 * t / length)
    ticks = np.exp((turns % 1.0) * -6.0).astype(np.float32)
    low = span(kit, (1200.0, 3000.0))
    wave = air(len(t), stroke.seed, low, 3.0 * low, rate) * ticks * (0.5 + 0.5 * t / length).astype(np.float32)
    return peak(fade(wave, rate, 0.0004, 0.03))


#: Each drum: the stem that it belongs to, the name that its numbers are drawn under (parts of one instrument share
#: one), and how it is struck.
MACHINE: dict[str, tuple[str, str, Drum]] = {
    "kick": ("kick", "kick", kick),
    "snare": ("snare", "snare", snare),
    "rim": ("snare", "rim", rim),
    "clap": ("snare", "clap", clap),
    "hat": ("hats", "hat", _hat((0.6, 1.2))),
    "pedal hat": ("hats", "hat", _hat((0.4, 0.9))),
    "open hat": ("hats", "hat", _hat((5.0, 14.0))),
    "ride": ("cymbals", "ride", _cymbal((0.1, 0.5), (3500.0, 7000.0), (0.05, 0.8))),
    "ride bell": ("cymbals", "ride", _cymbal((0.1, 0.4), (1200.0, 3000.0), (0.8, 2.5))),
    "shaker": ("percussion", "shaker", _shaker),
    "tambourine": ("percussion", "tambourine", _tambourine),
    "crash": ("cymbals", "crash", _cymbal((0.25, 0.9), (1500.0, 5000.0), (0.0, 0.1))),
    "splash": ("cymbals", "splash", _cymbal((0.1, 0.25), (2500.0, 6000.0), (0.0, 0.1))),
    "china": ("cymbals", "china", _cymbal((0.15, 0.5), (700.0, 2000.0), (0.0, 0.2), (90.0, 250.0))),
    "low tom": ("percussion", "tom", _skin((60.0, 95.0), (0.08, 0.3))),
    "mid tom": ("percussion", "tom", _skin((95.0, 140.0), (0.07, 0.25))),
    "high tom": ("percussion", "tom", _skin((140.0, 220.0), (0.06, 0.2))),
    "cowbell": ("percussion", "cowbell", _bar((480.0, 820.0), (0.03, 0.12), (1.0, 1.48, 2.9, 4.3))),
    "clave": ("percussion", "clave", _bar((1800.0, 2700.0), (0.01, 0.04), (1.0, 2.1))),
    "woodblock": ("percussion", "woodblock", _bar((600.0, 1400.0), (0.01, 0.05), (1.0, 2.4, 3.9))),
    "conga low": ("percussion", "conga", _skin((140.0, 210.0), (0.05, 0.15), (0.02, 0.15))),
    "conga high": ("percussion", "conga", _skin((210.0, 320.0), (0.04, 0.1), (0.02, 0.15))),
    "bongo low": ("percussion", "bongo", _skin((280.0, 400.0), (0.02, 0.07), (0.02, 0.15))),
    "bongo high": ("percussion", "bongo", _skin((400.0, 600.0), (0.02, 0.05), (0.02, 0.15))),
    "timbale": ("percussion", "timbale", _skin((250.0, 450.0), (0.04, 0.15), (0.02, 0.1), (0.3, 1.2))),
    "guiro": ("percussion", "guiro", _guiro),
    "triangle": ("percussion", "triangle", _bar((2500.0, 4500.0), (0.08, 0.4), (1.0, 1.8, 2.7, 3.6))),
    "agogo": ("percussion", "agogo", _bar((700.0, 1300.0), (0.05, 0.15), (1.0, 1.6, 2.6))),
}
