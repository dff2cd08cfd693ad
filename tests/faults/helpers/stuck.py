"""The app with a pose network that never answers."""

import sys
import threading

from falldetect_app import main

from falldetect_core.records import Image, Pose


class Stuck:
    """An estimator that waits for ever."""

    def estimate(self, image: Image) -> list[Pose]:
        assert image.size
        threading.Event().wait()
        return []


main.load = lambda *_: Stuck()  # type: ignore[assignment]
sys.exit(main.main())
