"""The page of an evening's files: banks, which put looks under the keys.

In: the keys that banks declare, those that ship. Out: banks.md.
Reads our own banks; main process.
"""

from engine import files
from engine.presets.bank import EVERY, read_bank
from engine.presets.bank import KEYS as BANK_KEYS
from engine.presets.reference.markdown import MADE, code, meanings, table

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


def describe_evening() -> str:
    """The page."""
    banks = sorted((read_bank(path) for path in files.shipped("banks").glob("*.toml")), key=lambda bank: bank.order)
    return _PAGE.format(
        made=MADE,
        every=code(EVERY),
        keys=meanings("key", BANK_KEYS),
        example=BANK_EXAMPLE,
        shipped=table(("bank", "looks"), ((code(bank.name), ", ".join(map(code, bank.looks))) for bank in banks)),
    )
