"""Answers for one Python model over a Unix socket, by the Open Inference Protocol with binary tensors.

    python understudy_worker.py --socket PATH --config FILE

One line of JSON on standard output says whether the model is ready or why it is refused; everything the model prints
goes to standard error. Needs Python 3.8 and nothing but its standard library; numpy, pandas, joblib, skops and mlflow
are used where the model needs them.
"""
import sys

if sys.version_info < (3, 8):
    sys.stdout.write(
        '{"refused": {"code": "UNPROCESSABLE", "fact": "the interpreter is Python %d.%d (expected: 3.8 or later)",'
        ' "remedy": "Name a later one with the option python"}}\n' % sys.version_info[:2])
    sys.exit(2)

import argparse
import bz2
import fcntl
import gzip
import importlib
import importlib.machinery
import importlib.util
import inspect
import json
import lzma
import mmap
import os
import pickle
import re
import signal
import socket
import struct
import threading
import traceback
import warnings
import zipfile
import zlib

LONGEST_REASON = 200
TRIAL_ROWS = 2

# what the process ends with, so that the server knows why
REFUSED = 2
OUT_OF_MEMORY = 3
LARGEST_HEAD = 1 << 20

# Open Inference Protocol type -> struct's code, numpy's name
NUMBERS = {
    "BOOL": ("?", "bool"), "UINT8": ("B", "uint8"), "UINT16": ("H", "uint16"), "UINT32": ("I", "uint32"),
    "UINT64": ("Q", "uint64"), "INT8": ("b", "int8"), "INT16": ("h", "int16"), "INT32": ("i", "int32"),
    "INT64": ("q", "int64"), "FP16": ("e", "float16"), "FP32": ("f", "float32"), "FP64": ("d", "float64"),
}
SIGNATURE_WANTED = (
    "Register it with a signature file that names its inputs and outputs (--signature FILE)")


class Refused(Exception):
    """What a person is told: a code of the server's, one sentence, and what to do about it."""

    def __init__(self, fact, remedy="", code="UNPROCESSABLE"):
        super().__init__(fact)
        self.fact, self.remedy, self.code = fact, remedy, code


def reason(error):
    """The first line of what an error says, without folders of this machine."""
    if isinstance(error, KeyError) and error.args:
        return "it has no %s" % shortened(repr(error.args[0]))
    lines = str(error).strip().splitlines()
    return shortened(lines[0]) if lines else "no reason given"


def shortened(text):
    clean = re.sub(r"(/[\w.+@-]+){2,}/?", "…", text)
    clean = re.sub(r"\b\w*(Error|Exception|Warning)\b:? ?", "", clean).strip().rstrip(".")
    clean = clean or "no reason given"
    return clean if len(clean) <= LONGEST_REASON else clean[:LONGEST_REASON] + "…"


def optional_module(name):
    """The module where it is installed, else None."""
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def installed_version(module):
    return getattr(sys.modules.get(module), "__version__", "")


# ---------------------------------------------------------------------------------------------------------------------
# What the file is

COMPRESSED = (
    (b"\x1f\x8b", gzip.open), (b"BZh", bz2.open), (b"\xfd7zXZ", lzma.open), (b"\x5d\x00\x00", lzma.open),
)
ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
LZ4 = b"\x04\x22\x4d\x18"


class ZlibFile:
    """Reads a zlib stream, as joblib writes it by default, in chunks."""

    def __init__(self, path):
        self.file, self.inflater = open(path, "rb"), zlib.decompressobj()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def read(self, size):
        while not self.inflater.eof:
            given = self.inflater.unconsumed_tail or self.file.read(1 << 16)
            if not given:
                raise EOFError("the compressed stream has no end")
            found = self.inflater.decompress(given, size)
            if found:
                return found
        return b""


