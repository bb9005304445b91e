"""Predictions that were made elsewhere, as lines that the server takes in."""

import datetime
import re

from . import _tables
from ._wire import Refused

_LINE = re.compile(r"^line (\d+)\b")
_SCORE = "score"


def lines(rows, *, scores, at, ids, keys, labels, version, segments, features):
    """A line for each row; columns that say something else are no features."""
    columns = dict.fromkeys(name for row in rows for name in row)
    taken = set()
    if scores is None and rows and _SCORE not in columns:
        raise Refused("no scores", 'Give a value for each row, or the name of a column: scores="p"')
    answered = _outputs(_SCORE if scores is None else scores, rows, columns, taken)
    told = {
        "at": _times(at, rows, columns, taken), "id": _values("ids", ids, rows, columns, taken),
        "key": _values("keys", keys, rows, columns, taken), "label": _values("labels", labels, rows, columns, taken)}
    apart = _names("segments", segments or [], columns)
    meant = _names("features", features, columns) if features is not None else [
        name for name in columns if name not in taken and name not in apart]
    return [_line(row, number, answered, told, version, apart, meant) for number, row in enumerate(rows)]


def _line(row, number, answered, told, version, apart, meant):
    line = {"features": {name: row.get(name) for name in meant}, **answered(number)}
    for field, values in told.items():
        value = values[number] if values is not None else None
        if value is not None:
            line[field] = value if field == "at" else _word(value)
    if version is not None:
        line["version"] = version
    said = {name: _word(row[name]) for name in apart if row.get(name) is not None}
    return {**line, "segments": said} if said else line


def _outputs(scores, rows, columns, taken):
    """What each row was answered, by its number."""
    if isinstance(scores, dict):
        values = {name: _values(f"scores[{name!r}]", given, rows, columns, taken) for name, given in scores.items()}
        return lambda number: {"outputs": {name: given[number] for name, given in values.items()}}
    values = _values("scores", scores, rows, columns, taken)
    missing = next((number for number, value in enumerate(values) if value is None), None)
    if missing is not None:
        raise Refused(f"scores: row {missing} has none", "Leave out rows that were not answered")
    return lambda number: {"score": values[number]}


def _values(what, given, rows, columns, taken):
    """The values of a column by its name, or those that are given one by one; None where nothing is."""
    if given is None:
        return None
    if isinstance(given, str):
        if given not in columns and rows:
            raise Refused(f"{what}: there is no column {given!r}", f"It has {', '.join(columns)}")
        taken.add(given)
        return [row.get(given) for row in rows]
    values = [_plain(value) for value in (given if hasattr(given, "__len__") else [given])]
    if len(values) != len(rows):
        raise Refused(f"{what}: {len(values)} values for {len(rows)} rows", "Give one for each row")
    return values


def _times(at, rows, columns, taken):
    """As ISO 8601; what names no offset is meant in UTC."""
    if at is None or hasattr(at, "isoformat") and not hasattr(at, "__len__"):
        values = [at or datetime.datetime.now(datetime.timezone.utc)] * len(rows)
    elif isinstance(at, str) and at not in columns and at[:4].isdigit():
        values = [at] * len(rows)
    else:
        values = _values("at", at, rows, columns, taken)
    missing = next((number for number, value in enumerate(values) if value is None), None)
    if missing is not None:
        raise Refused(f"at: row {missing} has no time", "Give one for each row, or leave at out for now")
    return [value.isoformat() if hasattr(value, "isoformat") else value for value in values]


def _names(what, names, columns):
    named = [names] if isinstance(names, str) else list(names)
    for name in named:
        if columns and name not in columns:
            raise Refused(f"{what}: there is no column {name!r}", f"It has {', '.join(columns)}")
    return named


def _plain(value):
    """NumPy's numbers as Python's, and what is missing as None."""
    if type(value).__name__ == "datetime64":
        return _tables.missing(str(value))
    return _tables.missing(value.item() if hasattr(value, "item") and getattr(value, "ndim", 0) == 0 else value)


def _word(value):
    """A text, and whole numbers without a fraction."""
    value = _plain(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def placed(example, start):
    """The server counts the lines of one call from 1, people the rows of all from 0."""
    return _LINE.sub(lambda found: f"row {int(found.group(1)) - 1 + start}", example)


def cut(refused, start, total):
    """Says what is in already, where a later part was refused."""
    remedy = refused.remedy
    if total["accepted"] + total["repeated"]:
        kept = f"Of the first {start} rows {total['accepted'] + total['repeated']} are in, and count once when sent again"
        remedy = f"{remedy}. {kept}" if remedy else kept
    return Refused(placed(refused.fact, start), remedy, refused.status)
