"""Files go through as they are; folders are searched."""

from __future__ import annotations

from pathlib import Path

from desktop import media


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


def test_a_file_is_handed_over_whatever_it_is_called(tmp_path: Path) -> None:
    odd, gone = put(tmp_path / "notes.txt"), tmp_path / "gone.wav"
    assert media.find([odd, gone]) == media.Found((odd, gone), ())


def test_a_folder_stands_for_the_media_files_below_it(tmp_path: Path) -> None:
    expected = (put(tmp_path / "B.FLAC"), put(tmp_path / "c.wav"), put(tmp_path / "inner" / "a.mp4"))
    for other in ("notes.txt", ".hidden.wav", ".cache/a.wav", "cover.jpg"):
        put(tmp_path / other)
    assert media.find([tmp_path]).files == expected


def test_a_folder_without_media_is_named(tmp_path: Path) -> None:
    clip = put(tmp_path / "a.wav")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert media.find([empty, clip]) == media.Found((clip,), (empty,))
