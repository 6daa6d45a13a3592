"""Lossy codecs, really run: a sound is encoded and decoded in memory, and what the codec delays is taken back.

In: mono float32 at 48 kHz, a codec and its bit rate. Out: mono float32 of the same length, in the same place.
Pure functions; run wherever a lesson is made.
"""

from functools import lru_cache
from typing import Any, Literal, cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.codec.codec import UnknownCodecError

from engine.corpus.studio.filters import RATE_HZ, Sound

Codec = Literal["mp3", "aac", "opus"]

#: Encoder, decoder, sample format of the encoder.
_NAMES: dict[Codec, tuple[str, str, str]] = {
    "mp3": ("libmp3lame", "mp3float", "fltp"),
    "aac": ("aac", "aac", "fltp"),
    "opus": ("libopus", "opus", "flt"),
}
#: Samples of silence around what is coded: more than any of the codecs delays.
_SILENCE = 4800


def built_in() -> tuple[Codec, ...]:
    """The codecs that this build of FFmpeg can both write and read, in a fixed order."""
    return tuple(codec for codec in ("mp3", "aac", "opus") if _is_built_in(codec))


def _is_built_in(codec: Codec) -> bool:
    encoder, decoder, _ = _NAMES[codec]
    try:
        av.Codec(encoder, "w")
        av.Codec(decoder, "r")
    except UnknownCodecError:
        return False
    return True


def transcode(sound: Sound, codec: Codec, kbit_s: int) -> Sound:
    """What is left of a sound after `codec` at `kbit_s`, not delayed by more than a sample or two."""
    heard = _run(np.pad(np.clip(sound, -1.0, 1.0), _SILENCE), codec, kbit_s)
    heard = heard[_SILENCE + _delay(codec, kbit_s) :][: len(sound)]
    return np.pad(heard, (0, len(sound) - len(heard)))


@lru_cache(maxsize=64)
def _delay(codec: Codec, kbit_s: int) -> int:
    """By how many samples the codec is late, measured where noise that comes and goes is most like itself."""
    rng = np.random.default_rng(4)
    noise = np.convolve(rng.standard_normal(RATE_HZ), np.ones(8) / 8.0, "same")
    probe = np.pad(0.5 * noise * np.repeat(rng.random(100), RATE_HZ // 100) ** 3, _SILENCE).astype(np.float32)
    heard = _run(probe, codec, kbit_s)
    size = 1 << 17
    alike = np.fft.irfft(np.fft.rfft(heard, n=size) * np.conj(np.fft.rfft(probe, n=size)), n=size)
    return int(np.argmax(np.roll(alike, _SILENCE)[: 2 * _SILENCE])) - _SILENCE


def _run(sound: Sound, codec: Codec, kbit_s: int) -> Sound:
    """Encode and decode without a container, so that nothing is skipped behind our back."""
    encoder_name, decoder_name, layout_format = _NAMES[codec]
    encoder = cast(AudioCodecContext, AudioCodecContext.create(encoder_name, "w"))
    encoder.sample_rate, encoder.layout, encoder.format = RATE_HZ, "mono", layout_format
    encoder.bit_rate = kbit_s * 1000
    encoder.open()
    frame_size = encoder.frame_size or 1024
    packets = []
    for at in range(0, len(sound), frame_size):
        block = sound[at : at + frame_size]
        frame = AudioFrame.from_ndarray(np.pad(block, (0, frame_size - len(block)))[None, :], layout_format, "mono")
        frame.sample_rate, frame.pts = RATE_HZ, at
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    decoder = cast(AudioCodecContext, AudioCodecContext.create(decoder_name, "r"))
    decoder.sample_rate, decoder.layout = RATE_HZ, "mono"
    if encoder.extradata:
        decoder.extradata = encoder.extradata
    pieces = [piece for packet in packets for piece in _samples(decoder, packet)]
    pieces += _samples(decoder, None)
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _samples(decoder: AudioCodecContext, packet: "av.Packet[Any] | None") -> list[Sound]:
    frames = decoder.decode(packet)
    return [_mono(frame) for frame in frames]


def _mono(frame: AudioFrame) -> Sound:
    wave = frame.to_ndarray()
    if frame.format.name.startswith("s16"):
        wave = wave.astype(np.float32) / np.float32(32_768.0)
    return np.asarray(wave.reshape(-1), np.float32)
