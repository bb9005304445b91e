import datetime
import decimal
import socket
import threading
import unittest

import understudy
from tests.running import WithServer, has, rows_of

ROW = {"age": 41, "income": 10.5, "member": True, "region": "north", "since": "2020-01-02"}


class Predict(WithServer):
    def said(self, rows, **more):
        return rows_of(self.server.predict(self.name, rows, **more))

    def test_rows_come_as_dicts_as_one_dict_and_as_columns(self):
        self.typed()
        self.assertEqual([row["sum"] for row in self.said([ROW, {**ROW, "age": 1}])], [52.5, 12.5])
        self.assertEqual([row["said"] for row in self.said(ROW)], ["north|2020-01-02"])
        columns = {name: [value, value] for name, value in ROW.items()}
        self.assertEqual([row["sum"] for row in self.said({**columns, "age": [1, 2]})], [12.5, 13.5])
        self.assertEqual(self.said([]), [])

    def test_what_is_missing_is_none_or_not_a_number(self):
        self.typed()
        for absent in (None, float("nan")):
            answer, = self.said({**ROW, "income": absent, "region": absent})
            self.assertEqual((answer["sum"], answer["said"]), (42, "|2020-01-02"))
        self.assertIn("age", self.refused(self.said, {**ROW, "age": None}).fact)

    def test_times_are_sent_as_iso_8601(self):
        self.typed()
        self.assertEqual(self.said({**ROW, "since": datetime.date(2020, 1, 2)})[0]["said"], "north|2020-01-02")
        at = datetime.datetime(2020, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)
        self.assertEqual(self.said({**ROW, "since": at})[0]["said"], "north|2020-01-02T03:04:00+00:00")

    def test_exact_decimals_are_numbers(self):
        self.typed()
        self.assertEqual(self.said({**ROW, "income": decimal.Decimal("10.5")})[0]["sum"], 52.5)

    def test_what_cannot_be_sent_is_said_so(self):
        self.typed()
        self.assertIn("infinite", self.refused(self.said, {**ROW, "income": float("inf")}).fact)
        self.assertIn("it is a bytes", self.refused(self.said, {**ROW, "region": b"north"}).fact)
        self.assertIn("without names", self.refused(self.said, [[1, 2]]).fact)
        self.assertIn("different lengths", self.refused(self.said, {"age": [1, 2], "income": [1]}).fact)

    def test_a_value_the_model_does_not_take_is_refused_in_the_servers_words(self):
        self.typed()
        refusal = self.refused(self.said, {**ROW, "age": "old"})
        self.assertEqual(refusal.status, 400)
        self.assertIn("age", refusal.fact)
        self.assertIn("old", refusal.fact)
        self.assertIn("colour", self.refused(self.said, {**ROW, "colour": "red"}).fact)

    def test_many_rows_go_in_batches_and_come_back_in_order(self):
        self.scored()
        ages = [row % 100 for row in range(100_000)]
        answers = self.said({"age": ages, "income": [0] * len(ages)})
        self.assertEqual([row["value"] for row in answers], [0.25 if age <= 40 else 0.75 for age in ages])
        self.assertEqual(len({row["prediction_id"] for row in answers}), len(ages))

    def test_keys_and_segments_are_kept(self):
        self.scored()
        self.said({"age": 30, "income": 1}, key="k-1", segments={"region": "north"})
        self.eventually("it is searched", lambda: len(rows_of(self.server.predictions(self.name))) == 1)
        row, = rows_of(self.server.predictions(self.name, since="1d", key="k-1"))
        self.assertEqual((row["key"], row["segment.region"], row["version"]), ("k-1", "north", 1))
        self.assertEqual(rows_of(self.server.predictions(self.name, key="k-2")), [])

    def test_what_was_recorded_has_the_types_of_the_model(self):
        self.typed()
        answer, = self.said(ROW)
        self.eventually("it is searched", lambda: len(rows_of(self.server.predictions(self.name))) == 1)
        row, = rows_of(self.server.predictions(self.name))
        self.assertEqual(row["prediction_id"], answer["prediction_id"])
        self.assertEqual({name: row[name] for name in ROW}, ROW)
        self.assertLess(abs(datetime.datetime.now(datetime.timezone.utc) - row["received_at"]), datetime.timedelta(hours=1))

    def test_a_request_is_sent_once(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            calls = []

            def hang_up():
                while True:
                    try:
                        connection, _ = listener.accept()
                    except OSError:
                        return
                    with connection:
                        calls.append(connection.recv(65536))

            threading.Thread(target=hang_up, daemon=True).start()
            elsewhere = understudy.connect("http://127.0.0.1:%d" % listener.getsockname()[1])
            self.assertIn("no answer from", self.refused(elsewhere.predict, self.name, ROW).fact)
            self.assertEqual(len(calls), 1)
            listener.shutdown(socket.SHUT_RDWR)


class Labels(WithServer):
    def setUp(self):
        super().setUp()
        self.scored()
        answers = rows_of(self.server.predict(self.name, [{"age": age, "income": 1} for age in (30, 50, 60)]))
        self.ids = [row["prediction_id"] for row in answers]

    def labelled(self):
        return {row["prediction_id"]: row.get("label") for row in rows_of(self.server.predictions(self.name))}

    def test_rows_and_maps_bring_the_truth(self):
        rows = [{"prediction_id": self.ids[0], "label": 0.5}, {"prediction_id": self.ids[1], "label": None}]
        self.assertEqual(self.server.label(self.name, rows)["accepted"], 1)
        self.assertEqual(self.server.label(self.name, {self.ids[1]: 1.0, self.ids[2]: "2"})["accepted"], 2)
        self.eventually("labels are joined", lambda: self.labelled() == dict(zip(self.ids, ("0.5", "1", "2"))))
        self.assertEqual(self.server.label(self.name, {self.ids[1]: 1})["repeated"], 1)

    def test_a_time_may_be_said(self):
        at = datetime.datetime.now(datetime.timezone.utc)
        self.assertEqual(self.server.label(self.name, {self.ids[0]: True}, at=at)["accepted"], 1)

    def test_a_label_of_nothing_is_refused(self):
        self.assertIn("without prediction_id or key", self.refused(self.server.label, self.name, [{"label": 1}]).fact)
        self.assertIn("without label", self.refused(self.server.label, self.name, [{"prediction_id": self.ids[0]}]).fact)
        self.assertIn("no-such-id", self.refused(self.server.label, self.name, {"no-such-id": 1}).fact)
        receipt = self.server.label(self.name, {"no-such-id": 1, self.ids[0]: 1})
        self.assertEqual((receipt["accepted"], receipt["refused"]), (1, 1))


@unittest.skipUnless(has("pandas", "numpy"), "pandas is not there")
class Frames(WithServer):
    def frame(self):
        import numpy
        import pandas
        return pandas.DataFrame({
            "age": numpy.array([41, 1], "int32"), "income": numpy.array([10.5, numpy.nan], "float32"),
            "member": [True, False], "region": pandas.Categorical(["north", None]),
            "since": pandas.to_datetime(["2020-01-02", "2021-01-02"])}, index=["a", "b"])

    def test_a_frame_keeps_its_index(self):
        self.typed()
        answers = self.server.predict(self.name, self.frame())
        self.assertEqual(list(answers.index), ["a", "b"])
        self.assertEqual(list(answers["said"]), ["north|2020-01-02T00:00:00", "|2021-01-02T00:00:00"])
        self.assertEqual(answers["sum"].iloc[0], 52.5)
        self.assertEqual(len(self.server.predict(self.name, self.frame().iloc[:0])), 0)

    def test_a_row_of_a_frame_is_one_row(self):
        self.typed()
        self.assertEqual(list(self.server.predict(self.name, self.frame().loc["a"])["sum"]), [52.5])

    def test_numpys_columns_are_columns(self):
        import numpy
        self.typed()
        columns = {name: numpy.array([value, value]) for name, value in ROW.items()}
        columns["since"] = numpy.array(["2020-01-02", "NaT"], "datetime64[ns]")[:1].repeat(2)
        columns["income"] = numpy.array([1.5, numpy.nan], "float32")
        answers = self.server.predict(self.name, columns)
        self.assertEqual(answers["sum"].iloc[0], 43.5)
        self.assertEqual(answers["said"].iloc[0], "north|2020-01-02T00:00:00.000000000")

    def test_labels_come_as_a_column(self):
        import numpy
        self.scored()
        answers = self.server.predict(self.name, [{"age": age, "income": 1} for age in (30, 50, 60)])
        receipt = self.server.label(self.name, answers.assign(label=numpy.array([1, 0, numpy.nan], "float32")))
        self.assertEqual(receipt["accepted"], 2)
        receipt = self.server.label(self.name, answers.assign(label=numpy.array([True, False, True])))
        self.assertEqual((receipt["accepted"] + receipt["repeated"], receipt["refused"]), (3, 0))

    def test_recorded_predictions_have_typed_columns(self):
        self.typed()
        self.server.predict(self.name, self.frame())
        self.eventually("both are searched", lambda: len(self.server.predictions(self.name)) == 2)
        found = self.server.predictions(self.name)
        self.assertEqual([str(found[name].dtype) for name in ("age", "income", "member")], ["int64", "float64", "bool"])
        self.assertEqual(found["received_at"].dt.tz.utcoffset(None), datetime.timedelta(0))
        self.assertEqual(found.set_index("age")["income"][41], 10.5)


if __name__ == "__main__":
    unittest.main()
