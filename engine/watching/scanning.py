"""What lies in a watched folder now. All of this asks a disk that may never answer: call it on a thread of its own."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from engine.registry.taken import Sighting
from engine.run import Reason
from engine.storage.sources import find, place_key, readable

#: Folders that hold what is not whole yet, as Safari's do, and what was thrown away.
_PARTIAL_FOLDERS = frozenset({".download", ".part", ".crdownload", ".tmp"})
_BINS = frozenset({"$recycle.bin", "#recycle", "@recycle", "@eadir", "system volume information", "lost+found"})
#: File systems that lie on another computer, which tells nothing of what others do there.
_NAMES = """
    nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs afpfs webdav davfs davfs2 9p ncpfs afs ceph glusterfs lustre gfs2 ocfs2
    vboxsf vmhgfs prl_fs drvfs macfuse osxfuse
    fuse fuse.sshfs fuse.rclone fuse.davfs fuse.s3fs fuse.gvfsd-fuse fuse.vmhgfs-fuse fuse.glusterfs
"""
_NETWORK = frozenset(_NAMES.split())


@dataclass(frozen=True, slots=True)
class Scan:
    """The files that may be taken from a folder, and the folders there that could not be looked into."""

    #: Where the folder really is.
    root: Path
    files: tuple[Sighting, ...]
    folders: tuple[Path, ...]
    unreadable: Mapping[str, Reason] = field(default_factory=dict)


def scan(
    folder: Path, own: Path, *, is_deep: bool, excluded: Callable[[Path], Collection[Path]], moved: Callable[[], None]
) -> Scan:
    """Look into a folder, and below it if `is_deep`. What is `excluded`, once it is known where the folder is, is not
    entered; nor is Everyclip's `own` folder. Raises OSError where the folder is not there or cannot be read."""
    root = Path(os.path.realpath(folder))
    os.scandir(root).close()
    others = {place_key(str(path)) for path in excluded(root)}
    if place_key(str(root)) in others or root.is_relative_to(os.path.realpath(own)):
        return Scan(root, (), ())

    def is_entered(path: Path) -> bool:
        name = path.name.casefold()
        return (
            is_deep
            and path.suffix.lower() not in _PARTIAL_FOLDERS
            and name not in _BINS
            and place_key(str(path)) not in others
        )

    found = find(root, moved, own, is_entered)
    unreadable = {str(path): reason for path, reason in found.not_entered if reason.code == "folder_unreadable"}
    seen = (look_at(path) for path in found.files if is_whole_name(path.name))
    return Scan(root, tuple(one for one in seen if one is not None), found.folders, unreadable)


def is_whole_name(name: str) -> bool:
    """Whether a media file may be called so that is no other program's draft or lock."""
    return not name.startswith((".", "~$")) and not name.endswith("~")


def look_at(path: Path) -> Sighting | None:
    """The file as it is now; None where there is none, or nothing is in it yet."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode) or found.st_size == 0:
        return None
    source = readable(str(path))
    return Sighting(place_key(source), source, found.st_size, found.st_mtime_ns, str(found.st_ino))


def is_on_network(folder: Path) -> bool:
    """Whether the folder lies on a disk that does not tell what happens there. Raises OSError."""
    path = os.path.realpath(folder)
    if sys.platform == "win32" and path.startswith("\\\\"):
        return True
    holding = [part for part in psutil.disk_partitions(all=True) if Path(path).is_relative_to(part.mountpoint)]
    if not holding:
        return False
    nearest = max(holding, key=lambda part: len(part.mountpoint))
    return nearest.fstype.lower() in _NETWORK or "remote" in nearest.opts.split(",")
