import random
import unittest

from tests.running import WithServer, has


def applicants(rows=400, seed=7):
    """Columns of each kind, some with gaps, and who paid."""
    import pandas
    chance = random.Random(seed)
    frame = pandas.DataFrame({
        "age": [chance.randint(18, 90) for _ in range(rows)],
        "income": [chance.choice([None, chance.uniform(0, 9e4)]) for _ in range(rows)],
        "region": [chance.choice(["north", "süd", "east"]) for _ in range(rows)],
        "job": pandas.Categorical([chance.choice(["clerk", "nurse"]) for _ in range(rows)]),
        "member": [chance.random() < 0.5 for _ in range(rows)]})
    worth = frame["income"].fillna(3e4) / 9e4 + frame["age"] / 90 + (frame["region"] == "north") + frame["member"] * 0.5
    return frame, worth


def pipeline(last):
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    return make_pipeline(ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), ["age", "income"]),
        ("texts", OneHotEncoder(handle_unknown="ignore"), ["region", "job"]), ("rest", "passthrough", ["member"])]), last)


@unittest.skipUnless(has("sklearn", "pandas"), "scikit-learn and pandas are not there")
class Estimators(WithServer):
    def answers_as_here(self, model, frame):
        """The served model's probabilities and labels, held against Python's."""
        import numpy
        answers = self.server.predict(self.name, frame)
        numpy.testing.assert_allclose(
            numpy.stack(answers["probabilities"].to_numpy()), model.predict_proba(frame), rtol=0, atol=1e-12)
        self.assertEqual(list(answers["label"]), list(model.predict(frame)))

    def test_a_pipeline_of_texts_and_numbers_answers_as_in_python(self):
        from sklearn.linear_model import LogisticRegression
        frame, worth = applicants()
        outcome = (worth > worth.median()).map({True: "paid", False: "default"})
        model = pipeline(LogisticRegression()).fit(frame, outcome)
        version = self.server.register(self.name, model, reference=frame.assign(outcome=outcome))
        self.assertEqual(version["runtime"], "python")
        self.assertEqual(version["card"]["training_data"]["rows"], 400)
        features = {
            each["name"]: (each["datatype"], each["features"][0]["categories"]) for each in version["signature"]["inputs"]}
        self.assertEqual(features, {
            "age": ("INT64", []), "income": ("FP64", []), "region": ("BYTES", ["east", "north", "süd"]),
            "job": ("BYTES", ["clerk", "nurse"]), "member": ("BOOL", [])})
        self.answers_as_here(model, frame)

    def test_the_frame_it_was_trained_on_is_what_traffic_is_held_against(self):
        from sklearn.linear_model import LogisticRegression
        from sklearn.metrics import roc_auc_score
        frame, worth = applicants()
        outcome = (worth > worth.median()).map({True: "paid", False: "default"})
        model = pipeline(LogisticRegression()).fit(frame, outcome)
        chance = model.predict_proba(frame)[:, 1]
        version = self.server.register(
            self.name, model, reference=frame.assign(outcome=outcome, chance=chance), score="chance", label="outcome")
        shown = self.server.reference(version)
        columns = {column["name"]: column for column in shown["columns"]}
        self.assertEqual({name: column["type"] for name, column in columns.items() if name[0] != "@"}, {
            "age": "number", "income": "number", "region": "category", "job": "category", "member": "boolean"})
        self.assertAlmostEqual(columns["income"]["missing"], frame["income"].isna().mean())
        self.assertAlmostEqual(columns["age"]["mean"], frame["age"].mean())
        figures = {figure["name"]: figure for figure in shown["labelled"]["figures"]}
        self.assertAlmostEqual(figures["auc"]["value"], roc_auc_score(outcome == "paid", chance), delta=2e-3)

    def test_without_a_reference_the_server_finds_the_signature_out(self):
        from sklearn.ensemble import RandomForestClassifier
        frame, worth = applicants()
        model = pipeline(RandomForestClassifier(10, random_state=1)).fit(frame, (worth > 1).astype(int))
        version = self.server.register(self.name, model)
        self.answers_as_here(model, frame)
        self.server.register(self.name + "-b", model, reference=frame)
        with_reference = self.server.versions(self.name + "-b")[0]
        self.assertEqual(with_reference["signature"]["outputs"], version["signature"]["outputs"])

    def test_classes_keep_their_type(self):
        from sklearn.tree import DecisionTreeClassifier
        frame, worth = applicants()
        codes = (worth * 2).astype(int)
        for kind, outcome in (("bools", worth > 1), ("codes", codes), ("numbers", codes * 10)):
            with self.subTest(kind):
                self.name = self.name[:18] + kind
                model = pipeline(DecisionTreeClassifier(max_depth=3, random_state=1)).fit(frame, outcome)
                with_reference = self.server.register(self.name, model, reference=frame)
                self.answers_as_here(model, frame)
                found_out = self.server.register(self.name + "-b", model)
                self.assertEqual(with_reference["signature"]["outputs"], found_out["signature"]["outputs"])

    def test_a_regressor_gives_a_value(self):
        import numpy
        from sklearn.ensemble import GradientBoostingRegressor
        frame, worth = applicants()
        model = pipeline(GradientBoostingRegressor(n_estimators=20, random_state=1)).fit(frame, worth)
        self.server.register(self.name, model, reference=frame)
        answers = self.server.predict(self.name, frame)
        numpy.testing.assert_allclose(answers["value"], model.predict(frame), rtol=0, atol=1e-12)

    def test_an_estimator_of_a_matrix_takes_numbered_features(self):
        import numpy
        from sklearn.linear_model import LinearRegression
        frame, worth = applicants()
        matrix = frame[["age", "member"]].to_numpy(float)
        model = LinearRegression().fit(matrix, worth)
        self.server.register(self.name, model)
        answers = self.server.predict(self.name, {"f0": matrix[:, 0], "f1": matrix[:, 1]})
        numpy.testing.assert_allclose(answers["value"], model.predict(matrix), rtol=0, atol=1e-12)

    def test_a_reference_without_a_column_of_the_model_is_refused(self):
        from sklearn.linear_model import LogisticRegression
        frame, worth = applicants()
        model = pipeline(LogisticRegression()).fit(frame, worth > 1)
        refusal = self.refused(self.server.register, self.name, model, reference=frame.drop(columns="job"))
        self.assertIn("the reference has no column 'job'", refusal.fact)

    def test_what_cannot_be_pickled_is_said_so(self):
        from sklearn.preprocessing import FunctionTransformer
        from sklearn.pipeline import make_pipeline
        from sklearn.linear_model import LinearRegression
        model = make_pipeline(FunctionTransformer(lambda values: values), LinearRegression())
        self.assertIn("cannot be pickled", self.refused(self.server.register, self.name, model).fact)

    def test_a_whole_notebook_works(self):
        from sklearn.linear_model import LogisticRegression
        from sklearn.tree import DecisionTreeClassifier
        frame, worth = applicants()
        outcomes = (worth > worth.median()).astype(int)
        self.server.register(self.name, pipeline(LogisticRegression()).fit(frame, outcomes), reference=frame)
        self.server.register(
            self.name, pipeline(DecisionTreeClassifier(max_depth=3, random_state=1)).fit(frame, outcomes), reference=frame)
        answers = self.server.predict(self.name, frame)
        self.assertEqual(self.server.label(self.name, answers.assign(label=outcomes))["accepted"], len(frame))
        self.server.shadow(self.name + "@2", since="beginning")
        self.eventually("all pairs are there", lambda: self.server.compare(self.name + "@2")["labelled"] == len(frame))
        self.assertIn("name", self.server.compare(self.name + "@2").metrics.columns)
        found = self.server.predictions(self.name, since="1d")
        self.assertEqual(len(found), len(frame))
        self.assertEqual(sorted(found["age"]), sorted(frame["age"]))


