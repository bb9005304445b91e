"""Tables in and out, whether or not pandas is there."""

import math


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
    """A frame, a list of dicts, a dict of columns, or one dict, as a list of dicts; missing values become None."""
    if is_frame(rows):
        return [{str(name): missing(value) for name, value in row.items()} for row in rows.to_dict("records")]
    if isinstance(rows, dict):
        columns = {name: value for name, value in rows.items() if _is_column(value)}
        if columns and len(columns) == len(rows):
            return [dict(zip(rows, values)) for values in zip(*rows.values())]
        return [rows]
    return [{str(name): missing(value) for name, value in row.items()} for row in rows]


def _is_column(value):
    return hasattr(value, "__len__") and not isinstance(value, (str, bytes, dict))


def missing(value):
    """NaN, NaT and pandas' NA as None."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return value


def table(rows, index=None):
    """A DataFrame where pandas is there, else the rows."""
    found = pandas()
    if found is None:
        return rows
    return found.DataFrame(rows, index=index)
