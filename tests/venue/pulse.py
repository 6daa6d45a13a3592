"""A private PulseAudio server with one sink, `show`: the sound card of the tests.

In: sound files to play. Out: `.env`, with which a child's PortAudio captures them, through ALSA's pulse plug-in.
The server is a child process; it can vanish (`stop`) and come back (`start`) like a card that is pulled out.
"""

import contextlib
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from venue.processes import Server, environment, stop

SINK = "show"
RATE_HZ = 48_000

# This replaces ALSA's own configuration file, so that the machine's real cards stay out of the tests.
ASOUNDRC = """\
pcm.pulse { type pulse hint { show on description "PulseAudio (tests)" } }
pcm.default { type pulse hint { show on description "Default (tests)" } }
ctl.pulse { type pulse }
ctl.default { type pulse }
"""


class Pulse:
    """A sound card: play into it with `play`, and capture from it in a child process started with `env`."""

    def __init__(self) -> None:
        self._server = Server("pulse")
        self._socket = self._server.folder / "native"
        self._play_rate_hz = RATE_HZ
        asoundrc = self._server.folder / "asoundrc"
        asoundrc.write_text(ASOUNDRC)
        folder = str(self._server.folder)
        self._private = {
            "XDG_RUNTIME_DIR": folder,
            "XDG_CONFIG_HOME": folder,
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_SOURCE": f"{SINK}.monitor",
            "PULSE_SINK": SINK,
            "PULSE_COOKIE": f"{folder}/cookie",
            "ALSA_CONFIG_PATH": str(asoundrc),
        }

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a child process finds this server, and only this one."""
        return environment(**self._private)

    def start(self) -> None:
        """Start the server, and return when it answers."""
        # HOME is changed for the server alone: a child's caches and settings are its test's affair.
        env = self.env | {"HOME": str(self._server.folder)}
        self._socket.unlink(missing_ok=True)
        self._server.launch(
            [
                *["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"],
                *["--disable-shm=yes", "--realtime=no", "--high-priority=no", "--log-level=notice"],
                # The sink comes before the socket, so that whoever can connect finds it.
                *["-L", f"module-null-sink sink_name={SINK} rate={RATE_HZ} channels=2"],
                *["-L", f"module-native-protocol-unix socket={self._socket} auth-anonymous=1"],
            ],
            env,
        )
        self._server.await_ready(self._answers, "PulseAudio to answer")

    def stop(self) -> None:
        """Take the sound card away."""
        self._server.halt()
        self._socket.unlink(missing_ok=True)

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        """Let the server hang: it holds its connections and answers nobody, until the block ends."""
        process = self._server.process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    def play(self, path: Path) -> "subprocess.Popen[bytes]":
        """Play a sound file into the sink; returns the player, which ends with the file."""
        return self._server.start_child(["paplay", "-d", SINK, str(path)], self.env)

    def control(self, *words: str) -> str:
        """What `pactl` answers: the server's own view of its sinks, sources and clients."""
        return subprocess.run(
            ["pactl", *words], env=self.env, check=True, capture_output=True, text=True, timeout=60
        ).stdout

    def silence(self, player: "subprocess.Popen[bytes]") -> None:
        """End a player before its file ends."""
        stop(player)

    def close(self) -> None:
        self._server.close()

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            return client.connect_ex(str(self._socket)) == 0

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
