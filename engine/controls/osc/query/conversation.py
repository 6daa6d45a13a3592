"""What the process of OSCQuery does: it serves and announces for as long as the show speaks to it.

In: where the show listens, and a secret; then descriptions and values. Out: what others send.
The process of OSCQuery; asyncio. It ends when the show's connection does.
"""

import asyncio
import contextlib
from typing import Any

from engine.controls.osc.packet import parse
from engine.controls.osc.query.frames import (
    DESCRIPTION,
    HELLO,
    LISTENING,
    PACKET,
    READY,
    TROUBLE,
    Frame,
    FrameReader,
    write_frame,
    write_json,
)
from engine.controls.osc.query.serving import Serving
from engine.controls.osc.query.tree import Tree, changes

TAKEN = 3
"""The exit status when the port cannot be had."""

_CHUNK = 1 << 16
_SOON_S = 0.03
_MOST_WAITING = 1 << 20


class Conversation:
    """With the show: what it says goes to those who listen, and what they send goes to it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._frames = FrameReader()
        self._telling: asyncio.TimerHandle | None = None
        self.serving = Serving(Tree({}, {}), self._forward, self._tell_listened)

    async def first(self) -> None:
        """Until the show has described itself."""
        while not self.serving.tree.host_info:
            await self._hear()

    async def run(self) -> None:
        """Until the show ends it. ConnectionError."""
        while True:
            await self._hear()

    def say(self, frame: bytes) -> None:
        """Say something to the show; nothing when it takes nothing."""
        if self._writer.transport.get_write_buffer_size() < _MOST_WAITING:
            self._writer.write(frame)

    async def _hear(self) -> None:
        content = await self._reader.read(_CHUNK)
        if not content:
            raise ConnectionError("the show has ended")
        for frame in self._frames.feed(content):
            self._obey(frame)

    def _obey(self, frame: Frame) -> None:
        if frame.kind == DESCRIPTION:
            said = frame.said
            tree = Tree(said["nodes"], said["host"])
            self.serving.adopt(tree, changes(self.serving.tree.nodes, tree.nodes) if self.serving.tree.nodes else ())
        elif frame.kind == PACKET:
            with contextlib.suppress(ValueError):
                self.serving.tell(*parse(frame.content), frame.content)

    def _forward(self, number: int, packet: bytes) -> None:
        self.say(write_frame(PACKET, packet, number))

    def _tell_listened(self) -> None:
        """Soon: who listens to everything says so address by address."""
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_later(_SOON_S, self._tell_listened_now)

    def _tell_listened_now(self) -> None:
        self._telling = None
        self.say(write_json(LISTENING, sorted(self.serving.listened)))


async def converse(settings: dict[str, Any]) -> int:
    """Serve what the show says; returns an exit status."""
    reader, writer = await asyncio.open_connection("127.0.0.1", settings["link"])
    writer.write(write_frame(HELLO, settings["secret"].encode()))
    conversation = Conversation(reader, writer)
    await conversation.first()
    host, port = settings["host"], settings["query"]
    try:
        server = await conversation.serving.open(host, port)
    except OSError as error:
        reason = f"OSCQuery cannot be served at port {port} on {host} ({error.strerror or error})."
        conversation.say(write_frame(TROUBLE, f"{reason} Choose another: query_port under [osc] in the rig.".encode()))
        await writer.drain()
        return TAKEN
    port = next(iter(server.sockets)).getsockname()[1]
    conversation.say(write_frame(READY, b"", port))
    announcing = asyncio.create_task(_announce(conversation, settings, port))
    try:
        await conversation.run()
    except (ConnectionError, ValueError):
        return 0
    finally:
        server.close()
        announcing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await announcing
    return 0


async def _announce(conversation: Conversation, settings: dict[str, Any], port: int) -> None:
    """Announce, which takes some seconds, until this is cancelled; then take it back."""
    try:
        from engine.controls.osc.query.announcing import Ports, announce

        announced = await announce(settings["host"], Ports(settings["udp"], settings["tcp"], port))
    except Exception as error:  # whatever a network without multicast makes of it: one can still be asked
        conversation.say(write_frame(TROUBLE, f"OSC is not announced on the network: {error!r}".encode()))
        return
    try:
        await asyncio.Event().wait()
    finally:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(announced.async_close(), 1.0)
