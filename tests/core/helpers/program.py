"""The command `falldetect`, run as its entry point runs it, also where the package isn't installed but on the path."""

import sys

PROGRAM = (sys.executable, "-c", "import sys; from falldetect_core.cli import main; sys.exit(main())")
