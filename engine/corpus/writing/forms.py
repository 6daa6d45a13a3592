"""Forms of songs: which sections follow each other, how long, how strong, and who plays in them.

In: a kind of form and a random generator. Out: steps of a form, lengths in units that the planner turns into bars.
Plain data and one draw; used by the planner.
"""

from dataclasses import dataclass

import numpy as np

from engine.corpus.writing.genre import Form

#: The letters of a step's players. "*" stands for everybody.
PLAYERS = {
    "K": "kick",
    "S": "snare",
    "H": "hats",
    "P": "percussion",
    "b": "bass",
    "c": "chords",
    "p": "pad",
    "r": "riff",
    "l": "lead",
    "a": "arp",
    "v": "voice",
    "f": "fx",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A section before its bars are counted: `units` long, `energy` 0..1, `players` as letters of `PLAYERS`."""

    name: str
    units: int
    energy: float
    players: str


def _form(text: str) -> tuple[Step, ...]:
    """Reads "name units energy players, ...": the energy in tenths."""
    steps = []
    for entry in text.split(","):
        name, units, tenths, players = entry.split()
        steps.append(Step(name, int(units), int(tenths) / 10.0, players))
    return tuple(steps)


FORMS: dict[Form, tuple[tuple[Step, ...], ...]] = {
    "club": tuple(
        _form(text)
        for text in (
            "intro 2 4 KHf, groove 4 7 KSHPbrca, breakdown 2 3 pcvlf, build 1 6 SPplcf, drop 4 10 *, outro 1 4 KHb",
            "drop 4 9 *, breakdown 2 3 pcv, build 1 6 SHplf, drop 4 10 *, outro 1 5 KHPb",
            "groove 2 6 KHPb, groove 2 7 KSHPbra, drop 4 9 *, breakdown 2 4 Hpcav, build 1 7 KSplaf, drop 4 10 *",
            "breakdown 2 3 pclf, build 1 6 Sclpaf, drop 4 9 *, breakdown 1 4 pcv, build 1 6 KSHpaf, drop 3 10 *",
            "intro 2 5 K, groove 2 6 KHb, groove 3 7 KHPbr, breakdown 1 4 HPf, groove 4 9 *, outro 1 5 KP",
            "intro 1 3 Hf, groove 3 6 SHPbc, groove 3 8 KSHPbcrl, breakdown 1 4 bca, drop 3 9 *, outro 1 4 HPb",
            "intro 1 4 arc, build 1 6 KSHar, drop 4 10 *, groove 2 7 KSHPb, build 1 7 KSla, drop 3 10 *",
            "groove 4 7 KSHPbr, breakdown 2 3 bp, groove 4 8 KSHPbrca, breakdown 2 2 pf, drop 4 9 *",
            "intro 2 4 K, intro 2 5 KH, groove 2 6 KHb, groove 2 7 KSHPbr, breakdown 1 2 p, drop 3 9 *, outro 2 4 KH",
            "intro 2 3 H, intro 2 4 HP, groove 4 7 KSHPbr, groove 1 6 HPbr, groove 3 8 *, outro 1 4 H",
            "groove 3 7 KSHbc, breakdown 2 2 p, build 1 6 Spcf, breakdown 1 3 c, build 1 7 KSHplf, drop 4 10 *",
            "drop 2 9 *, groove 1 6 Hbr, drop 2 9 *, breakdown 2 3 pl, build 1 6 Sla, groove 1 4 Kb, drop 3 10 *",
            "intro 1 3 pf, groove 2 6 KHb, build 1 6 KSHcl, breakdown 1 2 vf, drop 3 9 *, groove 1 7 KHb, drop 3 10 *",
        )
    ),
    "track": tuple(
        _form(text)
        for text in (
            "intro 1 4 pca, verse 3 6 KSHbcv, chorus 3 9 *, verse 2 6 KSHPbca, chorus 3 9 *, outro 1 4 pc",
            "intro 1 4 KHa, verse 2 6 KHba, chorus 3 8 *, breakdown 1 3 pcl, build 1 6 SHpc, chorus 3 10 *",
            "verse 2 5 KSHb, chorus 2 8 *, verse 2 6 KSHPbcv, bridge 1 4 pcav, chorus 3 9 *, outro 1 5 KSHb",
            "intro 1 3 cl, build 1 5 Hcl, drop 3 9 *, verse 2 5 SHbv, build 1 6 SHpv, drop 3 10 *",
        )
    ),
    "song": tuple(
        _form(text)
        for text in (
            "intro 1 5 KSHbcr, verse 2 5 KSHbcv, chorus 2 9 *, verse 2 6 KSHbcvr, chorus 2 9 *, outro 1 6 KSHbc",
            "intro 1 3 c, verse 2 4 KHbcv, chorus 2 8 *, verse 2 6 KSHPbcv, bridge 1 4 pcv, chorus 3 10 *",
            "chorus 2 8 *, verse 2 5 KSHbcv, chorus 2 9 *, solo 2 8 KSHPbcl, chorus 2 10 *",
            "verse 2 4 cv, verse 2 6 KSHbcv, chorus 2 8 *, bridge 1 6 KSHPbcp, solo 1 8 KSHbcl, chorus 2 9 *",
            "intro 1 6 KSHbr, verse 3 6 KSHbrv, chorus 2 9 *, solo 1 8 KSHPbcrl, verse 1 3 bv, chorus 2 10 *",
            "intro 1 4 KSHP, verse 2 6 KSHPbv, chorus 2 8 *, verse 2 5 SHPbcv, chorus 2 9 *, outro 1 5 KSHPbr",
            "intro 1 4 ca, verse 2 4 Hbcv, bridge 1 6 KSbcv, chorus 3 9 *, verse 1 5 KSHbcv, chorus 3 9 *",
        )
    ),
    "loop": tuple(
        _form(text)
        for text in (
            "groove 2 6 KSHb, groove 3 7 KSHPbcr, verse 3 7 KSHbcv, breakdown 1 4 bc, chorus 3 8 *, outro 1 5 KSH",
            "intro 1 5 KSHP, verse 3 6 KSHbcv, chorus 2 8 *, verse 3 6 KSHPbcv, bridge 1 5 Hbc, chorus 2 8 *",
            "intro 1 3 cl, verse 3 6 KSHbcv, chorus 2 8 *, breakdown 1 4 Pcv, verse 2 6 KSbcv, chorus 2 8 *",
            "groove 1 5 HPb, groove 2 6 KHPbr, groove 3 8 *, solo 3 8 KSHPbcl, breakdown 1 5 P, groove 3 9 *",
        )
    ),
    "riff": tuple(
        _form(text)
        for text in (
            "intro 1 5 r, groove 1 8 KSHbr, verse 2 7 KSHbrv, chorus 2 9 *, solo 2 9 KSHbcl, chorus 2 10 *",
            "groove 2 9 KSHbr, verse 2 6 KSHbrv, chorus 2 9 *, breakdown 1 4 rpa, bridge 2 8 KSHbrc, chorus 2 10 *",
            "intro 1 4 KP, verse 2 7 KSHbrv, chorus 2 9 *, solo 2 8 KSHPbrl, breakdown 1 6 KSbr, groove 2 10 *",
            "build 1 5 Kbr, groove 2 9 KSHbr, verse 2 7 KSHbv, chorus 3 9 *, bridge 1 5 Hbrp, chorus 2 10 *",
        )
    ),
    "metal": tuple(
        _form(text)
        for text in (
            "intro 1 6 r, groove 1 8 KSHbr, verse 2 8 KSHbrv, chorus 1 9 *, groove 1 8 KSHbr, verse 1 8 KSHbrv, "
            "breakdown 1 8 KSHbrc, solo 1 9 KSHbcrl, chorus 2 10 *",
            "groove 1 9 KSHbr, verse 1 8 KSHbrv, groove 1 8 KSHbr, chorus 1 9 *, bridge 1 8 KSHbrc, solo 2 9 KSHbcrl, "
            "breakdown 2 9 KSHbr, chorus 1 10 *",
            "verse 1 9 KSHbrv, chorus 1 9 *, verse 1 8 KSHbrv, bridge 1 4 rcp, breakdown 2 8 KSHbr, groove 1 9 KSHbr, "
            "chorus 2 10 *",
            "intro 1 5 KSbr, chorus 1 9 KSHbr, groove 1 9 KSHbr, verse 2 8 KSHbrv, bridge 1 7 KHbr, chorus 2 9 *, "
            "breakdown 1 7 Kbr, groove 2 10 *",
            "build 1 6 KSr, groove 2 9 KSHbr, breakdown 1 8 KSHbrv, groove 1 8 KSHbrv, verse 1 8 *, breakdown 1 9 *, "
            "solo 1 9 KSHbrl, groove 1 10 *",
        )
    ),
    "rush": tuple(
        _form(text)
        for text in (
            "intro 1 5 al, groove 2 8 KSHbal, breakdown 1 3 pl, build 1 6 SPal, drop 2 9 *, bridge 1 6 KSb, drop 2 9 *",
            "drop 1 9 *, groove 1 8 KSHbal, verse 1 6 KHba, build 1 7 KSHac, drop 2 10 *, breakdown 1 3 l, drop 2 10 *",
            "intro 1 3 pl, build 1 5 Kpl, groove 2 8 *, solo 1 8 KSHbl, breakdown 1 2 p, build 1 6 Sa, drop 3 10 *",
            "groove 2 8 KSHbar, bridge 1 7 KSPbr, chorus 2 9 *, solo 1 8 KSHbla, breakdown 1 3 cl, chorus 2 10 *",
        )
    ),
    "jazz": tuple(
        _form(text)
        for text in (
            "verse 3 6 KSHPbcvl, verse 3 7 KSHPbcvl, solo 3 7 KSHPbcl, solo 3 8 KSHPbcrl, outro 1 5 KSHbc",
            "intro 1 4 c, verse 3 6 KSHPbcvl, solo 3 7 HPbc, solo 3 8 *, verse 2 6 KSHPbcvl",
            "intro 1 4 KSHP, verse 3 6 KSHbcvr, bridge 1 5 Hbcv, solo 3 8 *, breakdown 1 5 KSHP, verse 2 7 *",
            "verse 2 5 Hbcl, verse 2 7 *, solo 2 7 KSHbcl, solo 1 5 bH, verse 3 8 *, outro 1 3 c",
        )
    ),
    "game": tuple(
        _form(text)
        for text in (
            "intro 1 6 KSHbar, verse 3 7 KSHbalc, chorus 3 9 *, bridge 2 5 bapc, verse 3 8 *, chorus 2 9 *",
            "verse 3 7 *, verse 3 7 *, bridge 2 5 KHbap, chorus 3 9 *, verse 2 7 *",
            "intro 1 4 ap, build 1 6 KSapr, chorus 3 9 *, verse 2 6 HPbl, bridge 1 4 pl, chorus 3 10 *",
        )
    ),
    "drift": tuple(
        _form(text)
        for text in (
            "intro 2 2 pf, groove 4 4 KPHpab, breakdown 3 3 pal, groove 4 5 *, outro 2 2 pa",
            "groove 4 4 HPpab, groove 4 5 *, bridge 3 3 plf, groove 3 5 KHpab",
            "intro 3 3 pa, groove 4 4 pabl, groove 4 5 *, outro 3 2 p",
        )
    ),
}


def draw_form(kind: Form, rng: np.random.Generator) -> tuple[Step, ...]:
    """One of the forms of a kind."""
    forms = FORMS[kind]
    return forms[int(rng.integers(len(forms)))]
