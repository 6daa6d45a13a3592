"""The reference pages, made from the declarations, so that nothing has to be listed twice.

In: the catalogue, verbs, sources, bindings, keys and file formats. Out: Markdown by file name, for `docs/reference`.
Main process, when `asterism reference` writes the pages and when the test looks for stale ones.
"""

from collections.abc import Callable, Mapping

from engine.presets.reference.controllers import describe_controllers
from engine.presets.reference.evening import describe_banks, describe_setlists
from engine.presets.reference.looks import describe_files
from engine.presets.reference.osc import describe_osc
from engine.presets.reference.parameters import describe_parameters
from engine.presets.reference.sources import describe_sources

_PAGES: Mapping[str, Callable[[], str]] = {
    "parameters.md": describe_parameters,
    "osc.md": describe_osc,
    "sources.md": describe_sources,
    "presets.md": describe_files,
    "controllers.md": describe_controllers,
    "banks.md": describe_banks,
    "setlists.md": describe_setlists,
}


def pages() -> dict[str, str]:
    """Every page by its file name."""
    return {name: describe() for name, describe in _PAGES.items()}
