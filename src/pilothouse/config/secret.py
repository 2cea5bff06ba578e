"""The key that signs cookies: made once, kept in the data folder, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """``PILOTHOUSE_SECRET_KEY`` if set, else the one in the data folder, made on first use."""
    if given := os.environ.get("PILOTHOUSE_SECRET_KEY"):
        return given
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "secret-key"
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text()
