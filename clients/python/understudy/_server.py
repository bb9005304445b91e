"""What people call."""

import datetime
import html
import os
import tempfile
import time as _clock
import urllib.parse

from . import _artifact, _logged, _signature, _tables
from ._wire import Refused, Wire

MODELS = "/api/v1/models"
# rows in one request of predict
BATCH = 1000


def connect(url=None, token=None, timeout=60.0):
    """A server, by default the one on this machine; UNDERSTUDY_SERVER and UNDERSTUDY_TOKEN hold where none is given."""
    return Server(
        url or os.environ.get("UNDERSTUDY_SERVER", "http://127.0.0.1:8080"),
        token or os.environ.get("UNDERSTUDY_TOKEN"), timeout)


class Server:
    """A running server. Safe for many threads."""

    def __init__(self, url, token=None, timeout=60.0):
        self._wire = Wire(url, token, timeout)
        self._same_machine = urllib.parse.urlparse(url).hostname in ("127.0.0.1", "localhost", "::1")

    def __repr__(self):
        return f"understudy.connect({self._wire.url!r})"

    def register(self, name, model, reference=None, *, signature=None, runtime=None, card=None, decision=None, task=None,
                 owner=None, risk_tier=None, maturity=None, python=None, isolation=None, options=None, score=None,
                 label=None, time=None, positive=None, ask=False):
        """Registers the model's next version; returns it.

        model: a fitted estimator, the path of a file or directory, or an MLflow URI.
        reference: the frame it was trained on; its columns, types and categories become the signature of an estimator
            whose files do not tell them, a summary of it goes into the card, and the server holds traffic against it.
        score, label, time, positive: columns of the reference that are no features, and ask, as in reference().
        python: the interpreter that is to run it; by default this one, where the server is on this machine.
        options: how it is to be run, e.g. {"instances": 2, "batch_rows": 64}.
        """
        with _artifact.of(model, self._same_machine, python) as artifact:
            estimator = not isinstance(model, (str, os.PathLike)) and not artifact.native
            inferred = _signature.infer(model, reference) if estimator and reference is not None else None
            about = _signature.described(reference) if reference is not None else None
            how = {**artifact.options, **({"python": python} if python else {}), **(options or {})}
            if isolation:
                how["isolation"] = isolation
            metadata = {
                "runtime": runtime, "signature": signature or inferred, "decision": decision, "task": task, "owner": owner,
                "risk_tier": risk_tier, "maturity": maturity, "options": {key: str(value) for key, value in how.items()},
                "card": {**({"training_data": about} if about else {}), **(card or {})}}
            given = {key: value for key, value in metadata.items() if value is not None}
            version = Version(self._wire.upload(_path(name, "versions"), given, artifact.path))
        if reference is not None:
            self._refer(version, reference, score=score, label=label, time=time, positive=positive, ask=ask)
        return version

    def register_elsewhere(self, name, signature, *, options=None, decision=None, task=None, owner=None, risk_tier=None,
                           maturity=None, card=None):
        """Registers a version that another platform serves, or a notebook; returns it.

        signature: what it takes and says, as a dict with inputs and outputs. options: what tells it apart, e.g. {"alias":
            "churn-kserve"} or {"where": "blue"}. What it answers is brought by log_predictions.
        """
        metadata = {
            "runtime": "elsewhere", "signature": signature, "decision": decision, "task": task, "owner": owner,
            "risk_tier": risk_tier, "maturity": maturity, "card": card,
            "options": {key: str(value) for key, value in (options or {}).items()}}
        return Version(self._wire.describe(
            _path(name, "versions"), {key: value for key, value in metadata.items() if value is not None}))

    def _refer(self, version, rows, **columns):
        try:
            self.reference(version, rows, **columns)
        except Refused as refused:
            again = f'Try again: server.reference("{version.reference}", frame)'
            raise Refused(
                f"{version.reference} is registered, but without a reference: {refused.fact}",
                f"{refused.remedy}. {again}" if refused.remedy else again, refused.status) from None

    def reference(self, reference, rows=None, *, score=None, label=None, time=None, positive=None, ask=False,
                  since=None, until=None, of=None):
        """What a version's data looked like where it was trained, "churn@2"; made anew of rows, or of traffic.

        rows: the frame it was trained on, or rows as predict takes them; columns are matched to features by name.
        score, label, time: columns of the rows that are no features: what the version said, what became true, and when;
            of several classes score is what stands before .CLASS. positive: what the rows call the positive class.
        ask: lets the version itself say the scores, instead of a column of them.
        since, until: makes it of traffic; a time, or a duration such as "14d". of: the number of the version that answered.
        """
        name, version = _reference(reference)
        path = _path(name, "versions", version, "reference")
        if rows is not None:
            job = self._sent(
                path, rows, score=score, label=label, time=time, positive=positive, ask="true" if ask else None)
        elif since is not None:
            asked = {"from": since, "to": until, "of": of}
            job = self._wire.post(path, {field: value for field, value in asked.items() if value is not None})
        else:
            return self._wire.get(path)
        return self._ended(job)["reference"]

    def _sent(self, path, rows, **columns):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "reference.csv")
            _tables.write_csv(rows, file)
            return self._wire.stream(path, file, "text/csv", name="reference.csv", **columns)

    def _ended(self, job):
        """Waits for work of the server."""
        pause = 0.02
        while job["state"] == "running":
            _clock.sleep(pause)
            pause = min(1.0, 2 * pause)
            job = self._wire.get("/api/v1/jobs/" + job["id"])
        if job["state"] != "done":
            raise Refused(job.get("problem") or f"{job['kind']} failed")
        return job

    def models(self):
        """A row for each model."""
        shown = ("name", "task", "champion", "owner", "risk_tier")
        return _tables.table([
            {**{key: model.get(key) for key in shown}, "versions": len(model["versions"])}
            for model in self._wire.get(MODELS)["models"]])

    def versions(self, name):
        """The versions of a model, oldest first."""
        return [Version(version) for version in self._wire.get(_path(name))["versions"]]

    def predict(self, name, rows, key=None, segments=None):
        """What callers get: outputs by name, with prediction_id, in a frame with the rows' own index.

        rows: a frame, a list of dicts, a dict of columns, or one dict.
        """
        sent = _tables.records(rows)
        answers = []
        for start in range(0, len(sent), BATCH):
            request = {"rows": sent[start:start + BATCH], "segments": segments or {}}
            if key is not None:
                request["key"] = key
            answers.extend(_unrolled(self._wire.post(_path(name, "predict"), request)))
        return _tables.table(answers, index=rows.index if _tables.is_frame(rows) else None)

    def label(self, name, labels, at=None):
        """Brings the truth. labels: a frame or rows with prediction_id (or key) and label, or a dict by prediction id."""
        if _is_mapping_of_labels(labels):
            labels = [{"prediction_id": prediction, "label": label} for prediction, label in labels.items()]
        rows = _tables.records(labels)
        lines = []
        for row in rows:
            if "label" not in row:
                raise Refused("a row without label", "Name the column label: answers.assign(label=outcomes)")
            if row["label"] is None:
                continue
            given = {field: row[field] for field in ("prediction_id", "key", "at") if row.get(field) is not None}
            if "prediction_id" not in given and "key" not in given:
                raise Refused("a label without prediction_id or key", "Give one of the two in each row")
            lines.append({"label": _word(row["label"]), "model": name, **({"at": at} if at is not None else {}), **given})
        return self._wire.lines("/api/v1/labels", lines)

    def log_predictions(self, name, rows, scores=None, *, at=None, ids=None, keys=None, labels=None, version=None,
                        segments=None, features=None, lenient=False):
        """Brings what a model answered elsewhere, in a notebook or on another platform; returns what was counted.

        rows: what it was asked, as predict takes them: a frame, a list of dicts, a dict of columns, or one dict.
        scores: what it answered: the name of a column, a value for each row, or a dict of values by output; where it is
            left out, a column score is taken.
        at, ids, keys, labels: when each row was asked, what names it (so that it may be sent again), the caller's own key,
            the truth; each the name of a column, or a value for each row; at may be one time for all, by default now.
            Rows without ids are told apart by all that is in them, the time included.
        version: its number, where several are served elsewhere. segments: names of columns that are no features.
        features: names of columns that are; by default all others. lenient: passes over what the model does not have.

        Returns a dict: accepted, repeated, labels, and refused with up to ten refused_examples. Rows that are wrong are
        refused and the others kept; where none is right Refused is raised. Sending the same again with the same at is
        counted as repeated.
        """
        given = _tables.records(rows)
        lines = _logged.lines(
            given, scores=scores, at=at, ids=ids, keys=keys, labels=labels, version=version, segments=segments,
            features=features)
        total = {"accepted": 0, "repeated": 0, "refused": 0, "labels": 0, "refused_examples": []}
        for start in range(0, len(lines), BATCH):
            try:
                reply = self._wire.lines(
                    _path(name, "predictions") + "?each=true" + ("&lenient=true" if lenient else ""),
                    lines[start:start + BATCH])
            except Refused as refused:
                raise _logged.cut(refused, start, total) from None
            for field in ("accepted", "repeated", "refused", "labels"):
                total[field] += reply[field]
            total["refused_examples"] += [_logged.placed(example, start) for example in reply["refused_examples"]]
        total["refused_examples"] = total["refused_examples"][:10]
        return total

    def compare(self, reference, explore=False):
        """A challenger against the champion, over the same requests: "churn@2"."""
        name, version = _reference(reference)
        return Comparison(self._wire.get(_path(name, "comparisons", version), explore="true" if explore else None))

    def predictions(self, name=None, since=None, until=None, limit=1000, **filters):
        """Recorded predictions, newest first.

        since, until: a time, or a duration such as "7d"; filters: version, role, key.
        """
        page = self._wire.get("/api/v1/predictions", model=name, **{"from": since}, to=until, limit=limit, **filters)
        return _tables.table(list(_flat(page["predictions"], self._types(name) if name else {})))

    def _types(self, name):
        """The datatype of each feature of a model."""
        return {
            feature["name"]: each["datatype"]
            for each in self._wire.get(_path(name))["signature"]["inputs"] for feature in each["features"]}

    def shadow(self, reference, since="now"):
        """Lets a version rehearse behind the scenes; since: now, beginning, a time or a duration."""
        return self._verb("shadow", reference, **{"from": since})

    def canary(self, reference, share):
        """Lets a version answer a share (0, 1] of requests."""
        return self._verb("canary", reference, share=share)

    def promote(self, reference):
        """Lets a version lead from the next request on."""
        return self._verb("promote", reference)

    def retire(self, reference):
        return self._verb("retire", reference)

    def rollback(self, name):
        """Back to the champion before, at once."""
        return self._wire.post(_path(name, "rollback"), {})

    def lineup(self, name):
        return self._wire.get(_path(name, "lineup"))

    def _verb(self, verb, reference, **more):
        name, version = _reference(reference)
        return self._wire.post(_path(name, verb), {"version": version, **more})


