"""Where settings are looked for, and where a user's own archive lies."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def settings_file() -> Path:
    """Name the settings file: what BAOWEN_CONFIG says, else the user's own; it need not exist.

    Never one of the working directory, which could send questions and a key wherever its author chose.
    """
    named = os.environ.get("BAOWEN_CONFIG")
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(named) if named else home / "baowen" / "baowen.toml"


def archive_folder() -> Path:
    """Name the folder of the user's own archive, after the custom of the platform; it need not exist."""
    named = os.environ.get("XDG_DATA_HOME")
    return (Path(named) if named else _data_home()) / "baowen" / "archive"


def _data_home() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    local = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None
    return Path(local) if local else Path.home() / ".local" / "share"
