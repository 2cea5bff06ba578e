"""Files: stored whole under their hash or not at all, told by their bytes, seen by whoever sees the item."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.commands import Refused
from pilothouse.who.items import store
from pilothouse.who.items.models import Attachment
from pilothouse.who.items.sniffing import media_of
from tests.registry.world import World, head
from tests.signed_in import Page, browser

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    return tmp_path / "attachments"


def attach(world: World, *files: SimpleUploadedFile, who: str = "Maya") -> Any:
    feature = head(world, "Second feature")
    sent = {"item": feature.key, "file": list(files), "next": f"/acme/features/{feature.key}"}
    return browser(world, who).post("/acme/do/attachment.add", sent)


def test_several_files_are_attached_at_once_and_read_back(world: World) -> None:
    answer = attach(world, SimpleUploadedFile("a.png", PNG), SimpleUploadedFile("plan.txt", b"words"))
    assert answer.status_code == 303
    assert {row.name for row in Attachment.everything.filter(item=head(world, "Second feature"))} == {
        "a.png",
        "plan.txt",
    }
    page = Page(browser(world, "Jonas").get(f"/acme/features/{head(world, 'Second feature').key}"))
    address = page.part("files").links["plan.txt"]
    read = browser(world, "Jonas").get(address)
    assert b"".join(read.streaming_content) == b"words"
    assert read.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in read.headers["Content-Security-Policy"]
    assert read.headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_opens_and_a_page_that_calls_itself_one_does_not(world: World) -> None:
    evil = SimpleUploadedFile("b.png", b"<html><script>alert(1)</script>", "image/png")
    attach(world, SimpleUploadedFile("a.html", PNG, "text/html"), evil)
    rows = {row.name: row for row in Attachment.everything.filter(item=head(world, "Second feature"))}
    real = browser(world, "Maya").get(f"/acme/files/{rows['a.html'].pk}")
    fake = browser(world, "Maya").get(f"/acme/files/{rows['b.png'].pk}")
    assert real.headers["Content-Type"] == "image/png"
    assert real.headers["Content-Disposition"].startswith("inline")
    assert fake.headers["Content-Type"] == "text/plain"
    assert fake.headers["Content-Disposition"].startswith("attachment")


def test_guests_and_strangers_read_only_what_was_shared(world: World) -> None:
    attach(world, SimpleUploadedFile("plan.txt", b"words"))
    row = Attachment.everything.get(item=head(world, "Second feature"))
    assert browser(world, "Gast").get(f"/acme/files/{row.pk}").status_code == 404
    world.do("item.share", item=world.ids["Second feature"], visibility="shared")
    assert browser(world, "Gast").get(f"/acme/files/{row.pk}").status_code == 200


def test_the_file_of_a_deleted_item_is_not_read(world: World) -> None:
    attach(world, SimpleUploadedFile("plan.txt", b"words"))
    row = Attachment.everything.get(item=head(world, "Second feature"))
    world.do("feature.delete", feature=world.ids["Second feature"])
    assert browser(world, "Maya").get(f"/acme/files/{row.pk}").status_code == 404
    assert store.path_of(row.sha256).is_file()


def test_too_large_or_empty_says_so_and_leaves_nothing(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MOST_ATTACHED", 10)
    large = attach(world, SimpleUploadedFile("large.bin", b"x" * 11))
    assert large.status_code == 422
    assert "large.bin is larger than" in large.content.decode()
    assert "empty.txt is empty" in attach(world, SimpleUploadedFile("empty.txt", b"")).content.decode()
    assert not Attachment.everything.filter(item=head(world, "Second feature")).exists()
    assert not [file for file in folder.rglob("*") if file.is_file()]


def test_an_upload_that_breaks_off_leaves_nothing(folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.keep(broken(), "half.txt")
    assert not [file for file in folder.rglob("*") if file.is_file()]


def test_a_hash_alone_gives_nobody_a_file(world: World) -> None:
    upload = store.keep([b"secret"], "secret.txt")
    with pytest.raises(Refused, match="no uploaded file"):
        world.do("attachment.add", item=world.ids["Second feature"], file=[upload.sha256])


def test_the_sweep_takes_what_nothing_names_once_it_is_a_day_old(folder: Path) -> None:
    named, lost, young = (store.keep([word], "f").sha256 for word in (b"named", b"lost", b"young"))
    old = time.time() - 2 * store.DAY
    for sha256 in (named, lost):
        os.utime(store.path_of(sha256), (old, old))
    assert store.sweep([named]) == 1
    assert [store.path_of(one).is_file() for one in (named, lost, young)] == [True, False, True]


@pytest.mark.parametrize(
    "given, kept",
    [("../../etc/passwd", "passwd"), ("C:\\temp\\a.txt", "a.txt"), ("a\nb\x00.txt", "ab.txt"), ("..", "..")],
)
def test_a_name_is_a_name_and_no_path(given: str, kept: str) -> None:
    assert store.clean_name(given) == kept


def test_types_are_told_by_bytes() -> None:
    assert media_of(b"%PDF-1.7") == "application/pdf"
    assert media_of("Grüße".encode()[:6]) == "text/plain"
    assert media_of(b"\x00\x01\x02") == "application/octet-stream"
    assert media_of(b"<svg xmlns='http://www.w3.org/2000/svg'>") == "text/plain"
