"""`falldetect models`: which weights there are, under which licence, and fetching them."""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from falldetect_core.pose_weights.registry import DEFAULT, MODELS, Model, fetch, with_needs


def run(options: argparse.Namespace) -> int:
    """List the registry, or fetch what was named, else the default model."""
    if options.action == "list":
        show(MODELS)
        return 0
    for model in with_needs(options.names or [DEFAULT]):
        path = fetch(model)
        print(f"{model.name} ({model.licence}; {model.credit}) is at {path}")
    return 0


def show(models: tuple[Model, ...]) -> None:
    """Print a table of the models."""
    table = Table("name", "what it finds", "from", "licence", "MB", "here", box=None)
    for model in models:
        here = "yes" if model.path.is_file() else "no"
        size = f"{model.size_bytes / 1e6:.1f}"
        table.add_row(
            model.name, model.purpose, f"{model.package.registry}: {model.package}", model.licence, size, here
        )
    Console(width=None if sys.stdout.isatty() else 160).print(table)
