"""Where settings are looked for."""

from __future__ import annotations

import os
from pathlib import Path


def settings_file() -> Path:
    """Name the settings file: what BAOWEN_CONFIG says, else the user's own; it need not exist.

    Never one of the working directory, which could send questions and a key wherever its author chose.
    """
    named = os.environ.get("BAOWEN_CONFIG")
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(named) if named else home / "baowen" / "baowen.toml"
