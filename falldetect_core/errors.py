"""One family of errors: every message says what is wrong and how to mend it, and none carries a credential."""


class FallDetectError(Exception):
    """Anything that this project raises on purpose."""


class SourceError(FallDetectError):
    """A camera or file ended, stalled, broke or was never there; `reason` is a word for machines."""

    def __init__(self, reason: str, message: str) -> None:
        """Keep the machine's word beside the person's sentence."""
        super().__init__(reason, message)
        self.reason = reason
        self._message = message

    def __str__(self) -> str:
        """Return the sentence; both arguments stay with the error, so that it can pass from process to process."""
        return self._message


class ModelError(FallDetectError):
    """A model file is missing, altered or not understood."""


class ManifestError(FallDetectError):
    """A manifest of clips cannot be read."""


class CalibrationError(FallDetectError):
    """What should tell where a camera stands can't be read, or doesn't tell it."""
