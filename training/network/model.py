"""The network in torch, for training; falldetect_core.evidence.network runs the same in numpy."""

import torch
from torch import Tensor, nn

from falldetect_core.evidence.features import FEATURES, Floats
from falldetect_core.evidence.network import DILATIONS, HEADS, TAPS

CHANNELS = 64
DROPOUT = 0.25


class FallNet(nn.Module):
    """Embeds each step, lets four dilated causal blocks look back, pools over time, and answers every question."""

    def __init__(self, channels: int = CHANNELS) -> None:
        """Start with random weights."""
        super().__init__()
        self.embed = nn.Linear(FEATURES, channels)
        self.taps = nn.ModuleList(nn.Linear(TAPS * channels, channels) for _ in DILATIONS)
        self.mixes = nn.ModuleList(nn.Linear(channels, channels) for _ in DILATIONS)
        self.pool = nn.Linear(3 * channels, channels)
        self.heads = nn.Linear(channels, sum(HEADS.values()))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, features: Tensor) -> Tensor:
        """Return raw outputs (N, 27) for features (N, STEPS, FEATURES)."""
        flow = torch.relu(self.embed(features))
        for dilation, taps, mix in zip(DILATIONS, self.taps, self.mixes, strict=True):
            steps = flow.shape[1]
            padded = nn.functional.pad(flow, (0, 0, (TAPS - 1) * dilation, 0))
            seen = torch.cat([padded[:, k * dilation : k * dilation + steps] for k in range(TAPS)], dim=-1)
            flow = torch.relu(flow + mix(self.dropout(torch.relu(taps(seen)))))
        pooled = torch.cat([flow[:, -1], flow.amax(dim=1), flow.mean(dim=1)], dim=-1)
        outputs: Tensor = self.heads(self.dropout(torch.relu(self.pool(pooled))))
        return outputs

    def weights(self) -> dict[str, Floats]:
        """Return the weights as the runtime names and lays them out."""
        layers = {"embed": self.embed, "pool": self.pool, "heads": self.heads}
        for number, (taps, mix) in enumerate(zip(self.taps, self.mixes, strict=True)):
            layers |= {f"block{number}.taps": taps, f"block{number}.mix": mix}
        found: dict[str, Floats] = {}
        for name, layer in layers.items():
            found[f"{name}.weight"] = layer.weight.detach().numpy().T.copy()
            found[f"{name}.bias"] = layer.bias.detach().numpy().copy()
        return found
