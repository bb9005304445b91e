"""Fits a pipeline of scikit-learn, saves it, and calls it as often as it is told to.

usage: bare_sklearn.py FILE FEATURES; then lines of ROWS SECONDS, each answered with CALLS CALLS_A_SECOND MEDIAN_MICROSECONDS
"""
import statistics
import sys
import time

import joblib
import numpy
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

file, features = sys.argv[1], int(sys.argv[2])
random = numpy.random.RandomState(7)
matrix = random.uniform(-2, 2, (4000, features))
signal = matrix[:, 0] * matrix[:, 1] + matrix[:, 2] - matrix[:, 3] * matrix[:, 4]
labels = (signal + random.normal(size=len(matrix)) > 0).astype(int)
model = make_pipeline(StandardScaler(), GradientBoostingClassifier(n_estimators=100, max_depth=3, random_state=7))
model.fit(matrix, labels)
joblib.dump(model, file)
print("ready", flush=True)

for line in sys.stdin:
    rows, seconds = int(line.split()[0]), float(line.split()[1])
    batches = [random.uniform(-2, 2, (rows, features)) for _ in range(64)]
    took = []
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        before = time.perf_counter()
        model.predict_proba(batches[len(took) % 64])
        took.append(time.perf_counter() - before)
    passed = time.perf_counter() - begin
    print(len(took), len(took) / passed, statistics.median(took) * 1e6, flush=True)
