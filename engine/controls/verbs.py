"""The verbs: what a hand can ask for that is no parameter, with the OSC address of each.

In: a name or an address. Out: its declaration. The show's loop does what a verb says.
Pure data; main process.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Argument = Literal["", "preset", "number", "text"]


@dataclass(frozen=True, slots=True)
class VerbKind:
    """A verb's declaration. argument: "" for none, "preset" for a preset's name or number (1 is the first), "number",
    "text".
    """

    name: str
    meaning: str
    argument: Argument = ""

    @property
    def address(self) -> str:
        """Its OSC address, which is also its name as the target of a binding."""
        return "/" + self.name


VERBS: Mapping[str, VerbKind] = {
    kind.name: kind
    for kind in (
        VerbKind("preset/next", "recall the next look of the bank"),
        VerbKind("preset/previous", "recall the previous look of the bank"),
        VerbKind("preset/load", "recall a look by its name, or by its number in the bank", "preset"),
        VerbKind("preset/save", "save what is on as a look of this name", "text"),
        VerbKind("preset/keep", "save what is on under a new name, or, if the answer is yes, over the look of yours"),
        VerbKind("bank/add", "put the look that is on at the end of the bank"),
        VerbKind("bank/next", "go to the next bank; the look stays"),
        VerbKind("bank/previous", "go to the previous bank"),
        VerbKind("bank/load", "go to a bank by name or number", "preset"),
        VerbKind("chooser", "show or hide the pictures of the bank's looks, to choose from"),
        VerbKind("cue/next", "go to the next cue of the setlist"),
        VerbKind("cue/back", "go back to the cue before"),
        VerbKind("cue/go", "go to a cue by its title, its look or its number", "preset"),
        *(
            VerbKind(f"morph/{corner}", f"the look at corner {corner} of the morph, by name or number", "preset")
            for corner in "abcd"
        ),
        VerbKind("morph/keep", "put what is on, as it stands, at a corner of the morph: a, b, c or d", "text"),
        VerbKind("autopilot", "let the autopilot choose looks, or end that"),
        VerbKind("autopilot/free", "give the autopilot back what hands have turned since it began"),
        VerbKind("recall/undo", "take the last recall back: everything as it was before, turned knobs included"),
        VerbKind("recall/redo", "take the last undo back"),
        VerbKind("recall/cancel", "the look that waits for its beat, bar or phrase does not come"),
        VerbKind("lock", "looks and morphs leave a parameter, a group or whatever fits a pattern alone", "text"),
        VerbKind("unlock", "looks and morphs may change it again; * unlocks all", "text"),
        VerbKind("blackout", "turn blackout on or off"),
        VerbKind("tap", "tap the tempo, once per beat"),
        VerbKind("tempo/auto", "forget what hands said of tempo and one; follow the others again"),
        VerbKind("clock/one", "the one is now: bar and phrase begin here"),
        VerbKind("clock/half", "half as many beats"),
        VerbKind("clock/double", "twice as many beats"),
        VerbKind("clock/earlier", "the beat comes 5 ms earlier"),
        VerbKind("clock/later", "the beat comes 5 ms later"),
        VerbKind("loop/record", "record moves of knobs; again: end, and let them come round"),
        VerbKind("loop/drop", "forget the loop of the parameter that was turned last"),
        VerbKind("loop/clear", "forget all loops"),
        VerbKind("clock/tempo", "another program's tempo, in beats a minute; 0 takes it back", "number"),
        VerbKind("clock/beat", "another program is at this beat now, counted from 0", "number"),
        VerbKind("clock/bar", "another program is at this bar now, counted from 0", "number"),
        VerbKind("clock/play", "another program plays (1) or has stopped (0)", "number"),
        VerbKind("fullscreen", "fullscreen on or off"),
        VerbKind("overlay", "show or hide the overlay"),
        VerbKind("monitor", "show or hide the newest OSC messages, and what each of them did"),
        VerbKind("learn", "wait for a control that shall move a parameter, by its path, or say a verb", "text"),
        VerbKind("learn/keep", "keep what was found"),
        VerbKind("learn/replace", "the same, and the control moves nothing else any more"),
        VerbKind("learn/beside", "the same, beside what the control moves already"),
        VerbKind("learn/cancel", "learn nothing"),
        VerbKind("unlearn", "drop what the rig binds to a parameter or verb", "text"),
        VerbKind("learn/open", "open or leave learning by keys"),
        VerbKind("xray", "show or hide what the strongest units answer"),
        VerbKind("live/play", "start Live"),
        VerbKind("live/continue", "let Live go on from where it stopped"),
        VerbKind("live/stop", "stop Live"),
        VerbKind("live/play-stop", "start Live, or stop it if it plays"),
        VerbKind("live/stop-clips", "stop all clips in Live"),
        VerbKind("live/scene", "launch a scene in Live, by its number from 1", "number"),
        VerbKind("live/scene-named", "launch a scene in Live, by its name", "text"),
        VerbKind("live/scene/next", "launch the scene after the one that was launched last"),
        VerbKind("live/scene/previous", "launch the scene before it"),
        VerbKind("live/clip", "launch a clip in Live, such as `drums/2`: track and slot, by number or name", "text"),
        VerbKind("live/tap", "tap Live's tempo, once per beat"),
        VerbKind("live/tempo", "set Live's tempo, in BPM", "number"),
        VerbKind("live/tempo/up", "make Live faster by 0.1 BPM"),
        VerbKind("live/tempo/down", "make Live slower by 0.1 BPM"),
        VerbKind("live/nudge/up", "push Live's beat forward a little"),
        VerbKind("live/nudge/down", "hold Live's beat back a little"),
        VerbKind("quit", "end the show"),
    )
}

LOCAL_VERBS = frozenset({"quit", "fullscreen", "learn/open"})
"""Verbs that only the keyboard at the machine may say: nobody on the network ends the show."""


def verb_at(address: str) -> VerbKind | None:
    """The verb at an address such as /preset/next, or None."""
    return VERBS.get(address.removeprefix("/")) if address.startswith("/") else None
