import ast
import contextlib
import os
import pickle
import re
import tempfile
import unittest
from pathlib import Path

from tests.running import WithServer, has
from tests.test_estimators import applicants, pipeline

CLIENT = Path(__file__).parent.parent


class Source(unittest.TestCase):
    def test_it_is_python_3_8(self):
        for file in sorted(CLIENT.rglob("*.py")):
            with self.subTest(file.name):
                ast.parse(file.read_text("utf-8"), feature_version=(3, 8))


@contextlib.contextmanager
def folder():
    """The working directory, for a while."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as there:
        os.chdir(there)
        try:
            yield Path(there)
        finally:
            os.chdir(before)


@unittest.skipUnless(has("sklearn", "pandas"), "scikit-learn and pandas are not there")
class Readme(WithServer):
    def test_what_it_shows_works_word_for_word(self):
        from sklearn.linear_model import LogisticRegression
        from sklearn.tree import DecisionTreeClassifier
        frame, worth = applicants()
        outcomes = (worth > worth.median()).map({True: "stays", False: "leaves"})
        fitted = pipeline(LogisticRegression()).fit(frame, outcomes)
        code = re.search(r"```python\n(.*?)```", (CLIENT / "README.md").read_text("utf-8"), re.DOTALL).group(1)
        with folder() as there:
            with open(there / "challenger.pkl", "wb") as file:
                pickle.dump(pipeline(DecisionTreeClassifier(max_depth=3, random_state=1)).fit(frame, outcomes), file)
            known = {"pipeline": fitted, "training_frame": frame, "frame": frame, "outcomes": outcomes}
            exec(compile(code.replace('"churn', '"' + self.name), "README.md", "exec"), known)
        self.assertEqual(len(known["answers"]), len(frame))
        self.eventually("all pairs are there", lambda: self.server.compare(self.name + "@2")["labelled"] == len(frame))


if __name__ == "__main__":
    unittest.main()
