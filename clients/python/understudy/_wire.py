"""HTTP with the standard library: JSON in and out, files as multipart, refusals as exceptions with the server's words."""

import json
import numbers
import os
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Refused(Exception):
    """The server, or this client, says no: the fact, and what to do about it."""

    def __init__(self, fact, remedy="", status=0):
        super().__init__(f"{fact}. {remedy}" if remedy else fact)
        self.fact, self.remedy, self.status = fact, remedy, status


class Wire:
    """One server. Safe for many threads: it keeps no connection."""

    def __init__(self, url, token, timeout):
        self.url = url.rstrip("/")
        self.timeout = timeout
        self.headers = {"Accept": "application/json"}
        if token:
            self.headers["Authorization"] = "Bearer " + token

    def get(self, path, **query):
        known = {name: value for name, value in query.items() if value is not None}
        return self._send("GET", path + ("?" + urllib.parse.urlencode(known) if known else ""), None, {})

    def post(self, path, document):
        return self._send("POST", path, encoded(document), {"Content-Type": "application/json"})

    def lines(self, path, documents):
        body = b"".join(encoded(document) + b"\n" for document in documents)
        return self._send("POST", path, body, {"Content-Type": "application/x-ndjson"})

    def upload(self, path, metadata, file):
        """Sends the file while it is read, so that its size is bounded by the server alone."""
        form = _Form(encoded(metadata), file)
        with form:
            return self._send("POST", path, form, {
                "Content-Type": "multipart/form-data; boundary=" + form.boundary, "Content-Length": str(form.length)})

    def describe(self, path, metadata):
        """As upload, of what has no file."""
        boundary = uuid.uuid4().hex
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n'
                "Content-Type: application/json\r\n\r\n").encode() + encoded(metadata) + f"\r\n--{boundary}--\r\n".encode()
        return self._send("POST", path, body, {"Content-Type": "multipart/form-data; boundary=" + boundary})

    def stream(self, path, file, media_type, **query):
        """Sends a file as it is, while it is read."""
        known = {name: value for name, value in query.items() if value is not None}
        with open(file, "rb") as body:
            return self._send("POST", path + "?" + urllib.parse.urlencode(known), body, {
                "Content-Type": media_type, "Content-Length": str(os.path.getsize(file))})

    def _send(self, method, path, body, headers):
        request = urllib.request.Request(self.url + path, data=body, method=method, headers={**self.headers, **headers})
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as reply:
                content = reply.read()
                return json.loads(content) if content else {}
        except urllib.error.HTTPError as refused:
            raise _refusal(refused) from None
        except (urllib.error.URLError, OSError) as unreachable:
            reason = getattr(unreachable, "reason", unreachable)
            raise Refused(f"no answer from {self.url}: {reason}", "Is it running? understudy server") from None


def encoded(document):
    """JSON, as bytes."""
    try:
        return json.dumps(document, default=_plain, allow_nan=False).encode("utf-8")
    except ValueError:
        raise Refused("a value is infinite or not a number", "Leave it out, or send None where it is missing") from None


def _plain(value):
    """What json cannot write by itself: NumPy's values, times, decimals."""
    if type(value).__name__ == "datetime64":
        return str(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, numbers.Number):
        return float(value)
    raise Refused(
        f"{value!r} cannot be sent: it is a {type(value).__name__}", "Send a number, a text, a bool, a time or None")


def _refusal(error):
    try:
        problem = json.loads(error.read())
    except ValueError:
        return Refused(f"the server answered {error.code}", "See its log", error.code)
    fact = problem.get("detail") or problem.get("title") or problem.get("error") or f"the server answered {error.code}"
    return Refused(fact, problem.get("remedy", ""), error.code)


class _Form:
    """Two parts, metadata and artifact, read one after the other as http.client asks for them."""

    def __init__(self, metadata, file):
        self.boundary = uuid.uuid4().hex
        name = os.path.basename(file).replace('"', "_")
        self._head = (
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n'
            "Content-Type: application/json\r\n\r\n").encode() + metadata + (
            f'\r\n--{self.boundary}\r\nContent-Disposition: form-data; name="artifact"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n").encode()
        self._tail = f"\r\n--{self.boundary}--\r\n".encode()
        self._path = file
        self.length = len(self._head) + os.path.getsize(file) + len(self._tail)

    def __enter__(self):
        self._file = open(self._path, "rb")
        return self

    def __exit__(self, *_):
        self._file.close()

    def __iter__(self):
        yield self._head
        while True:
            chunk = self._file.read(1 << 16)
            if not chunk:
                break
            yield chunk
        yield self._tail
