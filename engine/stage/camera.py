"""The camera: where the picture is seen from.

In: parameter values and time. Out: view and projection as one matrix, for row vectors in numpy and GLSL's columns.
Main process, once per frame; pure but for its arguments.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FIELD_OF_VIEW = np.radians(42.0)
_NEAR, _FAR = 0.05, 40.0


@dataclass(frozen=True, slots=True)
class Camera:
    """One frame's view. `view` and `projection`: (4, 4), float32, acting on column vectors."""

    view: NDArray[np.float32]
    projection: NDArray[np.float32]

    def project(self, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """Clip-space x, y in -1..1 of places (n, 3): shape (n, 2)."""
        points = np.concatenate((places, np.ones((len(places), 1), np.float32)), axis=1)
        clip = points @ (self.projection @ self.view).T
        return np.asarray(clip[:, :2] / clip[:, 3:4], np.float32)

    def spot(self, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where places (n, 3) are in the picture, (n, 3): x, y in -1..1, and 1 for what is before the eye, else 0."""
        points = np.concatenate((places, np.ones((len(places), 1), np.float32)), axis=1)
        clip = points @ (self.projection @ self.view).T
        before = clip[:, 3] > _NEAR
        away = np.where(before, clip[:, 3], 1.0)
        return np.stack((clip[:, 0] / away, clip[:, 1] / away, before), axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the eye has wandered: `around` and `up` and `roll` in radians, `away` as a share of its distance."""

    around: float
    up: float
    away: float
    roll: float


def wander(t: float, amount: float) -> Drift:
    """The camera's wandering: slow sines whose periods (37, 53 and 71 s) have no common multiple in a show."""
    turn = 2.0 * np.pi * t
    return Drift(
        around=amount * 0.35 * float(np.sin(turn / 53.0)),
        up=amount * 0.22 * float(np.sin(turn / 37.0 + 1.0)),
        away=amount * 0.06 * float(np.sin(turn / 71.0 + 2.0)),
        roll=amount * 0.06 * float(np.sin(turn / 71.0)),
    )


def look(t: float, aspect: float, distance: float, orbit: float, tilt: float, drift: float) -> Camera:
    """A camera `distance` radii from the origin, `orbit` turns around it and `tilt` turns up, wandering by `drift`.

    On a picture that is higher than wide the field of view opens, so that the layout still fits.
    For `drift` see `wander`.
    """
    gone = wander(t, drift)
    around = 2.0 * np.pi * orbit + gone.around
    up = 2.0 * np.pi * tilt + gone.up
    away = distance * (1.0 + gone.away)
    eye = away * np.array([np.cos(up) * np.sin(around), np.sin(up), np.cos(up) * np.cos(around)])
    return Camera(_view(eye, gone.roll), _projection(aspect))


def _view(eye: NDArray[np.float64], roll: float) -> NDArray[np.float32]:
    back = eye / np.linalg.norm(eye)
    across = np.cross([np.sin(roll), np.cos(roll), 0.0], back)
    right = across / np.linalg.norm(across)
    up = np.cross(back, right)
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack((right, up, back))
    matrix[:3, 3] = -matrix[:3, :3] @ eye
    return matrix.astype(np.float32)


def _projection(aspect: float) -> NDArray[np.float32]:
    slope = np.tan(_FIELD_OF_VIEW / 2.0) * max(1.0, 1.0 / aspect)
    matrix = np.zeros((4, 4))
    matrix[0, 0] = 1.0 / (slope * aspect)
    matrix[1, 1] = 1.0 / slope
    matrix[2, 2] = (_FAR + _NEAR) / (_NEAR - _FAR)
    matrix[2, 3] = 2.0 * _FAR * _NEAR / (_NEAR - _FAR)
    matrix[3, 2] = -1.0
    return matrix.astype(np.float32)
