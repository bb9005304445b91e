"""Tables in and out, whether or not pandas is there."""

import csv

from ._wire import Refused


def pandas():
    """The module, or None."""
    try:
        import pandas as found
        return found
    except ImportError:
        return None


def is_frame(value):
    return hasattr(value, "columns") and hasattr(value, "dtypes") and hasattr(value, "to_dict")


def records(rows):
    """A frame, a list of dicts, a dict of columns, or one dict (or Series), as a list of dicts; missing values as None."""
    if is_frame(rows):
        return [_record(row) for row in rows.to_dict("records")]
    if hasattr(rows, "to_dict"):
        return [_record(rows.to_dict())]
    if isinstance(rows, dict):
        columns = rows and all(map(_is_column, rows.values()))
        return [_record(row) for row in (_of_columns(rows) if columns else [rows])]
    return [_record(row) for row in rows]


def _of_columns(columns):
    lengths = {name: len(values) for name, values in columns.items()}
    if len(set(lengths.values())) > 1:
        raise Refused(f"the columns have different lengths: {lengths}", "Give as many values in each")
    return [dict(zip(columns, values)) for values in zip(*columns.values())]


def write_csv(rows, path):
    """A frame, or whatever records() takes, with a header; missing values are empty."""
    if is_frame(rows):
        rows.to_csv(path, index=False, encoding="utf-8")
        return
    given = records(rows)
    names = list(dict.fromkeys(name for row in given for name in row))
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(given)


def _record(row):
    if not isinstance(row, dict):
        raise Refused(f"a row is a {type(row).__name__}, without names", "Give a frame, dicts, or a dict of columns")
    return {str(name): missing(value) for name, value in row.items()}


def _is_column(value):
    return hasattr(value, "__len__") and not isinstance(value, (str, bytes, dict))


def missing(value):
    """NaN, NaT and pandas' NA as None."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    try:
        return value if value == value else None
    except ValueError:
        return value  # an array is not missing


def table(rows, index=None):
    """A DataFrame where pandas is there, else the rows."""
    found = pandas()
    return rows if found is None else found.DataFrame(rows, index=index)
