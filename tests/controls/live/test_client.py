"""The client and a stand-in for Live, over real sockets: found, followed, lost, found again.

In: what a person does in Live. Out: what the client makes of it. Runs in the test process; Live is a child.
"""

from collections.abc import Callable
from typing import Any

import pytest

from engine.controls.event import Tempo

OpenBooth = Callable[..., Any]


def test_live_is_found_and_its_song_followed(booth: Any) -> None:
    assert booth.said == ["Live 12.1 is here: 4 tracks, 4 scenes."]
    assert booth.client.describe() == ("live", "124.0 BPM, stopped")
    booth.live.do("set_song", "tempo", 133.5)
    booth.live.do("set_song", "signature_numerator", 7)
    booth.live.do("set_song", "is_playing", True)
    booth.await_(lambda: booth.tempo().bpm == 133.5 and booth.tempo().playing and booth.tempo().metre == 7, "the tempo")
    booth.await_(lambda: (booth.tempo().beat or 0.0) > 2.0, "beats")
    assert booth.client.describe()[1].startswith("133.5 BPM, playing")
    beats = [control.beat for control in booth.controls if isinstance(control, Tempo) and control.beat is not None]
    assert beats == sorted(beats)


@pytest.mark.parametrize("version", ["new", "old"])
def test_a_scene_recalls_the_look_that_it_names(open_booth: OpenBooth, version: str) -> None:
    booth = open_booth(version=version)
    booth.await_here()
    for row, look in ((1, "fever"), (0, None), (2, "undertow")):
        before = booth.recalls()
        booth.live.do("launch", row)
        booth.await_(lambda row=row: booth.client.scene == row, f"scene {row}")
        assert booth.recalls() == before + [look] * (look is not None)
    assert booth.client.describe()[1].endswith("scene 3 'Undertow'")
    assert len(booth.said) == 1  # what an older AbletonOSC does not know is no trouble


def test_live_that_is_restarted_is_found_again_and_followed_as_before(booth: Any) -> None:
    booth.restart()
    booth.await_(
        lambda: any("not answer" in text for text in booth.said) or len(booth.said) == 2, "the loss, or a new start"
    )
    booth.await_here()
    booth.live.do("set_song", "tempo", 90.0)
    booth.await_(lambda: booth.tempo().bpm == 90.0, "the tempo of the new Live")
    booth.live.do("launch", 1)
    booth.await_(lambda: booth.recalls() == ["fever"], "a recall")
