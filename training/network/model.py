"""The network in torch, for training; falldetect_core.evidence.network runs the same in numpy."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from falldetect_core.evidence.features import FEATURES, Floats
from falldetect_core.evidence.network import DILATIONS, DIRECTION, FALL, INPUTS, TAPS, width_of

CHANNELS, DIRECTION_CHANNELS = 64, 48
DROPOUT = 0.25


class FallNet(nn.Module):
    """The two networks side by side; they share nothing, so that neither drowns the other's questions."""

    def __init__(self) -> None:
        """Start with random weights."""
        super().__init__()
        self.fall = TemporalConvNet(INPUTS[FALL], CHANNELS, width_of(FALL))
        self.direction = TemporalConvNet(INPUTS[DIRECTION], DIRECTION_CHANNELS, width_of(DIRECTION))

    def forward(self, features: Tensor) -> Tensor:
        """Return raw outputs (N, 27) for features and movements by facing (N, STEPS, FEATURES + BODY_FRAME)."""
        return torch.cat([self.fall(features[..., :FEATURES]), self.direction(features)], dim=-1)

    def weights(self) -> dict[str, Floats]:
        """Return the weights as the runtime names and lays them out."""
        found: dict[str, Floats] = {}
        for name, layer in self._layers().items():
            found[f"{name}.weight"] = layer.weight.detach().numpy().T.copy()
            found[f"{name}.bias"] = layer.bias.detach().numpy().copy()
        return found

    def remember(self, weights: Mapping[str, Floats]) -> None:
        """Take up weights as `weights` returns them; raises KeyError where some are missing."""
        with torch.no_grad():
            for name, layer in self._layers().items():
                layer.weight.copy_(torch.from_numpy(weights[f"{name}.weight"].astype(np.float32).T))
                layer.bias.copy_(torch.from_numpy(weights[f"{name}.bias"].astype(np.float32)))

    def _layers(self) -> dict[str, nn.Linear]:
        parts = {FALL: self.fall, DIRECTION: self.direction}
        return {f"{name}{place}": layer for name, part in parts.items() for place, layer in part.layers().items()}


class TemporalConvNet(nn.Module):
    """Embeds each step, lets four dilated causal blocks look back, pools over time, and answers every question."""

    def __init__(self, inputs: int, channels: int, outputs: int) -> None:
        """Start with random weights."""
        super().__init__()
        self.embed = nn.Linear(inputs, channels)
        self.taps = nn.ModuleList(nn.Linear(TAPS * channels, channels) for _ in DILATIONS)
        self.mixes = nn.ModuleList(nn.Linear(channels, channels) for _ in DILATIONS)
        self.pool = nn.Linear(3 * channels, channels)
        self.heads = nn.Linear(channels, outputs)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, features: Tensor) -> Tensor:
        """Return raw outputs (N, outputs) for features (N, STEPS, inputs)."""
        flow = torch.relu(self.embed(features))
        for dilation, taps, mix in zip(DILATIONS, self.taps, self.mixes, strict=True):
            steps = flow.shape[1]
            padded = nn.functional.pad(flow, (0, 0, (TAPS - 1) * dilation, 0))
            seen = torch.cat([padded[:, k * dilation : k * dilation + steps] for k in range(TAPS)], dim=-1)
            flow = torch.relu(flow + mix(self.dropout(torch.relu(taps(seen)))))
        pooled = torch.cat([flow[:, -1], flow.amax(dim=1), flow.mean(dim=1)], dim=-1)
        outputs: Tensor = self.heads(self.dropout(torch.relu(self.pool(pooled))))
        return outputs

    def layers(self) -> dict[str, nn.Linear]:
        """Return all that has weights, by the runtime's names."""
        layers = {"embed": self.embed, "pool": self.pool, "heads": self.heads}
        for number, (taps, mix) in enumerate(zip(self.taps, self.mixes, strict=True)):
            layers |= {f"block{number}.taps": taps, f"block{number}.mix": mix}
        return layers
