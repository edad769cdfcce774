"""The client of the model hub, built on huggingface_hub: its addresses, tokens, proxies, cache and errors.

The only module that contacts another host, and only `models.download` uses it. huggingface_hub's own file download
restarts from zero after a kill (it writes to a randomly named file), so files are streamed here from any offset.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
from huggingface_hub import (
    HfApi,
    constants,
    get_session,
    get_token,
    hf_hub_url,
    hf_raise_for_status,
    try_to_load_from_cache,
)
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined] # documented, and not in its __all__

from models.errors import DownloadError, PassingTrouble
from models.partial import DownloadPlan, PlannedFile

if TYPE_CHECKING:
    from models.catalogue import ModelSource

_SHA1 = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Hub:
    """The hub at HF_ENDPOINT. Every method raises DownloadError, or PassingTrouble if a retry may help."""

    def __init__(self, stall_s: float) -> None:
        self._stall_s = stall_s
        self._api = HfApi(library_name="everyclip")

    def list_files(self, source: ModelSource) -> DownloadPlan:
        """All files of a repository at the requested revision, and the commit it refers to."""
        with _translated(source.repository, source.revision, self._stall_s):
            info = self._api.model_info(
                source.repository, revision=source.revision, files_metadata=True, timeout=self._stall_s
            )
        files = []
        for file in info.siblings or ():
            sha256 = file.lfs.sha256 if file.lfs else None
            size_bytes = file.lfs.size if file.lfs else file.size
            if size_bytes is None or not (_is(_SHA256, sha256) or _is(_SHA1, file.blob_id)):
                continue
            files.append(PlannedFile(file.rfilename, size_bytes, sha256, None if sha256 else file.blob_id))
        if not _is(_SHA1, info.sha):
            raise DownloadError("hub_trouble", repository=source.repository, status=200)
        return DownloadPlan(source.repository, source.revision, str(info.sha), tuple(files))

    def read(self, plan: DownloadPlan, name: str, start: int) -> Generator[tuple[int, bytes]]:
        """The bytes of a file from `start` on, each piece with its offset in the file: a server without support for
        ranges begins at 0 again."""
        headers = build_hf_headers(library_name="everyclip") | {"Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        url = hf_hub_url(plan.repository, name, revision=plan.revision)
        with (
            _translated(plan.repository, plan.revision, self._stall_s),
            get_session().stream("GET", url, headers=headers, timeout=self._stall_s) as response,
        ):
            hf_raise_for_status(response)
            place = start if response.status_code == httpx2.codes.PARTIAL_CONTENT else 0
            for piece in response.iter_bytes():  # as they arrive: larger ones could be lost when the connection breaks
                yield place, piece
                place += len(piece)

    def cached(self, plan: DownloadPlan, name: str) -> Path | None:
        """The file in the cache shared by this computer's programs, if it is there."""
        path = try_to_load_from_cache(plan.repository, name, revision=plan.revision)
        return Path(path).resolve() if isinstance(path, str) else None


def _is(pattern: re.Pattern[str], text: str | None) -> bool:
    return text is not None and pattern.fullmatch(text) is not None


@contextmanager
def _translated(repository: str, revision: str, stall_s: float) -> Iterator[None]:
    """Translate the client's exceptions into errors of this package."""
    facts = {"repository": repository, "host": constants.ENDPOINT}
    try:
        yield
    except OfflineModeIsEnabled as error:
        raise DownloadError("hub_offline", **facts) from error
    except HFValidationError as error:
        raise DownloadError("model_unknown", **facts) from error
    except RevisionNotFoundError as error:
        raise DownloadError("hub_no_revision", **facts, revision=revision) from error
    except HfHubHTTPError as error:
        raise _of_status(error, facts) from error
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol) as error:
        raise DownloadError("hub_unreachable", **facts, detail=str(error)) from error
    except (httpx2.ReadTimeout, httpx2.WriteTimeout) as error:
        raise PassingTrouble("hub_stalled", **facts, limit_s=stall_s) from error
    except httpx2.HTTPError as error:
        raise PassingTrouble("hub_unreachable", **facts, detail=str(error)) from error
    except (ValueError, KeyError, TypeError) as error:  # a response not from the hub, as from a hotel's network
        raise PassingTrouble("hub_trouble", **facts, status=200) from error


def _of_status(error: HfHubHTTPError, facts: dict[str, str]) -> DownloadError:
    """The error that an unsuccessful response stands for."""
    status = error.response.status_code
    if isinstance(error, GatedRepoError):
        return DownloadError("hub_access_denied" if get_token() else "hub_token_needed", **facts)
    if isinstance(error, RepositoryNotFoundError):
        # Without a token the hub returns 401 both for private and for nonexistent repositories.
        return DownloadError("hub_no_model" if status == 404 or get_token() else "hub_token_needed", **facts)
    if status == 401:
        return DownloadError("hub_token_refused" if get_token() else "hub_token_needed", **facts)
    if status == 403:
        return DownloadError("hub_access_denied", **facts)
    if status == 404:
        return DownloadError("hub_no_model", **facts)
    if status == 429:
        busy = PassingTrouble("hub_busy", **facts)
        busy.retry_after_s = _seconds(error.response.headers.get("Retry-After"))
        return busy
    if status == 408 or status >= 500:
        trouble = PassingTrouble("hub_trouble", **facts, status=status)
        trouble.retry_after_s = _seconds(error.response.headers.get("Retry-After"))
        return trouble
    return DownloadError("hub_trouble", **facts, status=status)


def _seconds(text: str | None) -> float | None:
    """The value of Retry-After if it is a number of seconds; dates are not worth parsing here."""
    return float(text) if text is not None and text.strip().isdigit() else None
