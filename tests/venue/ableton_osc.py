"""A stand-in for Ableton Live with AbletonOSC: a process of its own, with real sockets and AbletonOSC's quirks.

In: OSC on a port; a person's hands in Live as lines of JSON on standard input. Out: OSC to the reply port; a line of
JSON for each line. Written from AbletonOSC's documentation and its source (ideoforms/AbletonOSC, as of 2025).
Not its code.

What it does as AbletonOSC does: it looks at its socket once a tick (100 ms in Live); an error in one message leaves the
rest of the queue for the next tick, and is told as /live/error; replies begin with the numbers that were asked for;
booleans are T and F, nothing is N; listeners answer at once, are replaced when asked for again, hold on to the track or
scene that had the number when they were asked for, answer to whoever spoke last, and are lost with a restart;
/live/startup goes to its own machine only.
"""

import argparse
import contextlib
import json
import select
import socket
import sys
import time
from collections.abc import Callable
from typing import Any

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

STEP_S = 0.004


class Thing:
    """An object of Live's, whose properties can be listened to."""

    def __init__(self, **properties: Any) -> None:
        self.__dict__["listeners"] = {}
        self.__dict__.update(properties)

    def __setattr__(self, name: str, value: Any) -> None:
        changed = getattr(self, name, None) != value
        self.__dict__[name] = value
        for listener in list(self.listeners.get(name, ())) if changed else ():
            listener()

    def add_listener(self, name: str, listener: Callable[[], None]) -> None:
        if not hasattr(self, name):
            raise AttributeError(f"there is no property {name} to listen to")
        self.listeners.setdefault(name, []).append(listener)

    def remove_listener(self, name: str, listener: Callable[[], None]) -> None:
        if listener not in self.listeners.get(name, ()):
            raise RuntimeError("Observer not connected")
        self.listeners[name].remove(listener)


def make_track(name: str, clips: list[str | None], *, is_midi: bool = False, devices: Any = ()) -> Thing:
    meters = {"output_meter_level": 0.0} | ({} if is_midi else {"output_meter_left": 0.0, "output_meter_right": 0.0})
    return Thing(
        name=name,
        clips=list(clips),
        playing_slot_index=-2,
        fired_slot_index=-1,
        has_audio_output=not is_midi,
        volume=0.85,
        mute=False,
        devices=[Thing(**device) for device in devices],
        **meters,
    )


class Song(Thing):
    """The set: two audio tracks, a MIDI track, a group without slots of its own, four scenes."""

    def __init__(self) -> None:
        rack = {
            "name": "Wobble Rack",
            "names": ["Device On", "Growl", "Rate"],
            "values": [1.0, 63.5, 0.0],
            "mins": [0.0, 0.0, -1.0],
            "maxs": [1.0, 127.0, 3.0],
        }
        super().__init__(
            tempo=124.0,
            is_playing=False,
            signature_numerator=4,
            signature_denominator=4,
            current_song_time=0.0,
            nudge_up=False,
            nudge_down=False,
            selected=(2, 0),
            tracks=[
                make_track("Group", [None, None, None, None]),
                make_track("Kick Drum", ["boom", "boom 2", None, None]),
                make_track("Bass", ["low", "lower", "lowest", None], devices=[rack]),
                make_track("Lights", [None, None, "flash", None], is_midi=True),
            ],
            scenes=[Thing(name=name, is_triggered=False) for name in ("intro", "drop [fever]", "Undertow", "silence")],
            locators=[("intro", 0.0), ("thought", 16.0), ("no look", 32.0)],
            quantum=0.0,
        )

    def advance(self, dt: float) -> None:
        if not self.is_playing:
            return
        before = self.current_song_time
        self.current_song_time = before + dt * self.tempo / 60.0
        if not self.quantum or int(before / self.quantum) != int(self.current_song_time / self.quantum):
            self.begin()

    def begin(self) -> None:
        """What waited begins."""
        for track in self.tracks:
            if getattr(track, "fired_slot_index", -1) != -1:
                track.playing_slot_index, track.fired_slot_index = track.fired_slot_index, -1
        for scene in self.scenes:
            scene.is_triggered = False

    def fire_scene(self, row: int) -> None:
        for place, scene in enumerate(self.scenes):
            scene.is_triggered = place == row
        for track in self.tracks[1:]:
            has_clip = track.clips[row] is not None
            track.fired_slot_index = row if has_clip else -2
        self._run()

    def fire_clip(self, track: int, row: int) -> None:
        if self.tracks[track].clips[row] is None:
            raise AttributeError("'NoneType' object has no attribute 'fire'")
        self.tracks[track].fired_slot_index = row
        self._run()

    def _run(self) -> None:
        was_playing, self.is_playing = self.is_playing, True
        if not (was_playing and self.quantum):
            self.begin()