@unittest.skipUnless(has("xgboost", "sklearn", "pandas"), "XGBoost is not there")
class XGBoost(WithServer):
    def fitted(self, classes=2, **settings):
        import xgboost
        frame, worth = applicants()
        frame = frame[["age", "income"]].astype("float64")
        outcome = (worth * classes / 4).astype(int).clip(0, classes - 1)
        return xgboost.XGBClassifier(n_estimators=20, max_depth=3, **settings), frame, outcome

    def answers_as_here(self, model, frame):
        import numpy
        answers, expected = self.server.predict(self.name, frame), model.predict_proba(frame)
        served = numpy.stack((answers["probability"] if expected.shape[1] == 2 else answers["probabilities"]).to_numpy())
        numpy.testing.assert_allclose(served, expected[:, 1] if expected.shape[1] == 2 else expected, rtol=0, atol=1e-6)

    def test_two_classes_go_as_xgboosts_own_file(self):
        model, frame, outcome = self.fitted()
        version = self.server.register(self.name, model.fit(frame, outcome), reference=frame)
        self.assertEqual((version["runtime"], version["file_name"]), ("trees", "model.ubj"))
        self.answers_as_here(model, frame)

    def test_several_classes_too(self):
        model, frame, outcome = self.fitted(classes=4)
        self.server.register(self.name, model.fit(frame, outcome))
        self.answers_as_here(model, frame)

    def test_only_the_best_trees_go(self):
        model, frame, outcome = self.fitted(early_stopping_rounds=1, learning_rate=1)
        model.fit(frame[:200], outcome[:200], eval_set=[(frame[200:], outcome[200:])], verbose=False)
        self.assertLess(model.best_iteration, 19)
        self.server.register(self.name, model)
        self.answers_as_here(model, frame)


if __name__ == "__main__":
    unittest.main()
