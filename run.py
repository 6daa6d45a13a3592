"""Asterism's one command; it needs nothing but Python 3.11.

    python3 run.py play       play: sound in, light out          python3 run.py test    every check and test
    python3 run.py WORD ...   whatever else the `asterism` command can do; `python3 run.py --help` lists it

In: a checkout. Out: `.venv` with the pinned dependencies, made once, and the command running in it.
Runs before anything is installed, so it uses the standard library only; then it hands its process over.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (it is an older Python that must be told)
    sys.exit(f"Asterism needs Python 3.11 or newer, and this is {sys.version.split()[0]}. Start it with a newer one.")

import hashlib
import os
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
EXE = ".exe" if sys.platform == "win32" else ""
PYTHON = str(BIN / f"python{EXE}")

READY = VENV / "asterism-ready"  # what the finished set-up was made for; absent until there is one
CHANGING = VENV / "asterism-changing"  # present while pip is at work: found at a start, it tells of an interruption

REFUSED = VENV / "asterism-refused"  # system libraries that could not be installed, so that no start asks again

DPKG_STATUS = Path("/var/lib/dpkg/status")
PLAY_LIBRARIES = ["libportaudio2", "libegl1", "libgl1", "libgl1-mesa-dri"]
TEST_LIBRARIES = ["pulseaudio", "pulseaudio-utils", "libasound2-plugins", "jackd2", "xvfb", "xdotool", "liblo-tools"]
TEST_LIBRARIES += ["libfluidsynth3", "timgm6mb-soundfont", "libprotocol-osc-perl"]
CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("pytest",))


def main(words: list[str]) -> int:
    """Set up what is missing, then become the command; returns an exit status only where it cannot become it."""
    level = "test" if words[:1] == ["test"] else "play"
    if not words or words[0] in ("-h", "--help"):
        if not is_ready(level):
            print(f"{__doc__}\nNothing is set up yet: the first start does that, and then --help lists every word.")
            return 0
        words = ["--help"]
    try:
        if not provide_system_libraries(level):
            return 1
        if not is_ready(level) and not set_up(level):
            return 1
        return test(words[1:]) if level == "test" else become([str(BIN / f"asterism{EXE}"), *words])
    except KeyboardInterrupt:
        return 130


def become(command: list[str]) -> int:
    """Replace this process by the command. Windows cannot: there, wait for it and pass on its exit status."""
    sys.stdout.flush()
    return call(command) if sys.platform == "win32" else os.execv(command[0], command)


def call(command: list[str], **options: object) -> int:
    """Run a command to its end. Ctrl-C reaches it too, and it decides what to do about it."""
    import subprocess

    process = subprocess.Popen(command, **options)  # type: ignore[call-overload]
    while True:
        try:
            return int(process.wait())
        except KeyboardInterrupt:
            continue


def test(pytest_words: list[str]) -> int:
    """Run every check, then the tests; the first failure gives the exit status."""
    status = 0
    for check in CHECKS:
        words = [*check, *pytest_words] if check[0] == "pytest" else [*check]
        print(f"\n▸ {' '.join(words)}", flush=True)
        result = call([PYTHON, "-m", *words], cwd=ROOT)
        status = status or result
    return status


# The Python packages: made once, repaired after an interruption, brought up to date when the pins change.


def pins() -> str:
    """A fingerprint of what shall be installed."""
    parts = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "setup.py", "constraints.txt")]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def soil() -> str:
    """A fingerprint of what a virtual environment cannot survive the change of: the Python and the folder."""
    return hashlib.sha256(f"{sys.version} {sys.base_prefix} {ROOT}".encode()).hexdigest()


def is_ready(level: str) -> bool:
    """Whether the environment is complete for `level`; the one made for tests is complete for playing too."""
    made = read_ready()
    return made[1:] == [pins(), soil()] and made[0] in (level, "test") and not CHANGING.exists()


def read_ready() -> list[str]:
    try:
        return READY.read_text().split()
    except OSError:
        return []


def set_up(level: str) -> bool:
    """Make or mend `.venv`, with a lock, because two terminals may start at once. False: it did not work."""
    VENV.mkdir(exist_ok=True)
    with (VENV / "asterism-lock").open("a") as lock_file:
        lock(lock_file)
        if is_ready(level):
            return True
        if CHANGING.exists() or read_ready()[2:] != [soil()] or not Path(PYTHON).exists():
            clear_venv()
        once = "Bringing .venv up to date." if READY.exists() else "Setting up .venv; this takes some minutes, once."
        print(once, flush=True)
        CHANGING.touch()
        if not Path(PYTHON).exists() and call([sys.executable, "-m", "venv", str(VENV)]):
            return False
        constrained = [PYTHON, "-m", "pip", "install", "-c", str(ROOT / "constraints.txt")]
        project = f"{ROOT}[test]" if level == "test" else f"{ROOT}"
        # Some machines set PIP_USER for everybody, which does not work inside a virtual environment.
        env = {**os.environ, "PIP_USER": "0"}
        # The build tool first, so that it is a pinned one that builds.
        status = call([*constrained, "pip", "setuptools"], env=env)
        status = status or call([*constrained, "--no-build-isolation", "-e", project], env=env)
        if status == 1:
            # pip has said why, and has taken back what it began: what worked before still does.
            CHANGING.unlink()
        if status:
            print("The set-up did not finish. What pip says above tells why; start again to try again.")
            return False
        unfinished = READY.with_suffix(".new")
        unfinished.write_text(f"{level} {pins()} {soil()}\n")
        unfinished.replace(READY)
        CHANGING.unlink()
        return True


def clear_venv() -> None:
    """Empty `.venv`, except for the lock that is being held and the note about system libraries."""
    import shutil

    for path in VENV.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != "asterism-lock" and path != REFUSED:
            path.unlink()


def lock(file: IO[str]) -> None:
    """Wait until no other start holds the file; the lock ends with this process, however it ends."""
    if sys.platform == "win32":
        import msvcrt
        import time

        while True:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                return
            except OSError:
                time.sleep(0.2)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


# The system's libraries, on Debian and Ubuntu. Elsewhere the wheels or the system bring them.


def provide_system_libraries(level: str) -> bool:
    """Whether it makes sense to go on; on Debian and Ubuntu, what is missing is installed or named."""
    return sys.platform == "win32" or not DPKG_STATUS.exists() or provide_packages(level)


def provide_packages(level: str) -> bool:
    """Install what is missing (root), or say how. False: without it there is no point in going on."""
    wanted = [*PLAY_LIBRARIES, *TEST_LIBRARIES] if level == "test" else [*PLAY_LIBRARIES]
    vital = level == "test"
    if not Path(PYTHON).exists() and not can_make_venv():
        wanted.append(f"python3.{sys.version_info.minor}-venv")
        vital = True
    missing = sorted(set(wanted) - installed_packages(DPKG_STATUS.read_text(errors="replace")))
    if not missing:
        return True
    # A package that would push out another one (a desktop's sound server, say) is the person's decision.
    install = ["apt-get", "install", "-y", "--no-install-recommends", "--no-remove", *missing]
    refused = REFUSED.exists() and REFUSED.read_text().split() == missing
    if is_root() and (vital or not refused):
        print(f"Installing system libraries: {' '.join(missing)}", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        call(["apt-get", "update"], env=quiet)
        if call(install, env=quiet) == 0:
            return True
        VENV.mkdir(exist_ok=True)
        REFUSED.write_text(" ".join(missing))
        print("apt-get could not install them: what it says above tells why.", flush=True)
    else:
        sudo = "" if is_root() else "sudo "
        print(f"Missing system libraries: {', '.join(missing)}. Install them with\n")
        print(f"    {sudo}apt-get update && {sudo}{' '.join(install)}\n", flush=True)
    if not vital:
        print("Going on; without them there may be no sound input or no picture.", flush=True)
    return not vital


def is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def can_make_venv() -> bool:
    """Debian's Python comes without ensurepip unless its venv package is there."""
    import importlib.util

    return importlib.util.find_spec("ensurepip") is not None


def installed_packages(dpkg_status: str) -> set[str]:
    """The names of the installed packages in the text of dpkg's status file, and those that they provide."""
    names: set[str] = set()
    for stanza in dpkg_status.split("\n\n"):
        if "\nStatus: install ok installed" in stanza:
            for line in stanza.splitlines():
                if line.startswith(("Package: ", "Provides: ")):
                    listed = line.split(": ", 1)[1].split(",")
                    names.update(name.split()[0] for name in listed)
    return names


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