class AbletonOsc:
    """Answers on one port, to another one."""

    def __init__(self, song: Song, port: int, reply_port: int, version: str) -> None:
        self.song, self.reply_port, self.version = song, reply_port, version
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("0.0.0.0", port))
        self.socket.setblocking(False)
        self.port = self.socket.getsockname()[1]
        self.remote = ("127.0.0.1", reply_port)
        self.heard: list[tuple[str, list[Any]]] = []
        self.listeners: dict[tuple[Any, ...], tuple[Thing, str, Callable[[], None]]] = {}
        self.start()

    def start(self) -> None:
        """The remote script begins anew: nobody is listened for any more."""
        for thing, name, listener in self.listeners.values():
            if listener in thing.listeners.get(name, ()):
                thing.remove_listener(name, listener)
        self.listeners.clear()
        self.last_time = -1.0
        self.remote = ("127.0.0.1", self.reply_port)
        self.send("/live/startup")
        self.send("/live/application/get/average_process_usage")
        if self.version == "old":
            self.song.add_listener("current_song_time", self.tell_old_beat)

    def send(self, address: str, *arguments: Any) -> None:
        builder = OscMessageBuilder(address)
        for argument in arguments:
            builder.add_arg(argument)
        self.socket.sendto(builder.build().dgram, self.remote)

    def process(self) -> None:
        """One tick."""
        try:
            while True:
                datagram, sender = self.socket.recvfrom(1 << 16)
                self.remote = (sender[0], self.reply_port)
                message = OscMessage(datagram)
                self.heard.append((message.address, list(message.params)))
                self.answer(message.address, list(message.params))
        except BlockingIOError:
            pass
        except Exception as error:
            self.send("/live/error", f"Error handling OSC message: {error}")

    def answer(self, address: str, params: list[Any]) -> None:
        known = self.find(address.split("/")[2:], params)
        if known is None:
            self.send("/live/error", f"Unknown OSC address: {address}")
        elif (reply := known()) is not None:
            self.send(address, *reply)

    def find(self, parts: list[str], params: list[Any]) -> Callable[[], Any] | None:
        song, area = self.song, parts[0]
        what, prop = (parts[1] if len(parts) > 1 else ""), "/".join(parts[2:])
        simple = {
            "test": lambda: self.send("/live/test", "ok"),
            "application/get/version": lambda: (12, 1),
            "song/start_playing": lambda: setattr(song, "is_playing", True),
            "song/continue_playing": lambda: setattr(song, "is_playing", True),
            "song/stop_playing": lambda: setattr(song, "is_playing", False),
            "song/stop_all_clips": lambda: [setattr(track, "playing_slot_index", -2) for track in song.tracks] and None,
            "song/tap_tempo": lambda: None,
            "song/get/num_tracks": lambda: (len(song.tracks),),
            "song/get/num_scenes": lambda: (len(song.scenes),),
            "song/get/track_names": lambda: tuple(track.name for track in song.tracks),
            "song/get/cue_points": lambda: tuple(part for pair in song.locators for part in pair),
            "view/get/selected_track": lambda: (song.selected[0],),
            "view/get/selected_device": lambda: (
                song.selected[0],
                self.devices_of(song.selected).index(song.selected[1]),
            ),
            "scene/fire": lambda: song.fire_scene(int(params[0])),
            "clip/fire": lambda: song.fire_clip(int(params[0]), int(params[1])),
            "song/start_listen/beat": self.listen_to_beats,
        }
        if self.version == "old":
            del simple["song/start_listen/beat"], simple["view/get/selected_device"]
        else:
            simple["song/get/scene_names"] = lambda: tuple(scene.name for scene in song.scenes)
            simple["song/get/track_data"] = lambda: self.track_data(*params)
        path = "/".join(parts)
        if path in simple:
            return simple[path]
        if area == "song" and what in ("get", "set", "start_listen", "stop_listen") and prop in song.__dict__:
            return lambda: self.property(song, "song", what, prop, (), params)
        if area == "scene" and what in ("get", "start_listen") and prop in ("name", "is_triggered"):
            if self.version == "old" and what != "get":
                return None
            return lambda: self.property(
                song.scenes[int(params[0])], "scene", what, prop, (int(params[0]),), params[1:]
            )
        if area == "track" and what == "get" and prop in ("clips/name", "devices/name"):
            return lambda: (
                int(params[0]),
                *(
                    [d.name for d in song.tracks[int(params[0])].devices]
                    if "devices" in prop
                    else song.tracks[int(params[0])].clips
                ),
            )
        if area == "track" and what in ("get", "set", "start_listen"):
            return lambda: self.property(
                song.tracks[int(params[0])], "track", what, prop, (int(params[0]),), params[1:]
            )
        if area == "device" and what == "get":
            return lambda: self.device(prop, *map(int, params))
        return None

    def property(self, thing: Thing, area: str, what: str, prop: str, ids: tuple[int, ...], values: list[Any]) -> Any:
        if what == "get":
            if not hasattr(thing, prop):  # Live raises RuntimeError here, which AbletonOSC turns into nothing
                return (*ids, None)
            return (*ids, getattr(thing, prop))
        if what == "set":
            setattr(thing, prop, type(getattr(thing, prop))(values[0]))
            return None
        key = (area, prop, ids)
        if key in self.listeners:
            _, _, listener = self.listeners.pop(key)
            with contextlib.suppress(RuntimeError):  # it listens to another track or scene, and goes on doing so
                thing.remove_listener(prop, listener)
        if what == "start_listen":

            def tell() -> None:
                self.send(f"/live/{area}/get/{prop}", *ids, getattr(thing, prop))

            thing.add_listener(prop, tell)
            self.listeners[key] = (thing, prop, tell)
            tell()
        return None

    def devices_of(self, selected: tuple[int, int]) -> list[int]:
        return list(range(len(self.song.tracks[selected[0]].devices)))

    def track_data(self, first: int, last: int, *properties: str) -> tuple[Any, ...]:
        tracks = self.song.tracks[first : len(self.song.tracks) if last == -1 else last]
        return tuple(getattr(track, name.split(".")[1]) for track in tracks for name in properties)

    def device(self, prop: str, track: int, device: int, *parameter: int) -> tuple[Any, ...]:
        found = self.song.tracks[track].devices[device]
        if prop == "parameter/value":
            return (track, device, parameter[0], found.values[parameter[0]])
        return (track, device, *getattr(found, {"parameters/name": "names"}.get(prop, f"{prop.split('/')[1]}s")))

    def listen_to_beats(self) -> None:
        key = ("song", "beat", ())
        if key in self.listeners:
            self.song.remove_listener("current_song_time", self.listeners.pop(key)[2])
        self.song.add_listener("current_song_time", self.tell_beat)
        self.listeners[key] = (self.song, "current_song_time", self.tell_beat)

    def tell_beat(self) -> None:
        self._tell_beat("/live/song/get/beat")

    def tell_old_beat(self) -> None:
        self._tell_beat("/live/song/beat")

    def _tell_beat(self, address: str) -> None:
        time_now = self.song.current_song_time
        if time_now < self.last_time or int(time_now) > int(self.last_time):
            self.send(address, int(time_now))
        self.last_time = time_now


