"""Small regressions: weights that describe what was seen."""

import numpy as np

from training.simulation.arrays import FloatArray

RIDGE = 1.0


def logistic_fit(rows: FloatArray, hits: FloatArray) -> list[float]:
    """Return the weights of a logistic regression with a little ridge, by Newton's method."""
    weight = np.zeros(rows.shape[1])
    penalty = RIDGE * np.eye(rows.shape[1])
    penalty[0, 0] = 1e-6
    for _ in range(40):
        chance = 1 / (1 + np.exp(-rows @ weight))
        slope = rows.T @ (hits - chance) - penalty @ weight
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + penalty
        weight += np.linalg.solve(curve, slope)
    return [float(value) for value in weight]


def linear_fit(rows: FloatArray, values: FloatArray) -> tuple[list[float], float]:
    """Return the weights of a linear regression and the standard deviation of what it leaves."""
    weight = np.linalg.solve(rows.T @ rows + 1e-3 * np.eye(rows.shape[1]), rows.T @ values)
    return [float(value) for value in weight], float(np.std(values - rows @ weight))


def logit(chance: FloatArray) -> FloatArray:
    """Return log-odds."""
    clipped = np.clip(chance, 0.01, 0.99)
    return np.asarray(np.log(clipped / (1 - clipped)))