class Version(dict):
    """One registered version, as the server describes it."""

    @property
    def reference(self):
        """churn@2"""
        return f"{self['model']}@{self['version']}"

    def __repr__(self):
        return f"{self.reference} ({self['runtime']}, {self.get('role') or 'candidate'})"


class Comparison(dict):
    """Champion against challenger; shows itself as a table in a notebook."""

    @property
    def verdict(self):
        return self["verdict"]

    @property
    def metrics(self):
        return _tables.table(self["metrics"])

    @property
    def segments(self):
        return _tables.table(self["segments"])

    def __repr__(self):
        return (f"{self['model']}@{self['challenger']} against champion @{self['champion']}: {self['verdict']} "
                f"({self['pairs']} pairs, {self['labelled']} labelled). {self['explanation']}")

    def _repr_html_(self):
        names = ("name", "champion", "challenger", "difference", "low", "high", "verdict")
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_short(metric.get(name)))}</td>" for name in names) + "</tr>"
            for metric in self["metrics"])
        head = "".join(f"<th>{name}</th>" for name in names)
        return f"<p>{html.escape(repr(self))}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _path(*parts):
    return "/".join([MODELS, *(urllib.parse.quote(str(part), safe="") for part in parts)])


def _reference(reference):
    name, at, version = str(getattr(reference, "reference", reference)).partition("@")
    if not at or not version.isdigit():
        raise Refused(f"{reference!r} is no version", 'Name one as "churn@2"')
    return name, int(version)


