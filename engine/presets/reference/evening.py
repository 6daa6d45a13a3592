"""The pages of an evening's files: banks, which put looks under the keys, and setlists, which put them in order.

In: the keys that banks and setlists declare, the banks that ship. Out: banks.md, setlists.md.
Reads our own banks; main process.
"""

from engine import files
from engine.presets.bank import EVERY, read_bank
from engine.presets.bank import KEYS as BANK_KEYS
from engine.presets.reference.markdown import MADE, code, meanings, table
from engine.presets.setlist import CUE_KEYS
from engine.presets.setlist import KEYS as SETLIST_KEYS

BANK_EXAMPLE = """\
title = "Friday, second hour"
order = 20
version = 1
looks = ["first-light", "nerve", "pyre", "low-tide"]
"""
"""A bank with every key."""

_PAGE = """# Banks

{made}

A **bank** is a list of [looks](presets.md) in an order: keys 1 to 9, program changes and `/preset/load` with a number
mean the looks of the bank that is on; next and previous go round in it. `/bank/next` (key Tab), `/bank/previous` and
`/bank/load` go to another bank, and leave the look as it is. A look's name finds it whatever the bank is.

The first bank is {every}: every look there is, by their `order`. The others are files `NAME.toml` in
`presets/banks`, below your own folder or ours; one of yours with the name of one of ours takes its place.

{keys}

A full example:

```toml
{example}```

A look that a bank names and that is not there is told with file and line. Its place stays empty, so that the others
keep their keys. Banks are read again when their files change.

## The banks that ship

{shipped}
"""

SETLIST_EXAMPLE = """\
title = "Friday"
version = 1

[[cues]]
look = "moonpool"
title = "Doors"
notes = "House lights are at half until the support ends"
bank = "calm"
autopilot = true

[[cues]]
look = "first-light"            # by hand, when the band is on
over = 0
autopilot = false

[[cues]]
look = "nerve"                  # 32 bars later, on the phrase, over 8 bars
after_bars = 32
quantise = "phrase"
bars = 8

[[cues]]
look = "pyre"                   # 4 minutes after that, the colours stay
after = "4:00"
locks = ["/color"]

[[cues]]
look = "fever"
at_bar = 385
transition = "glide"
locks = []

[[cues]]
look = "undertow"               # an hour and a half after the doors
at = "1:30:00"
"""
"""A setlist with every key."""

_SETLISTS = """# Setlists

{made}

A **setlist** is an evening in cues: which look comes, how, and when. `asterism play --setlist NAME` takes the file
`NAME.toml` in `presets/setlists`, below your own folder; `setlist` under `[show]` in the [rig](presets.md) does the
same. One ships to try it with: `--setlist example`.

The first cue is on from the start. Page Down and `/cue/next` go on, Page Up and `/cue/back` go back, and `/cue/go` goes
to a cue by its title, its look or its number. The overlay shows this cue with its notes, and the next one with what it
waits for.

{keys}

Under each `[[cues]]`:

{cue_keys}

Bars are those of the [clock](parameters.md), counted from the bar line that is nearest to the cue before, or to the
setlist's start. Who goes by hand to a cue with `at` or `at_bar` moves the start: what follows comes as much earlier or
later.

A full example:

```toml
{example}```

A cue whose look is not there is told with file and line, at the start and when it is its turn: then its notes show,
and the look that is on stays. So with banks, locks and transitions. A setlist is read again when its file changes, and
keeps the place; a mistake leaves the last good one. At the start it is an error.
"""


def describe_setlists() -> str:
    """The page of setlists."""
    return _SETLISTS.format(
        made=MADE,
        keys=meanings("key", SETLIST_KEYS),
        cue_keys=meanings("key", CUE_KEYS),
        example=SETLIST_EXAMPLE,
    )


def describe_banks() -> str:
    """The page of banks."""
    banks = sorted((read_bank(path) for path in files.shipped("banks").glob("*.toml")), key=lambda bank: bank.order)
    return _PAGE.format(
        made=MADE,
        every=code(EVERY),
        keys=meanings("key", BANK_KEYS),
        example=BANK_EXAMPLE,
        shipped=table(("bank", "looks"), ((code(bank.name), ", ".join(map(code, bank.looks))) for bank in banks)),
    )
