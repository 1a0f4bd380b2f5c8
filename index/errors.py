"""Named errors, one small tree; every message is Chinese, with the offending value and the next step.

BaowenError
├── InputError         a file or an argument that cannot be used
├── ArchiveError       an archive directory that is missing, damaged or made by another encoder
└── EncoderError       an encoder that cannot be loaded
"""


class BaowenError(Exception):
    """Any failure that the user can act upon."""


class InputError(BaowenError):
    """A file or an argument that cannot be used."""


class ArchiveError(BaowenError):
    """An archive directory that is missing, damaged or made by another encoder."""


class EncoderError(BaowenError):
    """An encoder that cannot be loaded."""
