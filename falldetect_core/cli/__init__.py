"""The command line: `falldetect analyze | evaluate | watch | models`."""

from falldetect_core.cli.main import main

__all__ = ["main"]
