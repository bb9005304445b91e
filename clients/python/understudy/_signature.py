"""What a model takes, read from the frame it was trained on, and what it gives, read from the estimator."""

from ._tables import is_frame, missing

# more distinct texts than this are taken for free text, not for categories
MOST_CATEGORIES = 200

_TYPES = {
    "bool": "BOOL", "boolean": "BOOL", "int8": "INT8", "int16": "INT16", "int32": "INT32", "int64": "INT64",
    "uint8": "UINT8", "uint16": "UINT16", "uint32": "UINT32", "uint64": "UINT64", "float16": "FP32",
    "float32": "FP32", "float64": "FP64"}


def infer(estimator, frame):
    """The signature of a fitted estimator trained on a frame; None where it cannot be told from these two.

    One input for each column. A text column with few values is a category and names them; a column that has gaps may be
    missing. Integers with gaps are floats, as in pandas itself.
    """
    outputs = _outputs(estimator)
    if outputs is None or not is_frame(frame):
        return None
    return {"inputs": [_input(str(name), frame[name]) for name in frame.columns], "outputs": outputs}


def _input(name, column):
    kind = str(column.dtype)
    gaps = bool(column.isna().any())
    datatype = _TYPES.get(kind.lower(), "BYTES")
    if gaps and datatype not in ("FP32", "FP64", "BYTES"):
        datatype = "FP64"
    categories = []
    if datatype == "BYTES":
        distinct = sorted({str(value) for value in column.dropna().unique()})
        categories = distinct if 0 < len(distinct) <= MOST_CATEGORIES else []
    return {"name": name, "datatype": datatype, "shape": [-1], "features": [
        {"name": name, "categories": categories, "optional": gaps, "privacy": "keep"}]}


def _outputs(estimator):
    classes = getattr(estimator, "classes_", None)
    if classes is not None and hasattr(estimator, "predict_proba"):
        names = [str(missing(name)) for name in classes]
        return [
            {"name": "label", "datatype": "BYTES", "shape": [-1], "meaning": "label", "classes": names},
            {"name": "probabilities", "datatype": "FP64", "shape": [-1, len(names)], "meaning": "score", "classes": names}]
    if classes is not None:
        return [{"name": "label", "datatype": "BYTES", "shape": [-1], "meaning": "label",
                 "classes": [str(name) for name in classes]}]
    if hasattr(estimator, "predict"):
        return [{"name": "value", "datatype": "FP64", "shape": [-1], "meaning": "value", "classes": []}]
    return None


def described(frame):
    """What operators should know of the training data, small enough for a card."""
    if not is_frame(frame):
        return None
    columns = {}
    for name in list(frame.columns)[:200]:
        column = frame[name]
        about = {"type": str(column.dtype), "missing": int(column.isna().sum())}
        if str(column.dtype).lower() in _TYPES and str(column.dtype).lower() not in ("bool", "boolean"):
            about.update({
                "mean": _number(column.mean()), "deviation": _number(column.std()),
                "least": _number(column.min()), "most": _number(column.max())})
        else:
            about["distinct"] = int(column.nunique())
        columns[str(name)] = about
    return {"rows": int(len(frame)), "columns": columns}


def _number(value):
    return None if missing(float(value)) is None else float(f"{float(value):.6g}")
