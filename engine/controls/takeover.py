"""Soft takeover: what a knob does that does not stand where its parameter is.

In: places of knob and parameter, 0..1. Out: the parameter's next place, and whether the knob holds it from now on.
Pure functions; main process.
"""

from typing import Literal, get_args

Takeover = Literal["jump", "pickup", "scale"]
TAKEOVERS: tuple[str, ...] = get_args(Takeover)

REACH = 1.0 / 127.0
"""A knob that is so near its parameter holds it: one step of a 7-bit control."""

STEEPEST = 4.0
"""By "scale" a parameter goes at most so many times as far as its knob does."""


def approach(here: float, previous: float | None, x: float) -> float:
    """Where a parameter at `here` goes when its control moves from `previous` to `x` (all 0..1) by "scale".

    What is left of the control's way is spread over what is left of the parameter's way, so that both meet at the end
    of the range; but a knob that has hardly any way left does not tear its parameter there (`STEEPEST`). Turned back,
    it meets it. The first message only tells where the control is. A parameter beyond 0..1, where the
    control cannot put it, comes back when the control moves that way.
    """
    if previous is None or x == previous:
        return here
    left, way = (1.0 - here, 1.0 - previous) if x > previous else (here, previous)
    return here + (x - previous) * min(max(left, 0.0) / way, STEEPEST)


def meet(takeover: Takeover, here: float, previous: float | None, x: float) -> tuple[float, bool]:
    """Where a parameter that was `here` is after the control's move, and whether the control holds it from now on."""
    if takeover == "jump":
        return x, True
    if takeover == "scale" or not 0.0 <= here <= 1.0:  # there, no control would ever pass it
        here = approach(here, previous, x)
        crossed = False
    else:
        crossed = previous is not None and (previous - here) * (x - here) <= 0.0
    return (x, True) if crossed or abs(x - here) <= REACH else (here, False)
