import unittest

import understudy
from tests.running import HERE, WithServer, rows_of


class Models(WithServer):
    def test_the_first_version_leads_and_the_next_is_a_candidate(self):
        first, second = self.scored(), self.scored("other.txt")
        self.assertEqual([first.reference, second.reference], [self.name + "@1", self.name + "@2"])
        self.assertEqual(self.server.lineup(self.name)["champion"], 1)
        self.assertEqual([repr(version) for version in self.server.versions(self.name)],
                         [f"{self.name}@1 (trees, champion)", f"{self.name}@2 (trees, candidate)"])

    def test_models_are_rows(self):
        self.server.register(self.name, HERE / "model.txt", owner="ann", risk_tier="high")
        row = next(row for row in rows_of(self.server.models()) if row["name"] == self.name)
        self.assertEqual((row["champion"], row["owner"], row["risk_tier"], row["versions"]), (1, "ann", "high", 1))

    def test_a_card_and_options_travel_along(self):
        version = self.server.register(
            self.name, HERE / "model.txt", card={"purpose": "tests"}, isolation="in-process",
            options={"batch_rows": 64})
        self.assertEqual(version["card"], {"purpose": "tests"})
        self.assertEqual(version["options"], {"isolation": "in-process", "batch_rows": "64"})

    def test_verbs_change_who_answers(self):
        self.scored()
        second = self.scored("other.txt")
        self.server.canary(second, 0.5)
        self.assertEqual(self.server.lineup(self.name)["canaries"], [{"version": 2, "share": 0.5}])
        self.server.promote(second)
        self.assertEqual(self.server.lineup(self.name)["champion"], 2)
        self.server.rollback(self.name)
        self.assertEqual(self.server.lineup(self.name)["champion"], 1)
        self.server.retire(second.reference)
        self.assertTrue(self.server.versions(self.name)[1]["retired"])

    def test_a_comparison_tells_itself_and_shows_itself(self):
        self.scored()
        self.scored("other.txt")
        self.server.shadow(self.name + "@2", since="beginning")
        answers = self.server.predict(self.name, [{"age": age, "income": 1} for age in range(100)])
        ids = [row["prediction_id"] for row in rows_of(answers)]
        receipt = self.server.label(self.name, {prediction: 0.25 for prediction in ids})
        self.assertEqual((receipt["accepted"], receipt["unknown"], receipt["refused"]), (100, 0, 0))
        self.eventually("all pairs are there", lambda: self.server.compare(self.name + "@2")["labelled"] == 100)
        comparison = self.server.compare(self.name + "@2", explore=True)
        self.assertEqual(comparison.verdict, comparison["verdict"])
        self.assertIn(f"{self.name}@2 against champion @1: ", repr(comparison))
        self.assertIn("(100 pairs, 100 labelled)", repr(comparison))
        self.assertIn("<table>", comparison._repr_html_())
        self.assertEqual(len(rows_of(comparison.metrics)), len(comparison["metrics"]))
        self.assertEqual(rows_of(comparison.segments), [])
        self.assertIn("differences", comparison)


class References(WithServer):
    ROWS = [{"age": 20, "income": 1000, "p": 0.3, "y": 0.25}, {"age": 50, "income": None, "p": 0.7, "y": 0.75},
            {"age": 60, "income": 3000, "p": 0.75, "y": 0.75}]

    def test_training_data_become_the_reference(self):
        version = self.server.register(self.name, HERE / "model.txt", reference=self.ROWS, score="p", label="y")
        shown = self.server.reference(version)
        self.assertEqual((shown["rows"], shown["labelled"]["rows"]), (3, 3))
        columns = {column["name"]: column for column in shown["columns"]}
        self.assertEqual(sorted(columns), ["@label", "@score", "age", "income"])
        self.assertAlmostEqual(columns["income"]["missing"], 1 / 3)

    def test_the_version_itself_says_the_scores(self):
        rows = [{name: row[name] for name in ("age", "income")} for row in self.ROWS]
        version = self.server.register(self.name, HERE / "model.txt", reference=rows, ask=True)
        columns = {column["name"]: column for column in self.server.reference(version)["columns"]}
        said = [row["value"] for row in rows_of(self.server.predict(self.name, rows))]
        self.assertEqual(sorted(columns), ["@score", "age", "income"])
        self.assertAlmostEqual(columns["@score"]["mean"], sum(said) / len(said))

    def test_traffic_becomes_one_too_or_is_refused_with_the_servers_words(self):
        version = self.scored()
        refusal = self.refused(self.server.reference, version, since="1d", of=7)
        self.assertEqual((refusal.status, refusal.fact), (404, f"there is no {self.name}@7"))
        self.assertIn("has no reference", self.refused(self.server.reference, version).fact)

    def test_a_version_without_a_reference_is_still_registered(self):
        refusal = self.refused(self.server.register, self.name, HERE / "model.txt", reference=[{"x": 1}])
        self.assertIn(f"{self.name}@1 is registered, but without a reference: The file has none of the features", refusal.fact)
        self.assertIn(f'server.reference("{self.name}@1", frame)', refusal.remedy)
        made = self.server.reference(self.name + "@1", {"age": [20, 50], "income": [1, 2]})
        self.assertEqual(made["rows"], 2)


class Refusals(WithServer):
    def test_the_servers_sentence_is_what_one_reads(self):
        refusal = self.refused(self.server.lineup, "nobody")
        self.assertEqual(refusal.status, 404)
        self.assertIn("nobody", refusal.fact)
        self.assertEqual(str(refusal), f"{refusal.fact}. {refusal.remedy}" if refusal.remedy else refusal.fact)

    def test_a_refused_artifact_says_why(self):
        refusal = self.refused(self.server.register, self.name, HERE / "running.py", runtime="trees")
        self.assertGreaterEqual(refusal.status, 400)
        self.assertTrue(refusal.fact)

    def test_the_same_version_is_not_registered_twice(self):
        self.scored()
        self.assertIn(f"{self.name}@1 has the same artifact", self.refused(self.scored).fact)

    def test_what_is_no_model_is_not_sent(self):
        self.assertIn("there is no file nowhere.onnx", str(self.refused(self.server.register, self.name, "nowhere.onnx")))
        self.assertIn("a int has no predict", str(self.refused(self.server.register, self.name, 7)))
        self.assertIn("needs MLflow", str(self.refused(self.server.register, self.name, "models:/churn/1")))
        self.assertIn("is no version", str(self.refused(self.server.promote, self.name)))

    def test_a_server_that_is_not_there_is_said_so(self):
        self.assertIn("Is it running?", str(self.refused(understudy.connect("http://127.0.0.1:1").models)))


if __name__ == "__main__":
    unittest.main()
