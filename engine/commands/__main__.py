"""`python -m engine.commands WORD ...` is the same as `asterism WORD ...`.

In: the words on the command line. Out: an exit status.
Main process.
"""

import sys

from engine.commands import main

sys.exit(main())
