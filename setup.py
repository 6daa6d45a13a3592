"""Which folders go into the package: every one in engine/, and the shaders and presets beside it.

In: the checkout. Out: `engine.assets.shaders` and `engine.assets.presets` inside the wheel, so that an
installed Asterism carries what a checkout has in `shaders/` and `presets/`. Runs when pip builds.
"""

from setuptools import find_packages, setup

setup(
    packages=[
        *find_packages(include=["engine", "engine.*"]),
        "engine.assets.shaders",
        "engine.assets.presets",
    ],
    package_dir={"engine.assets.shaders": "shaders", "engine.assets.presets": "presets"},
)
