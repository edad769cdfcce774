"""Archives that mean harm are refused as a whole, and nothing of them is left."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import ImportingError
from models.importer import import_model
from tests.models.bringing import STARTER, refused, tarred, zipped


def tar_of(path: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w") as archive:
        for member in members:
            content = bytes(member.size)
            archive.addfile(member, io.BytesIO(content))
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


@pytest.mark.parametrize(
    "hostile",
    [
        member("../outside", size=4),
        member("/etc/outside", size=4),
        member("a/../../outside", size=4),
        member("..\\outside", size=4),
        member("C:\\outside", size=4),
        member("model.bin", tarfile.SYMTYPE, "/etc/passwd"),
        member("model.bin", tarfile.LNKTYPE, "../../outside"),
        member("model.bin", tarfile.CHRTYPE),
        member("model.bin", tarfile.FIFOTYPE),
    ],
    ids=lambda hostile: f"{hostile.name}-{hostile.type.decode()}",
)
def test_a_hostile_tar_is_refused_as_a_whole(folder: Path, tmp_path: Path, hostile: tarfile.TarInfo) -> None:
    path = tar_of(tmp_path / "bad.tar", member("model/config.json", size=4), hostile)
    error = refused(path, folder)
    assert (error.code, error.facts["file"]) == ("import_hostile", hostile.name)
    assert not (tmp_path / "outside").exists() and not (folder / "outside").exists()


@pytest.mark.parametrize("name", ["../outside", "/outside", "a\\..\\..\\outside", "C:/outside"])
def test_a_zip_that_leads_outside_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"harm")
    assert refused(tmp_path / "bad.zip", folder).code == "import_hostile"


def test_a_link_in_a_zip_is_refused(folder: Path, tmp_path: Path) -> None:
    info = zipfile.ZipInfo("model.bin")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert refused(tmp_path / "bad.zip", folder).code == "import_hostile"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("model.bin", b"one")
        archive.writestr("model.bin", b"another")
    assert refused(tmp_path / "bad.zip", folder).code == "import_hostile"


def test_a_bomb_stays_packed(folder: Path, brought: Path, tmp_path: Path) -> None:
    (brought / "tokenizer.json").unlink()
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in brought.iterdir():
            archive.write(file, file.name)
        archive.writestr("tokenizer.json", bytes(40_000_000))
    error = refused(tmp_path / "bomb.zip", folder)
    assert (error.code, error.facts["file"]) == ("import_unsound", "tokenizer.json")


def zeros_in(path: Path, name: str, size: int) -> Path:
    """An archive that is small and holds much."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, bytes(size))
        return path
    with tarfile.open(path, "w:gz") as packed:
        packed.addfile(member(name, size=size), io.BytesIO(bytes(size)))
    return path


@pytest.mark.parametrize("name", ["bomb.zip", "bomb.tar.gz"])
def test_what_would_become_far_more_than_it_is_stays_packed(folder: Path, tmp_path: Path, name: str) -> None:
    error = refused(zeros_in(tmp_path / name, "model.bin", 200_000_000), folder)
    assert error.code == "import_bomb"
    assert int(error.facts["unpacked_bytes"]) > 16 * int(error.facts["packed_bytes"])


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_a_list_that_would_fill_the_memory_is_not_read(
    folder: Path, tmp_path: Path, compress: Callable[[bytes], bytes]
) -> None:
    """The name of a file, or what else is said of it, may be of any length in a tar archive."""
    for kind in (tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME):
        header = member("x", kind, size=300_000_000).tobuf(tarfile.GNU_FORMAT)
        (tmp_path / "bomb.tar.gz").write_bytes(compress(header) + compress(bytes(10_000_000)) * 30)
        tracemalloc.start()
        assert refused(tmp_path / "bomb.tar.gz", folder).code == "import_bomb"
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 200_000_000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("model/config.json", "model/CONFIG.json"),
        ("m/\u00e9.json", "m/e\u0301.json"),
        ("m/a", "./m//a"),
        ("m/ß", "m/SS"),
    ],
)
def test_two_names_that_a_disk_may_take_for_one_are_refused(folder: Path, tmp_path: Path, one: str, other: str) -> None:
    path = tar_of(tmp_path / "bad.tar", member(one, size=4), member(other, size=4))
    assert refused(path, folder).code == "import_hostile"
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        for name in (one, other):
            archive.writestr(name, b"1234")
    assert refused(tmp_path / "bad.zip", folder).code == "import_hostile"


def test_an_archive_that_holds_more_than_it_says_is_refused(folder: Path, brought: Path, tmp_path: Path) -> None:
    path = zipped(brought, tmp_path / "liar.zip")
    content = path.read_bytes()
    size = (STARTER / "tokenizer.json").stat().st_size
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (size - 1000).to_bytes(4, "little")))
    assert refused(path, folder).code in {"import_unreadable", "import_unsound"}


@pytest.mark.parametrize("name", ["cut.zip", "cut.tar.gz", "cut.tar.xz"])
def test_a_cut_archive_is_told(folder: Path, brought: Path, tmp_path: Path, name: str) -> None:
    path = (zipped if name.endswith("zip") else tarred)(brought, tmp_path / name)
    os.truncate(path, path.stat().st_size // 2)
    assert refused(path, folder).code in {"import_unreadable", "not_archive"}


def test_a_member_without_a_name_is_told(folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "model.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(zipfile.ZipInfo("a"), b"x")
    # Its name is made empty: the lengths and the letters, in both places.
    data = archive.read_bytes().replace(b"\x01\0\0\0a", b"\0\0\0\0")
    data = data.replace(b"\x01\0\0\0\0\0\0\0\0\0", b"\0" * 10)
    archive.write_bytes(data)
    with pytest.raises(ImportingError):
        import_model(archive, folder)


def test_a_file_that_is_no_archive_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no archive")
    assert refused(tmp_path / "notes.txt", folder).code == "not_archive"