class Hands:
    """What a person does in Live, by its name in a line of JSON."""

    def __init__(self, song: Song, osc: AbletonOsc) -> None:
        self.song, self.osc = song, osc
        self.mute_until = 0.0

    def do(self, what: str, *given: Any) -> Any:
        return getattr(self, what)(*given)

    def launch(self, row: int) -> None:
        self.song.fire_scene(row)

    def launch_clip(self, track: int, row: int) -> None:
        self.song.fire_clip(track, row)

    def set_song(self, name: str, value: Any) -> None:
        setattr(self.song, name, value)

    def set_track(self, track: int, name: str, value: Any) -> None:
        setattr(self.song.tracks[track], name, value)

    def set_parameter(self, track: int, device: int, parameter: int, value: float) -> None:
        self.song.tracks[track].devices[device].values[parameter] = value

    def select(self, track: int, device: int | None) -> None:
        self.song.selected = (track, device)

    def rename_scene(self, row: int, name: str) -> None:
        self.song.scenes[row].name = name

    def insert_scene(self, row: int, name: str) -> None:
        self.song.scenes.insert(row, Thing(name=name, is_triggered=False))
        for track in self.song.tracks:
            track.clips.insert(row, None)
            if track.playing_slot_index >= row:
                track.playing_slot_index += 1

    def insert_track(self, place: int, name: str) -> None:
        self.song.tracks.insert(place, make_track(name, [None] * len(self.song.scenes)))

    def delete_track(self, place: int) -> None:
        del self.song.tracks[place]

    def set_clip(self, track: int, row: int, name: str | None) -> None:
        self.song.tracks[track].clips[row] = name

    def many(self, tracks: int, scenes: int) -> None:
        """A large set."""
        names = [f"a scene with quite a long name, number {row}" for row in range(scenes)]
        self.song.scenes = [Thing(name=name, is_triggered=False) for name in names]
        self.song.tracks = [
            make_track(f"Track {place}", [f"clip {row}" for row in range(scenes)]) for place in range(tracks)
        ]

    def fire_all(self, row: int) -> None:
        """A scene of a set that has no group."""
        for track in self.song.tracks:
            track.playing_slot_index = row

    def restart_script(self) -> None:
        """AbletonOSC is chosen anew in Live's settings."""
        self.osc.start()

    def answer_to(self, port: int) -> None:
        """Another reply port, which in AbletonOSC stands in its constants.py."""
        self.osc.reply_port = port

    def be_mute(self, seconds: float) -> None:
        """Live loads something and does nothing else."""
        self.mute_until = time.monotonic() + seconds

    def send(self, address: str, *arguments: Any) -> None:
        self.osc.send(address, *arguments)

    def send_bytes(self, content: str) -> None:
        self.osc.socket.sendto(bytes.fromhex(content), self.osc.remote)

    def heard(self) -> list[Any]:
        heard, self.osc.heard = self.osc.heard, []
        return heard

    def listening(self) -> int:
        return sum(len(each) for each in self.song.listeners.values())

    def state(self) -> dict[str, Any]:
        plain = {name: value for name, value in self.song.__dict__.items() if isinstance(value, (int, float, str))}
        return plain | {"slots": [getattr(track, "playing_slot_index", None) for track in self.song.tracks]}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--reply-port", type=int, default=11001)
    parser.add_argument("--tick", type=float, default=0.1)
    parser.add_argument("--version", choices=("new", "old", "strict"), default="new")
    given = parser.parse_args()
    song = Song()
    if given.version == "strict":  # of what a group's slots are there is no documentation
        del song.tracks[0].__dict__["playing_slot_index"], song.tracks[0].__dict__["fired_slot_index"]
    osc = AbletonOsc(song, given.port, given.reply_port, given.version)
    hands = Hands(song, osc)
    print(json.dumps(osc.port), flush=True)
    now = tick_at = time.monotonic()
    while True:
        ready, _, _ = select.select([sys.stdin], [], [], STEP_S)
        before, now = now, time.monotonic()
        if now < hands.mute_until:
            continue
        song.advance(now - before)
        if now >= tick_at:
            tick_at = now + given.tick
            osc.process()
        if ready:
            line = sys.stdin.readline()
            if not line:
                return
            what, *arguments = json.loads(line)
            print(json.dumps(hands.do(what, *arguments)), flush=True)


if __name__ == "__main__":
    main()