def _unrolled(reply):
    """Columns with an element for each row, as rows."""
    outputs, actions = reply["outputs"], reply.get("actions") or []
    for row, prediction in enumerate(reply["prediction_ids"]):
        answer = {"prediction_id": prediction, **{name: values[row] for name, values in outputs.items()}}
        if actions:
            answer["action"] = actions[row]
        yield answer


def _flat(predictions, types):
    """One level, with each feature as what the model takes, and the time as a time."""
    for prediction in predictions:
        segments, features = prediction.pop("segments") or {}, prediction.pop("features") or {}
        yield {
            **prediction, "received_at": _time(prediction["received_at"]),
            **{f"segment.{name}": value for name, value in segments.items()},
            **{name: _typed(value, types.get(name, "BYTES")) for name, value in features.items()}}


def _time(text):
    """ISO 8601 with a Z and up to nine digits of a second, of which Python keeps six."""
    seconds, _, fraction = text.rstrip("Z").partition(".")
    return datetime.datetime.fromisoformat(f"{seconds}.{fraction[:6]:0<6}+00:00")


def _typed(text, datatype):
    if not isinstance(text, str) or datatype == "BYTES":
        return text
    if datatype == "BOOL":
        return text in ("1", "true")
    return float(text) if datatype.startswith("FP") else int(text)


def _is_mapping_of_labels(labels):
    return isinstance(labels, dict) and not {"prediction_id", "key", "label"} & set(labels)


def _word(label):
    label = label.item() if hasattr(label, "item") else label
    if isinstance(label, bool):
        return "1" if label else "0"
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    return str(label)


def _short(value):
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value)
