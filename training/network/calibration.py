"""Makes probabilities of the network's raw outputs, on clips that it was not trained on."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

from falldetect_core.evidence.features import Floats
from falldetect_core.evidence.network import softmax, split
from training.network.windows import UNLABELLED, Labels, bins_of

TEMPERATURES = (0.3, 5.0)


def calibrated(outputs: Floats, labels: Labels) -> dict[str, Floats]:
    """Return the runtime's calibration: Platt's scale and shift for falls, a temperature for each other question.

    Platt (1999); Guo et al., "On calibration of modern neural networks" (2017).
    """
    heads = split(outputs)
    counted = labels.counted > 0
    fall = labels.fall[counted]
    found = {
        "fall": platt(heads["fall"][counted, 0], fall),
        "states": temperature(heads["states"], labels.state),
        "kinds": temperature(heads["kinds"], labels.kind),
        "directions": temperature(heads["directions"], bins_of(labels.toward_deg)),
        "prior": np.array(fall.mean()),
    }
    return {f"calibration.{name}": value.astype(np.float32) for name, value in found.items()}


def platt(log_odds: Floats, truth: Floats) -> Floats:
    """Return scale and shift with which log-odds become probabilities that hold."""

    def surprise(line: NDArray[np.float64]) -> float:
        signed = (line[0] * log_odds + line[1]) * (2 * truth - 1)
        return float(np.logaddexp(0, -signed).mean())

    fitted: Floats = minimize(surprise, np.array([1.0, 0.0]), method="BFGS").x.astype(np.float32)
    return fitted


def temperature(outputs: Floats, truth: NDArray[np.int64]) -> Floats:
    """Return by what to divide outputs (N, K) so that their probabilities hold."""
    known = truth != UNLABELLED

    def surprise(heat: float) -> float:
        shares = softmax(outputs[known] / heat)
        return float(-np.log(shares[np.arange(known.sum()), truth[known]] + 1e-9).mean())

    return np.array(minimize_scalar(surprise, bounds=TEMPERATURES, method="bounded").x, np.float32)
