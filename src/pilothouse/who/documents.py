"""Texts that leave the house as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from django.http import HttpResponse


def zipped(documents: Iterable[tuple[str, str]]) -> bytes:
    """An archive of (file name, text), the same for the same documents."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in documents:
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def sent(name: str, data: bytes, media: str) -> HttpResponse:
    """The answer that has a browser keep it under that name."""
    answer = HttpResponse(data, content_type=media)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
