"""The Python client of Understudy: register models, ask them, label their answers, compare their versions.

    import understudy

    server = understudy.connect()                                  # http://127.0.0.1:8080
    server.register("churn", pipeline, reference=training_frame)   # a fitted estimator, a path, or an MLflow model
    answers = server.predict("churn", frame)
    server.label("churn", answers.assign(label=outcome))
    server.compare("churn@2")

Needs nothing but Python 3.8; with pandas there, tables come as DataFrames, else as lists of dicts.
"""

from ._server import Comparison, Server, Version, connect
from ._wire import Refused

__all__ = ["Comparison", "Refused", "Server", "Version", "connect"]
