"""Asterism: sound goes in, a recurrent network hears it, and its hidden state is the light.

The path of the sound runs through the folders of this package, and imports go one way along it:
moments, sound, ear, brain, hearing, controls, presets, stage, show, commands.
"""

__version__ = "0.1.0"
