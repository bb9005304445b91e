"""Fitted models as the files that a server takes, each in the form its own library writes."""

import os
import pickle
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from ._wire import Refused

# what only an interpreter loads
PYTHONS = (".pkl", ".pickle", ".joblib", ".skops", ".py")


class Artifact:
    """A file to upload, and how it is to be run; a temporary one goes when it is closed."""

    def __init__(self, path, options=None, temporary=None, native=False):
        self.path, self.options, self.native = str(path), options or {}, native
        self._temporary = temporary

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)


def of(model, same_machine, python=None):
    """
    A path, an MLflow URI, a LightGBM or XGBoost model (in its own format, served without Python, unless its classes have
    names or its columns are categories), or any other fitted estimator (pickled, served by the interpreter it was fitted
    with).
    """
    interpreter = python or (sys.executable if same_machine else None)
    options = {"python": interpreter} if interpreter else {}
    if isinstance(model, (str, os.PathLike)):
        return _path(str(model), options)
    if not hasattr(model, "predict"):
        raise Refused(
            f"a {type(model).__name__} has no predict and is no path", "Give a fitted estimator, a file, or a directory")
    return _native(model) or _written("model.pkl", lambda file: _pickle(model, file), options)


def _native(model):
    """A LightGBM or XGBoost model as its own library's file; None where that would lose what the model knows."""
    home = type(model).__module__.split(".")[0]
    classes = getattr(model, "classes_", None)
    if home not in ("lightgbm", "xgboost") or classes is not None and list(classes) != list(range(len(classes))):
        return None
    if home == "lightgbm":
        booster = getattr(model, "booster_", model)
        return _written("model.txt", lambda file: file.write(booster.model_to_string().encode("utf-8")), native=True)
    booster = model.get_booster() if hasattr(model, "get_booster") else model
    if "c" in (booster.feature_types or []):
        return None
    best = booster.attr("best_iteration")
    kept = booster[:int(best) + 1] if best else booster
    return _written("model.ubj", lambda file: file.write(bytes(kept.save_raw(raw_format="ubj"))), native=True)


def _pickle(model, file):
    try:
        pickle.dump(model, file, protocol=4)
    except (pickle.PicklingError, AttributeError, TypeError) as unpicklable:
        raise Refused(
            f"{type(model).__name__} cannot be pickled: {unpicklable}",
            "Put its code into a module that the server's interpreter can import, or register a folder with model.py"
        ) from None


def _written(name, write, options=None, native=False):
    folder = tempfile.mkdtemp(prefix="understudy-")
    try:
        path = Path(folder) / name
        with open(path, "wb") as file:
            write(file)
        return Artifact(path, options, folder, native)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _path(path, options):
    if ":/" in path and path.split(":/")[0] in ("runs", "models", "mlflow-artifacts"):
        path = _from_mlflow(path)
    if os.path.isfile(path):
        return Artifact(path, options if path.endswith(PYTHONS) else None)
    if os.path.isdir(path):
        return _zipped(Path(path), options if os.path.isfile(os.path.join(path, "model.py")) else None)
    raise Refused(f"there is no file {path}", "Give the path of a model file or its directory")


def _from_mlflow(uri):
    try:
        from mlflow.artifacts import download_artifacts
    except ImportError:
        raise Refused(f"{uri} needs MLflow to be found", "pip install mlflow, or give the model's directory") from None
    return download_artifacts(uri)


def _zipped(directory, options):
    folder = tempfile.mkdtemp(prefix="understudy-")
    path = Path(folder) / (directory.resolve().name + ".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(each for each in directory.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(directory).as_posix(), (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with open(file, "rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
    return Artifact(path, options, folder)
