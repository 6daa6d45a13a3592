"""Ableton Live at a show: asked if the rig or the person wants it.

In: what they say, the performance, the looks. Out: a client for the player, or none.
Main process, at the start.
"""

from collections.abc import Callable
from dataclasses import replace

from engine.controls.live.client import LiveClient, LiveSettings
from engine.errors import DeviceError
from engine.presets.library import Library
from engine.show.notices import Notices
from engine.show.performance import Performance


def open_live(
    performance: Performance,
    library: Library,
    settings: LiveSettings | None,
    host: str | None,
    notices: Notices,
    say: Callable[[str, str], None],
) -> list[LiveClient]:
    """The client, joined to the performance; none if neither rig (`settings`) nor person (`host`) asks for it.

    Where Live's machine is unknown or its answers cannot be received, the person's wish raises `DeviceError`; what
    the rig says is a notice, and the show goes on without Live.
    """
    if host is not None:
        settings = replace(settings or LiveSettings(), host=host)
    if settings is None:
        return []
    try:
        live = LiveClient(settings, library.slugs, notices.add, performance.board.catalogue)
    except DeviceError as error:
        if host is not None:
            raise
        notices.add(f"Without Ableton Live: {error}.")
        return []
    performance.follow_catalogue(live.adopt)
    performance.follow_signals("live", live.level)
    say("live", f"AbletonOSC is asked at {settings.host}:{settings.port}, and answers to port {live.reply_port}")
    return [live]