class Pickled:
    """What can be told of a pickle without loading it."""

    def __init__(self, path, name):
        self.path, self.name = path, name
        with open(path, "rb") as file:
            self.head = file.read(16)
        self.opener = next((opener for magic, opener in COMPRESSED if self.head.startswith(magic)), None)
        if self.opener is None and self.head[:2] in ZLIB:
            self.opener = ZlibFile

    @property
    def compressed(self):
        return self.opener is not None or self.head.startswith(LZ4)

    def checked(self):
        """Refuses what is plainly no whole pickle, in words that say what it is."""
        if not self.head:
            raise Refused("%s is empty (0 bytes)" % self.name, "Save and upload it again")
        if self.head.startswith(b"PK\x03\x04"):
            refuse_zip(self.path, self.name)
        if self.compressed:
            return self
        if self.head[0] == 0x80 and self.head[1] > pickle.HIGHEST_PROTOCOL:
            raise Refused(
                "%s is written in pickle protocol %d, and this Python %s reads up to %d" % (
                    self.name, self.head[1], python_version(), pickle.HIGHEST_PROTOCOL),
                "Use the Python it was made with, or save it with protocol=%d" % pickle.HIGHEST_PROTOCOL)
        if self.head[0] != 0x80 and not re.match(rb"[(\]}c\x8clIVSK]", self.head):
            raise Refused("%s is not a pickle" % self.name, "Save the model with joblib.dump or pickle.dump")
        size = os.path.getsize(self.path)
        framed = self.head[0] == 0x80 and self.head[2:3] == b"\x95"
        if framed and struct.unpack("<Q", self.head[3:11].ljust(8, b"\0"))[0] > size:
            raise Refused("%s is not a whole pickle: it is shorter than it says" % self.name, "Save and upload it again")
        with open(self.path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b".":
                raise Refused(
                    "%s is not a whole pickle: its end is missing" % self.name if self.head[0] == 0x80
                    else "%s is not a pickle" % self.name, "Save and upload it again")
        return self

    def search(self, pattern):
        """The first match in the file's bytes, as they are before compression, or None."""
        expression = re.compile(pattern, re.DOTALL)
        if self.opener is None:
            with open(self.path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                match = expression.search(content)
                return match and tuple(bytes(part or b"") for part in (match.group(0),) + match.groups())
        before = b""
        with self.opener(self.path) as stream:
            while True:
                chunk = stream.read(1 << 20)
                if not chunk:
                    return None
                match = expression.search(before + chunk)
                if match:
                    return (match.group(0),) + match.groups()
                before = chunk[-256:]

    def sklearn_version(self):
        """The scikit-learn that wrote it, as its estimators' state says, or None."""
        found = self.search(
            rb"_sklearn_version(?:\x94|q.|r.{4})?(?:\x8c(.)|X(.)\x00\x00\x00|U(.))((?:\d+\.)+[\w.]+)")
        if not found:
            return None
        length = (found[1] or found[2] or found[3])[0]
        return found[4][:length].decode("ascii")

    def load(self):
        if self.head.startswith(LZ4) or self.search(rb"NumpyArrayWrapper|NDArrayWrapper|joblib\.numpy_pickle"):
            return needed("joblib", self.name).load(self.path)
        with self.opener(self.path) if self.opener else open(self.path, "rb") as stream:
            if isinstance(stream, ZlibFile):
                return pickle.loads(b"".join(iter(lambda: stream.read(1 << 20), b"")))
            return pickle.load(stream)


def refuse_zip(path, name):
    try:
        with zipfile.ZipFile(path) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise Refused("%s is a zip protected by a password" % name, "Upload it without a password")
    except zipfile.BadZipFile:
        raise Refused("%s is a zip that is cut off or damaged" % name, "Save and upload it again") from None
    raise Refused("%s is a zip, not a pickle" % name, "Upload what is in it, or name the runtime it is for")


def needed(module, name):
    found = optional_module(module)
    if found is None:
        raise missing_module(module, name)
    return found


PACKAGES = {"sklearn": "scikit-learn", "cv2": "opencv-python", "yaml": "pyyaml", "PIL": "pillow"}


def missing_module(module, name, version=None):
    top = module.split(".")[0]
    package = PACKAGES.get(top, top) + ("==" + version if version else "")
    if top != module and importlib.util.find_spec(top):
        has = ("%s %s" % (PACKAGES.get(top, top), installed_version(top))).strip()
        return Refused(
            "%s needs '%s', which %s of %s lacks" % (name, module, has, INTERPRETER),
            "Install the version of %s that it was made with" % PACKAGES.get(top, top))
    return Refused(
        "%s needs the Python module '%s', which %s lacks" % (name, top, INTERPRETER),
        "Add %s to its requirements" % package if MADE else
        "Install it there: python -m pip install %s, or register with environment=requirements" % package)


def python_version():
    return "%d.%d.%d" % sys.version_info[:3]


# ---------------------------------------------------------------------------------------------------------------------
# Loading

INTERPRETER = "the interpreter"

# whether it was made from the model's requirements
MADE = False


class Loaded:
    """A model in memory.

    subject: an estimator or any object with predict, or None where there is only a function
    function: what is called with the values
    signature: what the file itself says, with inputs and perhaps outputs, or None
    """

    def __init__(self, name, subject, function, signature=None):
        self.name, self.subject, self.function, self.signature = name, subject, function, signature


def load(config):
    path, name, options = config["model"], config["file_name"], config.get("options") or {}
    warnings.simplefilter("ignore")
    described = json.loads(options.get("mlmodel") or "null")
    folder = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
    try:
        if os.path.isdir(path):
            return load_mlflow(path, name, options) if described else load_folder(path, name, options)
        if described:
            add_code(folder, described)
        return load_file(path, name, options)
    except Refused:
        raise
    except BaseException as error:
        traceback.print_exc()
        raise loading_problem(error, name) from None


def load_file(path, name, options):
    lower = name.lower()
    if lower.endswith(".py"):
        return from_module(module_of(path, "model"), name, os.path.dirname(path), options)
    if lower.endswith(".skops"):
        return of_object(load_skops(path, name, options), name)
    return of_object(load_pickle(path, name, options), name)


def load_pickle(path, name, options):
    file = Pickled(path, name).checked()
    version = file.sklearn_version()
    if version:
        check_sklearn(version, name, options)
    return file.load()


def check_sklearn(version, name, options):
    if optional_module("sklearn") is None:
        raise missing_module("sklearn", name, version)
    here = installed_version("sklearn")
    if version.split(".")[:2] != here.split(".")[:2] and options.get("any_version") != "true":
        raise Refused(
            "%s was saved by scikit-learn %s, and %s has %s" % (name, version, INTERPRETER, here),
            "Name an interpreter that has %s.x, save the model again with %s, or try it as it is with any_version=true" % (
                ".".join(version.split(".")[:2]), here))


def load_skops(path, name, options):
    try:
        with zipfile.ZipFile(path) as archive:
            if any(entry.flag_bits & 1 for entry in archive.infolist()):
                raise Refused("%s is protected by a password" % name, "Upload it without a password")
            schema = archive.read("schema.json").decode("utf-8")
    except (zipfile.BadZipFile, KeyError):
        raise Refused("%s is not a whole skops file" % name, "Save it with skops.io.dump and upload it again") from None
    skops = needed("skops", name) and importlib.import_module("skops.io")
    version = re.search(r'"_sklearn_version":\s*\{[^{}]*?"content":\s*"\\?"?([\d.]+\w*)', schema)
    if version:
        check_sklearn(version.group(1), name, options)
    # what it may construct was looked at before it came here, as with a pickle
    return skops.load(path, trusted=skops.get_untrusted_types(file=path))


def load_folder(path, name, options):
    sys.path.insert(0, path)
    file = (options.get("entry", "model").split(":")[0] or "model").replace(".", "/")
    for candidate in (file + ".py", file + "/__init__.py"):
        if os.path.isfile(os.path.join(path, candidate)):
            module = importlib.import_module(file.replace("/", "."))
            return from_module(module, name, path, options)
    raise Refused("%s has no '%s.py' in it" % (name, file), "Name the callable with the option entry=module:function")


def module_of(path, module):
    loader = importlib.machinery.SourceFileLoader(module, path)
    spec = importlib.util.spec_from_loader(module, loader)
    loaded = importlib.util.module_from_spec(spec)
    sys.modules[module] = loaded
    loader.exec_module(loaded)
    return loaded


def from_module(module, name, folder, options):
    """A function, a class that is made here, or what load(folder) gives."""
    entry = (options.get("entry", "").split(":") + [""])[1]
    signature = getattr(module, "SIGNATURE", None)
    prepare = getattr(module, "load", None)
    given = prepare(folder) if callable(prepare) else None
    found = getattr(module, entry or "predict", None)
    if found is None and not entry and given is not None:
        return of_object(given, name, signature)
    if inspect.isclass(found):
        made = found(folder) if takes(found, 1) else found()
        if callable(getattr(made, "load", None)):
            made.load(folder)
        return of_object(made, name, getattr(made, "SIGNATURE", signature))
    if not callable(found):
        raise Refused(
            "%s has no function '%s'" % (name, entry or "predict"),
            "Define predict(data) in it, or name the callable with the option entry=module:function")
    if given is not None and takes(found, 2):
        return Loaded(name, None, lambda data: found(given, data), signature)
    return Loaded(name, None, found, signature)


def takes(function, count):
    """Whether it wants that many arguments by position."""
    try:
        wanted = [p for p in inspect.signature(function).parameters.values()
                  if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    except (TypeError, ValueError):
        return False
    return len(wanted) == count


def of_object(model, name, signature=None):
    for method in ("predict", "transform"):
        if callable(getattr(model, method, None)):
            refuse_booster(model, name)
            return Loaded(name, model, getattr(model, method), signature)
    if callable(model):
        return Loaded(name, None, model, signature)
    raise Refused(
        "%s holds a '%s', which has no predict and cannot be called" % (name, type(model).__name__),
        "Save the fitted model itself")


def refuse_booster(model, name):
    kind = type(model)
    if kind.__name__ == "Booster" and kind.__module__.split(".")[0] in ("xgboost", "lightgbm"):
        file = "model.json" if kind.__module__.startswith("xgboost") else "model.txt"
        raise Refused(
            "%s holds a bare Booster of %s" % (name, kind.__module__.split(".")[0]),
            "Save it with booster.save_model('%s'), which needs no Python to be served" % file)


DAMAGES = (EOFError, pickle.UnpicklingError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)


def loading_problem(error, name):
    if isinstance(error, ModuleNotFoundError) and error.name:
        return missing_module(error.name, name)
    lost = re.search(r"Can't get attribute '([^']+)' on <module '([^']+)'", str(error))
    if lost and lost.group(2) in ("__main__", "__mp_main__"):
        return Refused(
            "%s needs '%s' of the script that saved it, which is not in the file" % (name, lost.group(1)),
            "Put the class into a module and upload a folder with model.py, or save it with cloudpickle")
    if lost:
        return Refused(
            "%s needs '%s' of '%s', which %s lacks" % (name, lost.group(1), lost.group(2), INTERPRETER),
            "Install the version of '%s' that it was made with" % lost.group(2).split(".")[0])
    if not name.endswith(".py") and isinstance(error, DAMAGES):
        return Refused("%s is cut off or damaged: %s" % (name, reason(error)), "Save and upload it again")
    if isinstance(error, SyntaxError):
        return Refused("%s is not Python %d.%d: %s, line %s" % (
            (name,) + sys.version_info[:2] + (reason(error.msg), error.lineno)), "Correct it and upload it again")
    if isinstance(error, MemoryError):
        os._exit(OUT_OF_MEMORY)
    if isinstance(error, SystemExit):
        return Refused("%s ends its process while it loads" % name, "Leave sys.exit out of it")
    return Refused("%s does not load: %s" % (name, reason(error)), "Try it in the same Python, then upload it again")


# ---------------------------------------------------------------------------------------------------------------------
# MLflow folders; the option "mlmodel" is their MLmodel file as JSON

def load_mlflow(path, name, options):
    described = json.loads(options["mlmodel"])
    flavors = described.get("flavors") or {}
    function = flavors.get("python_function") or {}
    add_code(path, described)
    signature = mlflow_signature(described.get("signature") or {})
    if "sklearn" in flavors:
        file = flavors["sklearn"].get("pickled_model") or function.get("model_path") or "model.pkl"
        model = load_file(inside(path, file, name), name + "/" + file, options)
        model.signature = signature
        return model
    if not function:
        raise Refused(
            "%s has no flavor for Python; it has %s" % (name, ", ".join(sorted(flavors)) or "none"),
            "Save it with mlflow.pyfunc, or name the runtime it is for")
    loader = function.get("loader_module") or "mlflow.pyfunc.model"
    if loader.split(".")[0] == "mlflow":
        if optional_module("mlflow") is None:
            raise missing_module("mlflow", name, described.get("mlflow_version"))
        return of_object(importlib.import_module("mlflow.pyfunc").load_model(path), name, signature)
    data = inside(path, function["data"], name) if function.get("data") else path
    return of_object(importlib.import_module(loader)._load_pyfunc(data), name, signature)


def add_code(folder, described):
    for flavor in (described.get("flavors") or {}).values():
        code = isinstance(flavor, dict) and flavor.get("code")
        if code and os.path.isdir(os.path.join(folder, code)):
            sys.path.insert(0, os.path.join(folder, code))


def inside(folder, file, name):
    path = os.path.realpath(os.path.join(folder, file))
    if not path.startswith(os.path.realpath(folder) + os.sep) or not os.path.exists(path):
        raise Refused("%s names a file '%s', which is not in it" % (name, file), "Upload the whole folder")
    return path


MLFLOW_TYPES = {
    "boolean": "BOOL", "integer": "INT32", "long": "INT64", "float": "FP32", "double": "FP64", "string": "BYTES",
    "binary": "BYTES", "datetime": "BYTES", "bool": "BOOL", "int32": "INT32", "int64": "INT64", "float32": "FP32",
    "float64": "FP64", "object": "BYTES", "str": "BYTES", "uint8": "UINT8", "int8": "INT8", "int16": "INT16",
    "float16": "FP16",
}


def mlflow_signature(described):
    inputs = [tensor_of(spec, i) for i, spec in enumerate(specs(described.get("inputs")))]
    if not inputs or not all(inputs):
        return None
    outputs = [tensor_of(spec, i) for i, spec in enumerate(specs(described.get("outputs")))]
    for output in outputs if all(outputs) else []:
        del output["features"]
        output["name"] = "value" if output["name"] == "input" else output["name"]
        output["meaning"] = "value" if output["datatype"] in ("FP32", "FP64") else "label"
    return {"inputs": inputs, "outputs": outputs if all(outputs) else []}


def specs(text):
    return json.loads(text) if isinstance(text, str) else text or []


def tensor_of(spec, index):
    kind, name = spec.get("type"), spec.get("name") or "input"
    if kind == "tensor":
        tensor = spec["tensor-spec"]
        shape = tensor["shape"]
        datatype = MLFLOW_TYPES.get(tensor["dtype"])
        named = len(shape) == 2 and shape[1] > 0
        features = [{"name": "f%d" % i, "optional": False} for i in range(shape[1])] if named else []
        return datatype and {"name": name, "datatype": datatype, "shape": shape, "features": features}
    datatype = MLFLOW_TYPES.get(kind) if isinstance(kind, str) else None
    if spec.get("name") is None and index > 0:
        return None
    feature = {"name": name, "optional": spec.get("required") is False or spec.get("optional") is True}
    return datatype and {"name": name, "datatype": datatype, "shape": [-1], "features": [feature]}


# ---------------------------------------------------------------------------------------------------------------------
# The signature, as the model shows it

class Feature:
    """What is known of one column; an encoder may know its categories, an imputer what stands for a missing value."""

    def __init__(self, name):
        self.name, self.datatype, self.categories, self.optional, self.marker = name, "FP64", [], None, None

    def note(self, datatype=None, categories=(), optional=None, marker=None):
        if datatype == "BYTES" or (datatype and self.datatype == "FP64"):
            self.datatype = datatype
        self.categories = list(categories) or self.categories
        if optional is not None:
            self.optional = optional if self.optional is None else self.optional and optional
        self.marker = marker if marker is not None else self.marker


def wrapped(model):
    """The pipeline inside a search, a calibration, a vote or a transformation of the target; None for all else."""
    calibrated = (getattr(model, "calibrated_classifiers_", None) or [None])[0]
    voters = getattr(model, "estimators_", None)
    for inner in (
            getattr(model, "best_estimator_", None), getattr(model, "regressor_", None),
            getattr(calibrated, "estimator", None), voters[0] if isinstance(voters, list) and voters else None):
        if hasattr(inner, "steps") or hasattr(inner, "transformers_") or is_vectorizer(inner):
            return inner
        if inner is not None and wrapped(inner) is not None:
            return wrapped(inner)
    return None


def first_step(model):
    model = wrapped(model) or model
    return model.steps[0][1] if getattr(model, "steps", None) else model


def own_names(model):
    """The names of the columns it was fitted with, or None."""
    for attribute in ("feature_names_in_", "feature_names_", "feature_name_"):
        try:
            names = getattr(model, attribute, None)
        except Exception:
            continue  # some raise where they were fitted without names
        if names is not None and len(names):
            names = [str(name) for name in names]
            made_up = all(re.fullmatch(r"(Column_)?\d+", name) for name in names)
            return None if made_up else names
    return names_in_transformer(model)


def names_in_transformer(model):
    """Older column transformers know the names of their columns only from what they select."""
    names = []
    for _, step, columns in getattr(first_step(model), "transformers_", None) or []:
        columns = [columns] if isinstance(columns, str) else columns
        if isinstance(step, str) and step == "drop":
            continue
        if isinstance(columns, slice) or not all(isinstance(column, str) for column in columns):
            return None
        names.extend(column for column in columns if column not in names)
    return names or None


def own_features(model):
    """A Feature for each column in order, or None where it cannot be told how many there are."""
    names = own_names(model)
    count = len(names) if names else getattr(model, "n_features_in_", None)
    if count is None and callable(getattr(model, "get_cat_feature_indices", None)):
        count = len(model.feature_names_)
    if not count:
        return None
    features = [Feature(names[i] if names else "f%d" % i) for i in range(int(count))]
    visit(model, features, [])
    if callable(getattr(model, "get_cat_feature_indices", None)):
        for index in model.get_cat_feature_indices():
            features[index].note("BYTES", optional=False)
    return features


def visit(step, features, after):
    """Notes what a step says of the columns that reach it; after: the steps behind it."""
    inner = wrapped(step)
    if inner is not None:
        visit(inner, features, after)
    elif hasattr(step, "steps"):
        behind = [one for _, one in step.steps if one is not None and one != "passthrough"] + after
        if behind:
            visit(behind[0], features, behind[1:])
    elif hasattr(step, "transformers_"):
        for _, part, columns in step.transformers_:
            reached = selected(features, columns)
            if isinstance(part, str):
                if part == "passthrough" and after:
                    visit(after[0], reached, after[1:])
            else:
                visit(part, reached, after)
    elif hasattr(step, "transformer_list"):
        for _, part in step.transformer_list:
            if not isinstance(part, str):
                visit(part, features, after)
    else:
        note_leaf(step, features, after)


def note_leaf(step, features, after):
    categories = getattr(step, "categories_", None)
    if categories is not None and len(categories) == len(features):
        for feature, known in zip(features, categories):
            note_categories(feature, list(known))
    elif is_imputer(step):
        marker = getattr(step, "missing_values", None)
        inner = [Feature(feature.name) for feature in features]
        if after:
            visit(after[0], inner, after[1:])
        statistics = getattr(step, "statistics_", None)
        for i, feature in enumerate(features):
            text = statistics is not None and isinstance(statistics[i], str)
            feature.note("BYTES" if text else inner[i].datatype, inner[i].categories, True, marker)
    elif is_vectorizer(step):
        for feature in features:
            feature.note("BYTES", optional=False)
    else:
        missing = accepts_missing([step] + after)
        for feature in features:
            feature.note(optional=missing)


def note_categories(feature, known):
    texts = [value for value in known if isinstance(value, str)]
    missing = [value for value in known if value is None or value != value]
    if texts:
        feature.note("BYTES", texts, bool(missing), missing[0] if missing else None)
    elif known and all(type(value).__name__.startswith(("bool", "bool_")) for value in known):
        feature.note("BOOL", optional=False)
    elif known and all(float(value).is_integer() for value in known if value not in missing) and not missing:
        whole = all("int" in type(value).__name__ for value in known)
        feature.note("INT64" if whole else None, optional=False)
    else:
        feature.note(optional=bool(missing))


def selected(features, columns):
    if isinstance(columns, slice):
        if isinstance(columns.start, str) or isinstance(columns.stop, str):
            names = [feature.name for feature in features]
            start = names.index(columns.start) if columns.start is not None else None
            stop = names.index(columns.stop) + 1 if columns.stop is not None else None
            return features[start:stop]
        return features[columns]
    columns = [columns] if isinstance(columns, (str, int)) else list(columns)
    if columns and all(type(column).__name__.startswith("bool") for column in columns):
        return [feature for feature, taken in zip(features, columns) if taken]
    by_name = {feature.name: feature for feature in features}
    return [by_name[column] if isinstance(column, str) else features[int(column)] for column in columns]


def is_imputer(step):
    return type(step).__name__.endswith("Imputer")


def is_vectorizer(step):
    return callable(getattr(step, "build_analyzer", None))


def accepts_missing(steps):
    for step in steps:
        if is_imputer(step):
            return True
        if not allows_nan(step):
            return False
    return True


def allows_nan(step):
    try:
        if hasattr(step, "__sklearn_tags__"):
            return bool(step.__sklearn_tags__().input_tags.allow_nan)
        if hasattr(step, "_get_tags"):
            return bool(step._get_tags().get("allow_nan"))
    except Exception:
        return False  # an estimator of someone's own, whose tags are not to be had
    return type(step).__module__.split(".")[0] in ("lightgbm", "xgboost", "catboost")


def inferred_inputs(model):
    if is_vectorizer(first_step(model)):
        return [column_input("text", "BYTES", [], False)]
    features = own_features(model)
    if features is None:
        return None
    if all(feature.datatype == "FP64" for feature in features):
        described = [{"name": f.name, "categories": [], "optional": bool(f.optional)} for f in features]
        return [{"name": "input", "datatype": "FP64", "shape": [-1, len(features)], "features": described}]
    return [column_input(f.name, f.datatype, f.categories, bool(f.optional)) for f in features]


def column_input(name, datatype, categories, optional):
    feature = {"name": name, "categories": categories, "optional": optional}
    return {"name": name, "datatype": datatype, "shape": [-1], "features": [feature]}


def classes_of(model):
    """The classes of a classifier with one label, else None."""
    classes = getattr(model, "classes_", None)
    if classes is None or getattr(classes, "ndim", 1) != 1 or isinstance(classes, list) and not scalars(classes):
        return None
    return list(classes.tolist() if hasattr(classes, "tolist") else classes)


def scalars(values):
    return all(isinstance(value, (str, int, float, bool)) for value in values)


def kind_of(model):
    """classifier, regressor, clusterer, outlier_detector, or an empty text."""
    kind = getattr(model, "_estimator_type", None)
    if kind is None and hasattr(model, "__sklearn_tags__"):
        try:
            kind = model.__sklearn_tags__().estimator_type
        except Exception:
            kind = None  # an estimator of someone's own, whose tags are not to be had
    return kind or ("classifier" if hasattr(model, "classes_") else "")


def label_type(classes):
    if all(isinstance(one, bool) for one in classes):
        return "BOOL"
    if all(isinstance(one, int) for one in classes):
        return "INT64"
    return "FP64" if all(isinstance(one, (int, float)) for one in classes) else "BYTES"


def text_of(value):
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return "true" if value else "false"
    return "" if value is None or value != value else value if isinstance(value, str) else str(value)


def estimator_outputs(model):
    """What an estimator answers with, each with the method that gives it; None where only a trial can tell."""
    if not callable(getattr(model, "predict", None)):
        return [output("output", "FP64", [-1], "other", [])] if callable(getattr(model, "transform", None)) else None
    kind, classes = kind_of(model), classes_of(model)
    if kind == "classifier" and classes:
        names = [text_of(one) for one in classes]
        datatype = label_type(classes)
        coded = datatype in ("BYTES", "BOOL") or classes == list(range(len(classes)))
        outputs = [output("label", datatype, [-1], "label", names if coded else [])]
        if callable(getattr(model, "predict_proba", None)):
            outputs.append(output("probabilities", "FP64", [-1, len(classes)], "score", names))
        return outputs
    if kind in ("clusterer", "outlier_detector"):
        return [output("label", "INT64", [-1], "label", [])]
    if kind == "regressor":
        return [output("value", "FP64", [-1], "value", [])]
    return None


def output(name, datatype, shape, meaning, classes):
    return {"name": name, "datatype": datatype, "shape": shape, "meaning": meaning, "classes": classes}


# ---------------------------------------------------------------------------------------------------------------------
# Values in and out

class Values:
    """Turns the tensors of a request into what the model takes, by numpy and pandas where they are there."""

    def __init__(self, signature, loaded, options):
        self.inputs = signature["inputs"]
        self.subject = loaded.subject
        self.estimator = is_estimator(loaded.subject)
        self.columns = [feature for one in self.inputs for feature in one.get("features") or []]
        self.tabular = bool(self.columns) and all(one.get("features") for one in self.inputs)
        self.known = {f.name: f for f in known_features(loaded)}
        names = own_names(loaded.subject) if self.estimator else None
        self.order = self.ordered(names, loaded.name)
        self.named = names is not None or not self.estimator
        self.texts = self.estimator and self.takes_texts(loaded.subject)
        self.categorical = type(loaded.subject).__module__.split(".")[0] in ("lightgbm", "xgboost")
        wants_frame = options.get("input", "frame") == "frame"
        self.numpy = optional_module("numpy")
        self.pandas = optional_module("pandas") if self.tabular and self.named and wants_frame else None
        if self.pandas is None and self.estimator and selects_by_name(loaded.subject):
            raise missing_module("pandas", loaded.name)
        self.index = self.pandas.Index([f["name"] for f in self.columns]) if self.pandas else None

    @staticmethod
    def takes_texts(model):
        return is_vectorizer(first_step(model))

    def ordered(self, names, file):
        """The model's own order of columns; refuses a signature that lacks one of them."""
        count = getattr(self.subject, "n_features_in_", None) if self.estimator else None
        if self.tabular and count is not None and not names and count != len(self.columns):
            raise Refused(
                "the given signature has %d features, and %s was fitted with %d" % (len(self.columns), file, count),
                "Name all features in the order the model was fitted with")
        if not names or not self.tabular:
            return None
        given = [feature["name"] for feature in self.columns]
        lacking = [name for name in names if name not in given]
        if lacking:
            raise Refused(
                "the given signature has no feature '%s', which %s was fitted with" % (lacking[0], file),
                "Name the features as the model does: %s" % shortened(", ".join(names)))
        return None if given == names else [given.index(name) for name in names]

    def decoded(self, one, data, rows):
        """Numbers as numpy's or as lists; texts as text, or as bytes where they are none."""
        features = one.get("features") or []
        if one["datatype"] == "BYTES":
            values = texts(data, one["name"], bool(features))
            step = max(1, len(features))
            for i in range(step):
                feature = features[i] if features else None
                if feature and feature.get("optional"):
                    noted = self.known.get(feature["name"])
                    marker = noted.marker if noted else None
                    values[i::step] = [marker if text == "" else text for text in values[i::step]]
            if self.numpy:
                array = self.numpy.empty(len(values), dtype=object)
                array[:] = values
                return array
            return values
        code, name = NUMBERS[one["datatype"]]
        if self.numpy:
            return self.numpy.frombuffer(data, dtype=self.numpy.dtype(name).newbyteorder("<"))
        return list(struct.unpack("<%d%s" % (len(data) // struct.calcsize(code), code), data))

    def given(self, tensors, rows):
        """What the model is called with. tensors: (shape, bytes) for each input of the signature, in its order."""
        decoded = [self.decoded(one, data, rows) for one, (_, data) in zip(self.inputs, tensors)]
        if self.texts:
            return list(decoded[0])
        if not self.tabular:
            shaped = [self.shaped(values, shape) for values, (shape, _) in zip(decoded, tensors)]
            return shaped[0] if len(shaped) == 1 else dict(zip([one["name"] for one in self.inputs], shaped))
        if len(self.inputs) == 1 and len(self.columns) > 1 and self.numpy:
            return self.matrix(decoded[0].reshape(rows, len(self.columns)))
        columns = []
        for one, values in zip(self.inputs, decoded):
            step = len(one["features"])
            columns.extend(values[i::step] for i in range(step))
        return self.table(columns, rows)

    def matrix(self, array):
        if self.order:
            array = array[:, self.order]
        if not self.pandas:
            return array if self.estimator else dict(zip(self.names(), array.T))
        return self.pandas.DataFrame(array, columns=self.index.take(self.order) if self.order else self.index)

    def names(self):
        return [feature["name"] for feature in self.columns]

    def table(self, columns, rows):
        if self.pandas and self.categorical:
            columns = [self.coded(values, feature) for values, feature in zip(columns, self.columns)]
        named = dict(zip(self.names(), columns))
        if self.order:
            named = {self.columns[i]["name"]: columns[i] for i in self.order}
        if self.pandas:
            return self.pandas.DataFrame(named)
        if not self.estimator:
            return {name: list(values) if not self.numpy else values for name, values in named.items()}
        if not self.numpy:
            return [list(row) for row in zip(*named.values())]
        return self.numpy.column_stack(list(named.values()))

    def coded(self, values, feature):
        if not feature.get("categories"):
            return values
        return self.pandas.Categorical(values, categories=feature["categories"])

    def shaped(self, values, shape):
        if self.numpy:
            return values.reshape(shape)
        for size in reversed(shape[1:]):
            values = [values[i:i + size] for i in range(0, len(values), size)] if size else []
        return values


def is_estimator(model):
    """Whether it follows scikit-learn's conventions: rows of a matrix, or a frame where it was fitted with one."""
    return any(hasattr(model, name) for name in ("get_params", "n_features_in_", "feature_names_in_", "steps"))


def selects_by_name(model):
    """Whether it takes columns out of a frame by their names."""
    return any(isinstance(columns, str) or isinstance(columns, list) and columns and isinstance(columns[0], str)
               for _, _, columns in getattr(first_step(model), "transformers_", None) or [])


def known_features(loaded):
    if loaded.subject is None:
        return []
    return own_features(loaded.subject) or []


def texts(data, name, decode):
    found, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at:at + 4], "little")
        found.append(bytes(data[at + 4:at + 4 + length]))
        at += 4 + length
    try:
        return [text.decode("utf-8") for text in found]
    except UnicodeDecodeError:
        if decode:
            raise Refused("%s: a text that is not UTF-8" % name, "", "INVALID") from None
        return found


class Answer:
    """One output of a call as an array (or nested lists where numpy is not there)."""

    def __init__(self, numpy, value):
        for method in ("toarray", "to_numpy"):
            if callable(getattr(value, method, None)):
                value = getattr(value, method)()
        if hasattr(value, "detach"):
            value = value.detach().cpu().numpy()
        if not numpy and hasattr(value, "__iter__") and not isinstance(value, (list, str, bytes)):
            value = list(value)
        self.numpy = numpy
        self.value = numpy.asarray(value) if numpy else value
        self.shape = tuple(self.value.shape) if numpy else shape_of(self.value)

    def datatype(self):
        if not self.numpy:
            return label_type(self.flat()) if self.flat() else "FP64"
        kind, name = self.value.dtype.kind, self.value.dtype.name
        if kind == "O":
            return label_type(self.flat()) if self.flat() else "BYTES"
        known = {numpy_name: datatype for datatype, (_, numpy_name) in NUMBERS.items()}
        return known.get(name, "BYTES" if kind in "USM" else "FP64")

    def flat(self):
        return self.value.ravel().tolist() if self.numpy else flattened(self.value)

    def encoded(self, declared, rows):
        """(shape, bytes) as declared; refuses what cannot be."""
        wanted = declared["shape"]
        shape = self.shape
        answer = self
        if declared.get("meaning") == "score" and len(wanted) == 1 and len(shape) == 2 and shape[1] == 2:
            answer = Answer(self.numpy, self.value[:, 1] if self.numpy else [row[1] for row in self.value])
            shape = answer.shape
        if len(wanted) == 1 and len(shape) == 2 and shape[1] == 1:
            shape = shape[:1]
        elif len(wanted) == 2 and len(shape) == 1 and wanted[1] in (1, -1):
            shape = shape + (1,)
        agrees = len(shape) == len(wanted) and all(w in (-1, s) for w, s in zip(wanted, shape))
        if not agrees or not shape or shape[0] != rows:
            raise Disagrees("output '%s' has the shape %s for %d rows, and the signature says %s" % (
                declared["name"], list(answer.shape), rows, wanted))
        return list(shape), answer.packed(declared)

    def packed(self, declared):
        datatype = declared["datatype"]
        if datatype == "BYTES":
            parts = []
            for value in self.flat():
                text = value if isinstance(value, bytes) else text_of(value).encode("utf-8")
                parts.append(len(text).to_bytes(4, "little") + text)
            return b"".join(parts)
        code, name = NUMBERS[datatype]
        try:
            if not self.numpy:
                values = self.flat()
                number = bool if code == "?" else float if code in "efd" else exact
                return struct.pack("<%d%s" % (len(values), code), *[number(value) for value in values])
            array = self.value
            if array.dtype.kind == "f" and code not in "efd" and (array != self.numpy.floor(array)).any():
                raise ValueError("not whole numbers")
            return array.astype(self.numpy.dtype(name).newbyteorder("<")).tobytes()
        except (ValueError, TypeError, struct.error) as error:
            raise Disagrees("output '%s' cannot be %s: %s" % (declared["name"], datatype, reason(error))) from None


class Disagrees(Exception):
    """The model answered something else than its signature says."""


def exact(value):
    if int(value) != value:
        raise ValueError("not whole numbers")
    return int(value)


def shape_of(value):
    shape = []
    while isinstance(value, (list, tuple)):
        shape.append(len(value))
        if not value:
            break
        value = value[0]
    return tuple(shape)


def flattened(value):
    if not isinstance(value, (list, tuple)):
        return [value]
    return [one for part in value for one in flattened(part)]


# ---------------------------------------------------------------------------------------------------------------------
# The model with its signature

class Served:
    def __init__(self, config):
        self.options = config.get("options") or {}
        self.loaded = load(config)
        self.given = config.get("signature") is not None
        signature = config.get("signature") or self.own_signature()
        self.signature = {"inputs": signature["inputs"], "outputs": signature.get("outputs") or []}
        self.values = Values(self.signature, self.loaded, self.options)
        self.lock = threading.Lock()
        self.tried()

    def own_signature(self):
        """What the file says goes before what the model shows, but a model knows its outputs better than MLflow does."""
        own = self.loaded.signature or {}
        model = self.loaded.subject
        shown = estimator_outputs(model) if model is not None else None
        try:
            inputs = own.get("inputs") or (inferred_inputs(model) if model is not None else None)
        except Refused:
            raise
        except Exception:
            traceback.print_exc()
            inputs = None
        if not inputs and not_fitted(model):
            raise Refused("%s holds a model that is not fitted" % self.loaded.name, "Fit it, then save and upload it again")
        if not inputs:
            raise Refused("%s does not say what its inputs are" % self.loaded.name, SIGNATURE_WANTED)
        return {"inputs": [complete(one) for one in inputs], "outputs": shown or own.get("outputs") or []}

    def tried(self):
        """Answers two made-up rows, which shows whether the libraries work together and what the outputs look like."""
        name = self.loaded.name
        try:
            answers = self.answers([plain(one, TRIAL_ROWS) for one in self.signature["inputs"]], TRIAL_ROWS)
            if not self.signature["outputs"]:
                self.signature["outputs"] = shown_outputs(answers)
            elif not self.given:
                self.adjusted(answers)
            for declared in self.signature["outputs"]:
                answers[declared["name"]].encoded(declared, TRIAL_ROWS)
        except Refused:
            raise
        except Disagrees as error:
            raise Refused("%s answers otherwise than its signature says: %s" % (name, error), SIGNATURE_WANTED) from None
        except BaseException as error:
            traceback.print_exc()
            self.judge(error, name)

    def judge(self, error, name):
        """A model may refuse values we made up; it may not fail for want of what it needs."""
        if isinstance(error, ModuleNotFoundError) and error.name:
            raise missing_module(error.name, name) from None
        refused_values = isinstance(error, (ValueError, LookupError, ArithmeticError, AssertionError))
        if not refused_values or isinstance(error, (AttributeError, ImportError)):
            raise Refused(
                "%s loads, but breaks at its first call: %s" % (name, reason(error)),
                "Use the versions of its libraries that it was made with, or say what it takes in a signature") from None
        if not self.signature["outputs"]:
            raise Refused(
                "%s does not show what its outputs are, for it refuses made-up values: %s" % (name, reason(error)),
                SIGNATURE_WANTED) from None

    def adjusted(self, answers):
        """Precision and width as they really are, where the file left them open."""
        for declared in self.signature["outputs"]:
            answer = answers[declared["name"]]
            if declared["datatype"] == "FP64" and answer.datatype() == "FP32":
                declared["datatype"] = "FP32"
            if len(declared["shape"]) == 1 and len(answer.shape) == 2 and answer.shape[1] != 1:
                declared["shape"] = [-1, answer.shape[1]]

    def answers(self, tensors, rows):
        """The outputs by name."""
        given = self.values.given(tensors, rows)
        numpy = self.values.numpy
        declared = self.signature["outputs"]
        model = self.loaded.subject
        if model is not None and callable(getattr(model, "predict_proba", None)) and declared:
            model, given = prepared(model, given) if len(declared) > 1 else (model, given)
            return {one["name"]: Answer(numpy, method_for(model, one)(given)) for one in declared}
        answer = self.loaded.function(given)
        return {name: Answer(numpy, value) for name, value in named_answers(answer, declared).items()}

    def infer(self, tensors, rows):
        with self.lock:
            answers = self.answers(tensors, rows)
            return [(one, *answers[one["name"]].encoded(one, rows)) for one in self.signature["outputs"]]

    def library(self):
        versions = []
        kind = type(self.loaded.subject).__module__.split(".")[0] if self.loaded.subject is not None else ""
        for module in dict.fromkeys((kind, "numpy")):
            if module and installed_version(module):
                versions.append("%s %s" % (PACKAGES.get(module, module), installed_version(module)))
        return ", ".join(versions + ["python " + python_version()])

    def metadata(self):
        def tensor(one):
            return {"name": one["name"], "datatype": one["datatype"], "shape": one["shape"]}

        return {
            "name": "model", "platform": "python",
            "inputs": [tensor(one) for one in self.signature["inputs"]],
            "outputs": [tensor(one) for one in self.signature["outputs"]],
            "understudy": {
                "library": self.library(), "signature": self.signature, "max_rows": 0, "concurrency": 1},
        }


def not_fitted(model):
    """Fitting leaves attributes whose names end in an underscore, by scikit-learn's convention."""
    inner = [step for _, step in getattr(model, "steps", None) or []] or [model]
    return all(hasattr(one, "get_params") and hasattr(one, "fit") for one in inner) and not any(
        name.endswith("_") and not name.startswith("_") for one in inner for name in vars(one))


def prepared(model, given):
    """The last step of a pipeline, and what the steps before make of the values: once for all its methods."""
    if type(model).__name__ != "Pipeline" or type(model).__module__ != "sklearn.pipeline":
        return model, given
    for _, step in model.steps[:-1]:
        if step is not None and step != "passthrough":
            given = step.transform(given)
    return model.steps[-1][1], given


def method_for(model, declared):
    return model.predict_proba if declared.get("meaning") == "score" else model.predict


def complete(one):
    """An input as the server expects it, whatever a person left out."""
    shape = one.get("shape") or [-1]
    features = one.get("features")
    if features is None:
        column = len(shape) == 1 or len(shape) == 2 and shape[1] == 1
        features = [{"name": one["name"]}] if column else []
    described = [{"name": f["name"], "categories": f.get("categories") or [], "optional": bool(f.get("optional"))}
                 for f in features]
    if one.get("datatype") != "BYTES" and one.get("datatype") not in NUMBERS:
        raise Refused("input '%s' has the type '%s'" % (one.get("name"), one.get("datatype")),
                      "Use a type of the Open Inference Protocol: BYTES, " + ", ".join(NUMBERS))
    return {"name": one["name"], "datatype": one["datatype"], "shape": shape, "features": described}


def plain(one, rows):
    """Zeros, or texts that are known to be categories."""
    shape = [rows] + [size if size > 0 else 1 for size in one["shape"][1:]]
    size = 1
    for length in shape:
        size *= length
    if one["datatype"] != "BYTES":
        return shape, bytes(size * struct.calcsize("<" + NUMBERS[one["datatype"]][0]))
    features = one.get("features") or [{}]
    parts = []
    for i in range(size):
        known = features[i % len(features)].get("categories") or [""]
        text = known[0].encode("utf-8")
        parts.append(len(text).to_bytes(4, "little") + text)
    return shape, b"".join(parts)


def named_answers(answer, declared):
    """What a function gave, by the outputs' names: a map or frame of columns, one value, or one for each output."""
    if hasattr(answer, "columns") and hasattr(answer, "to_numpy"):
        named = {str(column): answer[column] for column in answer.columns}
        if all(one["name"] in named for one in declared) and declared or not declared:
            return named
    if isinstance(answer, dict):
        named = {str(name): value for name, value in answer.items()}
        for one in declared:
            if one["name"] not in named:
                raise Disagrees("it gives no '%s'" % one["name"])
        return named
    if len(declared) <= 1:
        return {declared[0]["name"] if declared else "": answer}
    if isinstance(answer, tuple) and len(answer) == len(declared):
        return {one["name"]: value for one, value in zip(declared, answer)}
    raise Disagrees("it gives one value where %d outputs are declared" % len(declared))


def shown_outputs(answers):
    """Outputs as a trial showed them: decimals are values, a lone text or number is a label."""
    outputs = []
    for name in list(answers):
        answer = answers[name]
        datatype = answer.datatype()
        decimal = datatype in ("FP16", "FP32", "FP64")
        flat = len(answer.shape) == 1 or len(answer.shape) == 2 and answer.shape[1] == 1
        meaning = "other" if len(answers) > 1 or not flat else "value" if decimal else "label"
        if name == "":
            answers[{"value": "value", "label": "label"}.get(meaning, "output")] = answers.pop(name)
            name = {"value": "value", "label": "label"}.get(meaning, "output")
        shape = [-1] if flat and len(answer.shape) == 1 else [-1] + list(answer.shape[1:])
        outputs.append(output(name, datatype, shape, meaning, []))
    return outputs


# ---------------------------------------------------------------------------------------------------------------------
# HTTP over the socket

class Connection:
    """Requests of one connection, one after the other."""

    def __init__(self, served, connection):
        self.served, self.connection = served, connection
        self.stream = connection.makefile("rb", 1 << 16)

    def run(self):
        try:
            while self.one():
                pass
        except (ConnectionError, BrokenPipeError):
            pass  # the server has gone on to something else
        finally:
            self.connection.close()

    def one(self):
        first = self.stream.readline(LARGEST_HEAD)
        if not first:
            return False
        method, path = first.decode("latin-1").split(" ")[:2]
        headers = {}
        while True:
            line = self.stream.readline(LARGEST_HEAD)
            if line in (b"\r\n", b"\n", b""):
                break
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        body = self.stream.read(int(headers["content-length"])) if "content-length" in headers else self.chunked(headers)
        status, answer, head = self.answered(method, path, headers, body)
        self.send(status, answer, head)
        return headers.get("connection", "").lower() != "close"

    def chunked(self, headers):
        parts = []
        while headers.get("transfer-encoding", "").lower() == "chunked":
            size = int(self.stream.readline(LARGEST_HEAD).split(b";")[0], 16)
            parts.append(self.stream.read(size))
            self.stream.readline(LARGEST_HEAD)
            if size == 0:
                break
        return b"".join(parts)

    def send(self, status, answer, head):
        """head: bytes of JSON before the tensors, or None where all of it is JSON."""
        words = {200: "OK", 400: "Bad Request", 404: "Not Found", 500: "Internal Server Error"}
        text = "HTTP/1.1 %d %s\r\nContent-Length: %d\r\n" % (status, words[status], len(answer))
        if head is None:
            text += "Content-Type: application/json\r\n\r\n"
        else:
            text += "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: %d\r\n\r\n" % head
        self.connection.sendall(text.encode("latin-1") + answer)

    def answered(self, method, path, headers, body):
        if method == "GET" and path in ("/v2/health/live", "/v2/health/ready", "/v2/models/model/ready"):
            return 200, b"{}", None
        if method == "GET" and path == "/v2/models/model":
            return 200, as_json(self.served.metadata()), None
        if method == "POST" and path == "/v2/models/model/infer":
            return self.inferred(headers, body)
        return 404, as_json({"error": "nothing is at %s" % path, "code": "NOT_FOUND", "remedy": ""}), None

    def inferred(self, headers, body):
        try:
            tensors, rows = request_tensors(self.served.signature["inputs"], headers, body)
            outputs, binary = [], []
            for declared, shape, data in self.served.infer(tensors, rows):
                outputs.append({
                    "name": declared["name"], "datatype": declared["datatype"], "shape": shape,
                    "parameters": {"binary_data_size": len(data)}})
                binary.append(data)
            head = as_json({"model_name": "model", "outputs": outputs})
            return 200, b"".join([head] + binary), len(head)
        except BaseException as error:
            return self.failed(error)

    @staticmethod
    def failed(error):
        if isinstance(error, Refused):
            return 400, as_json({"error": error.fact, "code": error.code, "remedy": error.remedy}), None
        traceback.print_exc()
        if isinstance(error, (ValueError, KeyError)) and not isinstance(error, AttributeError):
            text = "the model refuses these values: " + reason(error)
            return 400, as_json({"error": text, "code": "UNPROCESSABLE", "remedy": ""}), None
        if isinstance(error, Disagrees):
            text = "the model answers otherwise than its signature says: %s" % error
        elif isinstance(error, MemoryError):
            os._exit(OUT_OF_MEMORY)
        elif isinstance(error, (SystemExit, KeyboardInterrupt)):
            text = "the model tried to end its process"
        else:
            text = "the model broke: " + reason(error)
        return 500, as_json({"error": text, "code": "INTERNAL", "remedy": ""}), None


def as_json(value):
    return json.dumps(value).encode("utf-8")


def request_tensors(inputs, headers, body):
    """(shape, bytes) for each input of the signature, and the number of rows."""
    length = int(headers.get("inference-header-content-length", len(body)))
    try:
        request = json.loads(body[:length])
        view, at, found = memoryview(body), length, {}
        for one in request["inputs"]:
            size = one["parameters"]["binary_data_size"]
            found[one["name"]] = (one["shape"], view[at:at + size])
            at += size
        tensors = [found[one["name"]] for one in inputs]
        return tensors, tensors[0][0][0] if tensors[0][0] else 1
    except (ValueError, KeyError, TypeError, IndexError):
        raise Refused("the request is not one of the worker's protocol", "", "INVALID") from None


# ---------------------------------------------------------------------------------------------------------------------
# The process

def leave_with_parent(descriptor):
    """Ends this process when the server is gone, which closes the other end of the descriptor."""
    def wait():
        try:
            while os.read(descriptor, 4096):
                pass
        finally:
            os._exit(0)

    if hasattr(os, "O_ASYNC"):
        # the kernel ends it even while a model holds the interpreter's lock
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        fcntl.fcntl(descriptor, fcntl.F_SETFL, flags | os.O_ASYNC)
    threading.Thread(target=wait, daemon=True).start()


def own_streams():
    """The server's ends of standard input and output, for us alone: a model reads nothing and prints to standard error."""
    given, told = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return given, told


def tell(descriptor, message):
    os.write(descriptor, as_json(message) + b"\n")


def main():
    global INTERPRETER, MADE
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", required=True)
    parser.add_argument("--config", required=True)
    arguments = parser.parse_args()
    given, told = own_streams()
    leave_with_parent(given)
    sys.path[:] = [entry for entry in sys.path if entry != os.path.dirname(os.path.abspath(__file__))]
    with open(arguments.config, encoding="utf-8") as file:
        config = json.load(file)
    options = config.get("options") or {}
    MADE = "environment" in options
    INTERPRETER = "its environment" if MADE else options.get("python") or INTERPRETER
    try:
        served = Served(config)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(arguments.socket)
        listener.listen(16)
    except Refused as refused:
        tell(told, {"refused": {"code": refused.code, "fact": refused.fact, "remedy": refused.remedy}})
        sys.stderr.flush()
        os._exit(REFUSED)
    tell(told, {"ready": True})
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=Connection(served, connection).run, daemon=True).start()


if __name__ == "__main__":
    main()
