"""Trains the network on windows, with fixed seeds."""

import copy
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from falldetect_core.evidence.network import BIN_DEG, DIRECTION_BINS, HEADS, with_turned
from training.network.model import FallNet
from training.network.windows import UNLABELLED, Windows, bins_of

BATCH = 256
RATE = 2e-3
DECAY = 0.02
WEIGHTS = {"fall": 1.0, "states": 0.5, "kinds": 0.4, "directions": 0.4}
"""What each question counts in the loss."""
BLUR_DEG = 20.0
"""Directions this near are almost as right."""
AVERAGE = 0.998
"""What the running mean keeps of itself a batch; less in the beginning, which is to be forgotten."""


def train(passes: Sequence[Windows], *, epochs: int, seed: int = 0) -> FallNet:
    """Return a network trained on passes over the data, each varied in another way, one an epoch in turn.

    What is returned is the running mean of the weights, which forgets the noise of the last batches.
    """
    torch.set_num_threads(1)  # products this small are done before a second thread has woken
    torch.manual_seed(seed)
    network = FallNet()
    mean = copy.deepcopy(network)
    steps = epochs * (max(len(windows) for windows in passes) // BATCH + 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.15)
    for epoch in range(epochs):
        losses = []
        for features, truth in _batches(passes[epoch % len(passes)], seed + epoch):
            optimizer.zero_grad()
            loss = loss_of(network(features), truth)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            _follow(mean, network, min(AVERAGE, (1 + schedule.last_epoch) / (10 + schedule.last_epoch)))
            losses.append(float(loss.detach()))
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.4f}", flush=True)
    return mean.eval()


def loss_of(outputs: Tensor, truth: dict[str, Tensor]) -> Tensor:
    """Weigh how wrong raw outputs (N, 27) are, question by question; what isn't labelled doesn't count."""
    heads = dict(zip(HEADS, outputs.split(list(HEADS.values()), dim=1), strict=True))
    counted = truth["counted"]
    falls = nn.functional.binary_cross_entropy_with_logits(heads["fall"][:, 0], truth["fall"], reduction="none")
    total = WEIGHTS["fall"] * (falls * counted).sum() / counted.sum().clamp(min=1)
    for name in ("states", "kinds"):
        answers = nn.functional.cross_entropy(heads[name], truth[name], ignore_index=UNLABELLED, reduction="sum")
        total = total + WEIGHTS[name] * answers / (truth[name] != UNLABELLED).sum().clamp(min=1)
    directed = truth["directions"].sum(dim=1) > 0
    answers = -(truth["directions"] * heads["directions"].log_softmax(dim=1)).sum()
    return total + WEIGHTS["directions"] * answers / directed.sum().clamp(min=1)


def truth_of(windows: Windows) -> dict[str, Tensor]:
    """Return the labels as the loss needs them; directions as a share for each bin, zero where there is none."""
    labels = windows.labels
    return {
        "fall": torch.from_numpy(labels.fall),
        "counted": torch.from_numpy(labels.counted),
        "states": torch.from_numpy(labels.state),
        "kinds": torch.from_numpy(labels.kind),
        "directions": torch.from_numpy(_blurred(labels.toward_deg)),
    }


def _blurred(toward_deg: np.ndarray) -> np.ndarray:
    shares = np.zeros((len(toward_deg), DIRECTION_BINS + 1), np.float32)
    angled = np.isfinite(toward_deg)
    away = (toward_deg[angled, None] - BIN_DEG * np.arange(DIRECTION_BINS) + 180.0) % 360.0 - 180.0
    near = np.exp(-0.5 * (away / BLUR_DEG) ** 2)
    shares[angled, :-1] = near / near.sum(axis=1, keepdims=True)
    shares[bins_of(toward_deg) == DIRECTION_BINS, -1] = 1.0
    return shares


def _batches(windows: Windows, seed: int) -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
    truth = truth_of(windows)
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(windows)))
    for chosen in order.split(BATCH):
        features = torch.from_numpy(with_turned(windows.features[chosen.numpy()].astype(np.float32)))
        yield features, {name: value[chosen] for name, value in truth.items()}


def _follow(mean: nn.Module, network: nn.Module, keeps: float) -> None:
    with torch.no_grad():
        for slow, fast in zip(mean.parameters(), network.parameters(), strict=True):
            slow.lerp_(fast, 1 - keeps)
