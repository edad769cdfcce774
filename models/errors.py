"""What can go wrong with models. Every error carries a `code` and facts; whoever shows it has the words.

ModelStoreError
├── ModelMissing     no model of that id, and no folder of that path
└── ModelDamaged     the folder is there, but a model it is not
"""

from __future__ import annotations


class ModelStoreError(Exception):
    """Base of all errors of this package."""

    code = "model_store_error"

    def __init__(self, **facts: str | int | float) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {facts}")


class ModelMissing(ModelStoreError):
    """No model of that id, and no folder of that path. Facts: model."""

    code = "model_missing"


class ModelDamaged(ModelStoreError):
    """The folder is there, but lacks a file or describes itself wrongly. Facts: model, detail."""

    code = "model_damaged"
