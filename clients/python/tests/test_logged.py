import datetime
import json
import re
import unittest

from tests.running import HERE, WithServer, has, rows_of

NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)


def time_of(row):
    return NOW - datetime.timedelta(hours=1, seconds=row)


class LogPredictions(WithServer):
    def setUp(self):
        super().setUp()
        self.server.register_elsewhere(self.name, json.loads((HERE / "elsewhere.json").read_text()), maturity="PT0S")

    def found(self, **filters):
        return rows_of(self.server.predictions(self.name, since="1d", limit=10000, **filters))

    def test_rows_and_scores_are_found_again_at_their_own_times(self):
        counts = self.server.log_predictions(
            self.name, [{"age": 30, "region": "north"}, {"age": None, "region": "south"}], [0.25, 0.75],
            at=[time_of(1), time_of(2)], ids=["a", "b"], keys=["k-1", "k-2"])
        self.assertEqual((counts["accepted"], counts["repeated"], counts["refused"]), (2, 0, 0))
        row, = self.found(key="k-1")
        self.assertEqual((row["score"], row["age"], row["region"]), (0.25, 30, "north"))
        self.assertEqual(row["received_at"], time_of(1))

    def test_columns_may_be_named_and_what_is_named_is_no_feature(self):
        rows = [{"age": n, "region": "north", "p": n / 10, "ts": time_of(n).isoformat(), "id": n, "shop": "web", "y": n % 2}
                for n in range(5)]
        counts = self.server.log_predictions(
            self.name, rows, "p", at="ts", ids="id", keys="id", labels="y", segments=["shop"])
        self.assertEqual((counts["accepted"], counts["labels"]), (5, 5))
        row, = self.found(key="3")
        self.assertEqual((row["score"], row["segment.shop"], row["label"]), (0.3, "web", "1"))

    def test_sending_it_again_counts_nothing_twice(self):
        rows = [{"age": n, "score": 0.5} for n in range(2500)]
        self.assertEqual(self.server.log_predictions(self.name, rows, at=time_of(0))["accepted"], 2500)
        self.assertEqual(self.server.log_predictions(self.name, rows, at=time_of(0))["repeated"], 2500)
        self.assertEqual(len(self.found()), 2500)

    def test_wrong_rows_are_counted_with_their_numbers_and_the_others_kept(self):
        rows = [{"age": "old" if n == 1700 else n} for n in range(2000)]
        counts = self.server.log_predictions(self.name, rows, [0.5] * 2000, at=time_of(0))
        self.assertEqual((counts["accepted"], counts["refused"]), (1999, 1))
        self.assertIn("row 1700: age: old (expected: a number)", counts["refused_examples"][0])

    def test_what_is_wrong_is_said(self):
        log = self.server.log_predictions
        self.assertIn("no scores", self.refused(log, self.name, [{"age": 1}]).fact)
        self.assertIn("2 values for 1 rows", self.refused(log, self.name, [{"age": 1}], [0.1, 0.2]).fact)
        self.assertIn("no column 'q'", self.refused(log, self.name, [{"age": 1}], "q").fact)
        self.assertIn("row 1 has none", self.refused(log, self.name, [{"age": 1}] * 2, [0.1, None]).fact)
        self.assertIn("row 0 has no time", self.refused(log, self.name, [{"age": 1, "t": None}], [0.1], at="t").fact)
        refusal = self.refused(log, self.name, [{"age": 1, "colour": "red"}], [0.1])
        self.assertIn("colour", refusal.fact)
        self.assertEqual(log(self.name, [{"age": 1, "colour": "red"}], [0.1], lenient=True)["accepted"], 1)
        self.assertEqual(self.refused(log, "nobody", [{"age": 1}], [0.1]).status, 404)
        later = NOW + datetime.timedelta(days=1)
        self.assertIn("not to come", self.refused(log, self.name, [{"age": 1}], [0.1], at=later).fact)

    def test_nothing_is_nothing(self):
        self.assertEqual(self.server.log_predictions(self.name, [], [])["accepted"], 0)

    def test_outputs_may_be_named(self):
        self.assertEqual(self.server.log_predictions(self.name, {"age": [1, 2]}, {"p": [0.1, 0.2]})["accepted"], 2)
        self.assertEqual(sorted(row["score"] for row in self.found()), [0.1, 0.2])

    def test_what_the_readme_shows_works_word_for_word(self):
        page = (HERE.parent / "README.md").read_text("utf-8")
        code, = re.findall(r"```python\n([^`]*log_predictions.*?)```", page, re.DOTALL)
        signature = json.loads((HERE / "elsewhere.json").read_text())
        frame = [{"age": n, "region": "north"} for n in range(3)]
        log = [{**row, "p": 0.5, "ts": time_of(90).isoformat(), "churned": 1, "shop": "web"} for row in frame]
        known = {
            "server": self.server, "signature": {**signature, "inputs": signature["inputs"]}, "frame": frame, "log": log,
            "scores": [0.1, 0.2, 0.3], "times": [time_of(n) for n in range(3)], "order_ids": [1, 2, 3],
            "customer_ids": ["a", "b", "c"]}
        exec(compile(code.replace('"churn"', repr(self.name + "-readme")), "README.md", "exec"), known)
        self.assertEqual(len(rows_of(self.server.predictions(self.name + "-readme", since="1d"))), 6)

    @unittest.skipUnless(has("pandas", "numpy"), "there is no pandas")
    def test_a_frame_with_numpys_values_and_its_own_times(self):
        import numpy
        import pandas
        frame = pandas.DataFrame({
            "age": [1.5, numpy.nan, 3.0], "region": ["north", None, "south"],
            "ts": pandas.to_datetime([time_of(n) for n in range(3)])}, index=[7, 8, 9])
        counts = self.server.log_predictions(
            self.name, frame, numpy.array([0.1, 0.2, 0.3], dtype="float32"), at="ts", keys=pandas.Series(["a", "b", "c"]),
            labels=numpy.array([1, 0, 1]))
        self.assertEqual((counts["accepted"], counts["labels"], counts["refused"]), (3, 3, 0))
        row, = self.found(key="c")
        self.assertEqual((row["region"], row["label"]), ("south", "1"))
        self.assertEqual(row["received_at"], time_of(2))
        again = self.server.log_predictions(self.name, frame.drop(columns="ts"), frame["age"].fillna(0) / 10, at=frame["ts"])
        self.assertEqual(again["accepted"], 3)


if __name__ == "__main__":
    unittest.main()
