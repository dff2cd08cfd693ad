"""Trains the network on windows, with fixed seeds."""

import copy
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from falldetect_core.evidence.network import ANSWERS, BIN_DEG, DIRECTION, DIRECTION_BINS, FALL, HEADS, with_body_frame
from training.network.model import FallNet, TemporalConvNet
from training.network.windows import UNLABELLED, Windows, bins_of

BATCH = 256
RATE, LATER_RATE = 2e-3, 6e-4
"""Of the first lesson, and of what is learned on top of it."""
DECAY = 0.02
WEIGHTS = {"fall": 1.0, "states": 0.5, "kinds": 0.4, "directions": 1.0}
"""What each question counts in its network's loss."""
BLUR_DEG = 20.0
"""Directions this near are almost as right."""
AVERAGE = 0.998
"""What the running mean keeps of itself a batch; less in the beginning, which is to be forgotten."""


def train(passes: Sequence[Windows], *, epochs: int, seed: int = 0) -> FallNet:
    """Return both networks, trained on passes over the data, each varied in another way, one an epoch in turn.

    One learns from all windows, the other from those that show which way a fall goes. What is returned are the running
    means of their weights, which forget the noise of the last batches.
    """
    network = init_model(seed)
    network.fall = fit(FALL, network.fall, passes, epochs=epochs, rate=RATE, seed=seed)
    directed = [windows.subset(~np.isnan(windows.labels.toward_deg)) for windows in passes]
    network.direction = fit(DIRECTION, network.direction, directed, epochs=epochs, rate=RATE, seed=seed)
    return network.eval()


def train_further(network: FallNet, passes: Sequence[Windows], *, epochs: int, seed: int = 0) -> FallNet:
    """Return networks of which the first has learned on from more than it knew, gently, so that it forgets little."""
    network.fall = fit(FALL, network.fall, passes, epochs=epochs, rate=LATER_RATE, seed=seed)
    return network.eval()


def init_model(seed: int = 0) -> FallNet:
    """Return networks of random weights, and let all that is random from here on depend on the seed."""
    torch.set_num_threads(1)  # products this small are done before a second thread has woken
    torch.manual_seed(seed)
    return FallNet()


def fit(
    name: str, part: TemporalConvNet, passes: Sequence[Windows], *, epochs: int, rate: float, seed: int
) -> TemporalConvNet:
    """Train the network of that name to answer its questions, and return the running mean of its weights."""
    part.train()
    heads = ANSWERS[name]
    mean = copy.deepcopy(part)
    steps = epochs * (max(len(windows) for windows in passes) // BATCH + 1)
    optimizer = torch.optim.AdamW(part.parameters(), lr=rate, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=0.15)
    for epoch in range(epochs):
        losses = []
        for features, truth in _batches(name, passes[epoch % len(passes)], seed + epoch):
            optimizer.zero_grad()
            loss = loss_of(part(features), truth, heads)
            loss.backward()
            nn.utils.clip_grad_norm_(part.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            _follow(mean, part, min(AVERAGE, (1 + schedule.last_epoch) / (10 + schedule.last_epoch)))
            losses.append(float(loss.detach()))
        print(f"{', '.join(heads)}: epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.4f}", flush=True)
    return mean


def loss_of(outputs: Tensor, truth: dict[str, Tensor], heads: Sequence[str]) -> Tensor:
    """Weigh how wrong raw outputs (N, those of `heads`) are, question by question, where that is labelled."""
    answers = zip(heads, outputs.split([HEADS[name] for name in heads], dim=1), strict=True)
    return torch.stack([WEIGHTS[name] * _wrong(name, answer, truth) for name, answer in answers]).sum()


def _wrong(name: str, answer: Tensor, truth: dict[str, Tensor]) -> Tensor:
    true = truth[name]
    if name == "fall":
        counted = truth["counted"]
        losses = nn.functional.binary_cross_entropy_with_logits(answer[:, 0], true, reduction="none")
        return (losses * counted).sum() / counted.sum().clamp(min=1)
    if name == "directions":
        return nn.functional.cross_entropy(answer, true)
    losses = nn.functional.cross_entropy(answer, true, ignore_index=UNLABELLED, reduction="sum")
    return losses / (true != UNLABELLED).sum().clamp(min=1)


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


def _batches(name: str, windows: Windows, seed: int) -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
    truth = truth_of(windows)
    order = torch.from_numpy(np.random.default_rng(seed).permutation(len(windows)))
    for chosen in order.split(BATCH):
        features = windows.features[chosen.numpy()].astype(np.float32)
        if name == DIRECTION:
            features = with_body_frame(features)
        yield torch.from_numpy(features), {question: answers[chosen] for question, answers in truth.items()}


def _follow(mean: nn.Module, network: nn.Module, keeps: float) -> None:
    with torch.no_grad():
        for slow, fast in zip(mean.parameters(), network.parameters(), strict=True):
            slow.lerp_(fast, 1 - keeps)
