package understudy.scanning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What frameworks themselves write must pass, or nobody will keep the scan switched on. */
class OrdinaryModelsTest {
    private static final Path CASES = Path.of(System.getProperty("understudy.cases", "../shared/cases"));

    /** A Python with scikit-learn, where there is one. */
    private static final String PYTHON = System.getProperty("understudy.python", "/usr/bin/python3");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {
        "kserve-example-models/sklearnserver", "torchscript-mnist-cnn", "onnx-sklearn", "onnx-tribuo", "onnx-backend",
        "tf-serving", "triton-models", "h2o-genmodel", "lightgbm-examples", "xgboost-agaricus", "xgboost-komiya-legacy",
        "pmml-jpmml-2014-rattle", "adult", "wine-quality"
    })
    void published_models_pass(String name) {
        Path models = CASES.resolve(name);
        assumeTrue(Files.exists(models), "no cases here");

        ScanReport report = ArtifactScan.of(models, name);

        assertThat(report.findings()).filteredOn(finding -> finding.verdict() != Verdict.ALLOWED).isEmpty();
        assertThat(report.files()).isPositive();
    }

    @Test
    void pickles_of_scikit_learn_pandas_and_joblib_pass_and_are_read_to_their_end() throws Exception {
        python(WRITES_MODELS);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                ScanReport report = ArtifactScan.of(file, file.getFileName().toString());
                assertThat(report.findings())
                        .as(file.getFileName().toString())
                        .filteredOn(finding -> finding.verdict() != Verdict.ALLOWED)
                        .isEmpty();
                boolean raw = file.toString().endsWith(".npy") || file.toString().endsWith(".npz");
                assertThat(raw || !report.findings().isEmpty()).as(file.getFileName() + " has imports").isTrue();
            }
        }
    }

    @Test
    void what_was_planted_behind_the_arrays_of_joblib_is_found_in_every_packing() throws Exception {
        python("""
                import joblib, numpy, os, sys
                class Planted:
                    def __reduce__(self):
                        return os.system, ('true',)
                model = [numpy.arange(1000.0), numpy.array(['a', None], object), numpy.zeros((3, 4), 'f4', order='F'), Planted()]
                for name, pack in dict(plain=0, zlib=('zlib', 3), gzip=('gzip', 3), bz2=('bz2', 3), xz=('xz', 3), lzma=('lzma', 3)).items():
                    joblib.dump(model, f'{sys.argv[1]}/{name}.joblib', compress=pack)
                """);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList()).hasSize(6).allSatisfy(file -> assertThat(
                            ArtifactScan.of(file, "a.joblib").dangerous())
                    .as(file.getFileName().toString())
                    .extracting(Finding::what)
                    .containsExactly("posix.system"));
        }
    }

    private void python(String program) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no Python here");
        assumeTrue(run("import sklearn, pandas, joblib") == 0, "no scikit-learn here");
        assertThat(run(program)).isZero();
    }

    private int run(String program) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(PYTHON, "-W", "ignore", "-c", program, folder.toString()).inheritIO().start();
        assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static final String WRITES_MODELS = """
            import sys, pickle, joblib, numpy as np, pandas as pd, datetime, decimal, collections
            from sklearn.compose import ColumnTransformer
            from sklearn.datasets import make_classification
            from sklearn.decomposition import PCA
            from sklearn.ensemble import *
            from sklearn.feature_extraction.text import TfidfVectorizer
            from sklearn.feature_selection import SelectKBest
            from sklearn.gaussian_process import GaussianProcessClassifier
            from sklearn.impute import SimpleImputer
            from sklearn.linear_model import LogisticRegression, SGDClassifier, Ridge
            from sklearn.metrics import f1_score, make_scorer
            from sklearn.model_selection import GridSearchCV
            from sklearn.naive_bayes import GaussianNB
            from sklearn.neighbors import KNeighborsClassifier
            from sklearn.neural_network import MLPClassifier
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import *
            from sklearn.svm import SVC
            from sklearn.tree import DecisionTreeClassifier
            out = sys.argv[1]
            X, y = make_classification(200, 8, random_state=0)
            models = [LogisticRegression(), SGDClassifier(), Ridge(), GaussianNB(), SVC(probability=True), MLPClassifier(max_iter=20),
                DecisionTreeClassifier(), RandomForestClassifier(10), ExtraTreesClassifier(5), GradientBoostingClassifier(n_estimators=5),
                HistGradientBoostingClassifier(max_iter=5), AdaBoostClassifier(n_estimators=3), IsolationForest(n_estimators=5),
                KNeighborsClassifier(algorithm='kd_tree'), KNeighborsClassifier(algorithm='ball_tree'), GaussianProcessClassifier(),
                make_pipeline(StandardScaler(), PCA(3), SelectKBest(k=2), LogisticRegression()),
                GridSearchCV(LogisticRegression(), {'C': [1, 2]}, scoring=make_scorer(f1_score), cv=2)]
            fitted = [(type(m).__name__ + str(i), m.fit(X, y)) for i, m in enumerate(models)]
            table = pd.DataFrame({'amount': [1.0, None, 3.0, 4.0], 'city': ['a', 'b', None, 'a'], 'when': pd.to_datetime(['2020'] * 4),
                'kind': pd.Categorical(['u', 'v', 'u', 'v']), 'count': pd.array([1, None, 2, 3], dtype='Int64')})
            mixed = make_pipeline(ColumnTransformer([
                ('numbers', make_pipeline(SimpleImputer(), StandardScaler()), ['amount']),
                ('words', make_pipeline(SimpleImputer(strategy='most_frequent'), OneHotEncoder(handle_unknown='ignore')), ['city'])]),
                LogisticRegression()).fit(table, [0, 1, 0, 1])
            fitted += [('mixed', mixed), ('table', table), ('words', TfidfVectorizer().fit(['a bc de', 'de fg'])),
                ('log', FunctionTransformer(np.log1p).fit(X)), ('random', [np.random.RandomState(1), np.random.default_rng(1)]),
                ('plain', [datetime.datetime.now(datetime.timezone.utc), decimal.Decimal(1), collections.defaultdict(int), {1, 2},
                    np.float64(2), np.datetime64('2020'), np.array(['x', None], object), np.zeros(3, [('a', 'f8'), ('b', 'S3')])])]
            for name, model in fitted:
                for protocol in (0, 2, 4, 5):
                    try:
                        written = pickle.dumps(model, protocol)
                    except TypeError:
                        assert protocol == 0
                        continue
                    open(f'{out}/{name}.{protocol}.pkl', 'wb').write(written)
                joblib.dump(model, f'{out}/{name}.joblib')
            for pack in ('zlib', 'gzip', 'bz2', 'xz', 'lzma'):
                joblib.dump(fitted[7][1], f'{out}/forest.{pack}.joblib', compress=(pack, 3))
                joblib.dump(mixed, f'{out}/mixed.{pack}.joblib', compress=(pack, 3))
            np.save(f'{out}/numbers.npy', X)
            np.save(f'{out}/objects.npy', np.array(['x', None], object))
            np.savez(f'{out}/all.npz', X, np.array(['x', None], object))
            np.savez_compressed(f'{out}/packed.npz', X, np.array(['x', None], object))
            """;
}
