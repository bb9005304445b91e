"""What a model takes, read from the frame it was trained on, and what it gives, read from the estimator."""

from ._tables import is_frame, missing
from ._wire import Refused

# more distinct texts than this are taken for free text, not for categories
MOST_CATEGORIES = 200

_TYPES = {
    "bool": "BOOL", "boolean": "BOOL", "int8": "INT8", "int16": "INT16", "int32": "INT32", "int64": "INT64",
    "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64", "float16": "FP32",
    "float32": "FP32", "float64": "FP64"}


def infer(estimator, frame):
    """The signature of a fitted estimator trained on a frame; None where the server's look at the estimator tells more.

    One input for each column it was fitted with. A text column with few values is a category and names them; a column
    that has gaps may be missing. Integers with gaps are floats, as in pandas itself.
    """
    if not is_frame(frame):
        return None
    outputs, columns = _outputs(estimator), _columns(estimator, frame)
    if outputs is None or columns is None:
        return None
    inputs = [_input(str(name), frame[name]) for name in columns]
    return {"inputs": inputs, "outputs": outputs} if all(inputs) else None


def _columns(estimator, frame):
    """Those it was fitted with: a training frame may hold the target, too."""
    fitted = getattr(estimator, "feature_names_in_", None)
    if fitted is None:
        return list(frame.columns) if getattr(estimator, "n_features_in_", None) == len(frame.columns) else None
    lacking = [name for name in fitted if name not in frame.columns]
    if lacking:
        raise Refused(
            f"the reference has no column '{lacking[0]}', which the model was fitted with",
            "Give the frame it was fitted with")
    return list(fitted)


def _input(name, column):
    gaps = bool(column.isna().any())
    datatype = _datatype(column)
    if datatype is None:
        return None
    if gaps and datatype not in ("FP32", "FP64", "BYTES"):
        datatype = "FP64"
    categories = []
    if datatype == "BYTES":
        distinct = sorted({str(value) for value in column.dropna().unique()})
        categories = distinct if 0 < len(distinct) <= MOST_CATEGORIES else []
    return {"name": name, "datatype": datatype, "shape": [-1], "features": [
        {"name": name, "categories": categories, "optional": gaps, "privacy": "keep"}]}


def _datatype(column):
    """None for a column of mixed values, and for categories that are numbers."""
    kind = str(column.dtype).lower()
    if kind in _TYPES:
        return _TYPES[kind]
    values = column.dropna().unique()
    return "BYTES" if all(isinstance(value, str) for value in values) else None


def _outputs(estimator):
    """As the server names what it finds in an estimator by itself; None for what only a trial shows."""
    classes = getattr(estimator, "classes_", None)
    if not hasattr(estimator, "predict") or isinstance(classes, list) or getattr(classes, "ndim", 1) != 1:
        return None
    if classes is not None:
        return _label(classes.tolist(), hasattr(estimator, "predict_proba"))
    if getattr(estimator, "_estimator_type", None) == "regressor" and getattr(estimator, "n_outputs_", 1) == 1:
        return [{"name": "value", "datatype": "FP64", "shape": [-1], "meaning": "value", "classes": []}]
    return None


def _label(classes, probabilities):
    kinds = {type(one) for one in classes}
    datatype = {bool: "BOOL", int: "INT64", str: "BYTES"}.get(kinds.pop() if len(kinds) == 1 else None)
    if datatype is None:
        return None
    names = [str(one).lower() if datatype == "BOOL" else str(one) for one in classes]
    coded = datatype != "INT64" or classes == list(range(len(classes)))
    outputs = [{"name": "label", "datatype": datatype, "shape": [-1], "meaning": "label", "classes": names if coded else []}]
    if probabilities:
        outputs.append({
            "name": "probabilities", "datatype": "FP64", "shape": [-1, len(names)], "meaning": "score", "classes": names})
    return outputs


def described(frame):
    """What operators should know of the training data, small enough for a card."""
    if not is_frame(frame):
        return None
    columns = {}
    for name in list(frame.columns)[:200]:
        column = frame[name]
        about = {"type": str(column.dtype), "missing": int(column.isna().sum())}
        if _TYPES.get(about["type"].lower(), "BOOL") != "BOOL":
            about.update({
                "mean": _number(column.mean()), "deviation": _number(column.std()),
                "least": _number(column.min()), "most": _number(column.max())})
        else:
            about["distinct"] = int(column.astype(str).nunique())
        columns[str(name)] = about
    return {"rows": int(len(frame)), "columns": columns}


def _number(value):
    return None if missing(value) is None else float(f"{float(value):.6g}")
