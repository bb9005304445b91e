package understudy.runtimes.python;

import java.nio.file.Files;
import java.nio.file.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import understudy.core.NamedTensor;
import understudy.core.Tensor;

/** The same made-up applicants here and in Python, and pipelines of scikit-learn fitted to them there. */
final class Applicants {
    static final int COUNT = 200;
    private static final String[] JOBS = {"baker", "clerk", "smith"};
    private static final String[] CITIES = {"Bonn", "Köln", "Ulm", ""};

    /** Saves {@code NAME.joblib} for each model, and what it answers for all applicants as lines of {@code NAME.txt}. */
    private static final String SCRIPT = """
            import gzip, pickle, sys
            import joblib, numpy, pandas
            from sklearn.compose import ColumnTransformer
            from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingRegressor
            from sklearn.feature_extraction.text import TfidfVectorizer
            from sklearn.impute import SimpleImputer
            from sklearn.linear_model import LinearRegression, LogisticRegression
            from sklearn.model_selection import GridSearchCV
            from sklearn.pipeline import make_pipeline, Pipeline
            from sklearn.preprocessing import OneHotEncoder, StandardScaler

            folder, count = sys.argv[1] + "/", int(sys.argv[2])
            at = range(count)
            frame = pandas.DataFrame({
                "age": [float("nan") if i % 11 == 10 else 20.0 + i * 7 % 50 for i in at],
                "job": [["baker", "clerk", "smith"][i % 3] for i in at],
                "city": [["Bonn", "Köln", "Ulm", None][i * 5 % 7 % 4] for i in at],
                "children": [i * 3 % 5 for i in at],
                "income": [1000.0 * (i * 13 % 17) + 0.5 for i in at],
            })
            said = numpy.where((frame["income"] > 8000) ^ (frame["job"] == "clerk") ^ (frame["children"] > 3), "yes", "no")
            numbers = make_pipeline(SimpleImputer(), StandardScaler())
            columns = ColumnTransformer([
                ("numbers", numbers, ["age", "income"]),
                ("texts", OneHotEncoder(handle_unknown="ignore"), ["job", "city"]),
                ("counts", OneHotEncoder(), ["children"]),
            ])
            boosted = GradientBoostingClassifier(n_estimators=30)
            for name, model in [("logistic", LogisticRegression()), ("boosted", boosted)]:
                fitted = Pipeline([("columns", columns), ("model", model)]).fit(frame, said)
                joblib.dump(fitted, folder + name + ".joblib")
                with open(folder + name + ".txt", "w") as file:
                    for label, (no, yes) in zip(fitted.predict(frame), fitted.predict_proba(frame)):
                        file.write("%s %r %r\\n" % (label, float(no), float(yes)))
            joblib.dump(fitted, folder + "compressed.joblib", compress=3)
            searched = Pipeline([("columns", columns), ("model", LogisticRegression())])
            search = GridSearchCV(searched, {"model__C": [1, 2]}, cv=2)
            joblib.dump(search.fit(frame, said), folder + "searched.pkl")
            with open(folder + "boosted.sav", "wb") as file:
                pickle.dump(fitted, file)
            with gzip.open(folder + "zipped.pkl", "wb") as file:
                pickle.dump(fitted, file)
            matrix = frame[["age", "income"]].to_numpy()
            joblib.dump(HistGradientBoostingRegressor(max_iter=5).fit(matrix, frame["children"]), folder + "missing.pkl")
            joblib.dump(LinearRegression().fit(frame[["income", "children"]], frame["income"] * 2), folder + "named.pkl")
            joblib.dump(LinearRegression().fit(matrix[:9, 1:], matrix[:9]), folder + "two.pkl")
            joblib.dump(LogisticRegression(), folder + "unfitted.pkl")
            texts = ["good day", "bad day", "good", "bad"]
            words = make_pipeline(TfidfVectorizer(), LogisticRegression())
            joblib.dump(words.fit(texts, [1, 0, 1, 0]), folder + "words.pkl")
            """;

    private Applicants() {}

    static void train(String python, Path folder) {
        try {
            Path script = Files.writeString(folder.resolve("train.py"), SCRIPT);
            Stage.run(python, script.toString(), folder.toString(), Integer.toString(COUNT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the pipelines' signature has them. */
    static List<NamedTensor> rows(int rows) {
        double[] ages = IntStream.range(0, rows).mapToDouble(i -> i % 11 == 10 ? Double.NaN : 20 + i * 7 % 50).toArray();
        String[] jobs = IntStream.range(0, rows).mapToObj(i -> JOBS[i % 3]).toArray(String[]::new);
        String[] cities = IntStream.range(0, rows).mapToObj(i -> CITIES[i * 5 % 7 % 4]).toArray(String[]::new);
        long[] children = IntStream.range(0, rows).mapToLong(i -> i * 3 % 5).toArray();
        double[] incomes = IntStream.range(0, rows).mapToDouble(i -> 1000.0 * (i * 13 % 17) + 0.5).toArray();
        return List.of(
                new NamedTensor("age", Tensor.of(ages)),
                new NamedTensor("job", Tensor.of(jobs)),
                new NamedTensor("city", Tensor.of(cities)),
                new NamedTensor("children", Tensor.of(children)),
                new NamedTensor("income", Tensor.of(incomes)));
    }
}
