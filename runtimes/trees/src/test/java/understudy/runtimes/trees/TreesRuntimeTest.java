package understudy.runtimes.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Problem;
import understudy.core.Signature;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;
import understudy.serving.ServingRuntime;

class TreesRuntimeTest {
    private static final Path CASES = Path.of(System.getProperty("understudy.cases", "none"));

    /** Raw score: 0 over half a year; up to that −1 in the south (code 1) and 1 elsewhere. */
    static final String LIGHTGBM = """
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            max_feature_idx=1
            objective=binary sigmoid:1
            feature_names=years region
            feature_infos=[0:1] 0:1

            Tree=0
            num_leaves=3
            num_cat=1
            split_feature=0 1
            threshold=0.5 0
            decision_type=8 1
            left_child=1 -1
            right_child=-2 -3
            leaf_value=-1 0 1
            cat_boundaries=0 1
            cat_threshold=2

            end of trees

            pandas_categorical:[["north", "south"]]
            """;

    private static final String XGBOOST = """
            {"learner":{"feature_names":[],"gradient_booster":{"model":{"tree_info":[0,1],"trees":[{
            "left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],
            "split_conditions":[0.5,1,0],"default_left":[1,0,0]},{
            "left_children":[-1],"right_children":[-1],"split_indices":[0],
            "split_conditions":[0.25],"default_left":[0]}]},"name":"gbtree"},
            "learner_model_param":{"base_score":"5E-1","num_class":"2","num_feature":"2"},
            "objective":{"name":"multi:softmax"}},"version":[2,0,3]}
            """;

    private final ServingRuntime runtime = new TreesRuntime();

    @TempDir
    Path folder;

    @Test
    void it_is_found_as_a_service() {
        assertThat(ServiceLoader.load(ServingRuntime.class))
                .anySatisfy(found -> assertThat(found).isInstanceOf(TreesRuntime.class));
    }

    @Test
    void a_LightGBM_model_names_its_features_and_categories_and_gives_a_probability() throws IOException {
        Instance instance = runtime.load(artifact(LIGHTGBM), Loading.plain());

        Input input = instance.signature().inputs().getFirst();
        assertThat(input.type()).isEqualTo(DataType.FP64);
        assertThat(input.shape()).containsExactly(-1L, 2L);
        assertThat(input.features()).extracting(Signature.Feature::name).containsExactly("years", "region");
        assertThat(input.features().get(1).categories()).containsExactly("north", "south");

        List<NamedTensor> answer =
                instance.predict(List.of(new NamedTensor("input", Tensor.of(new double[] {0, 1, 0, 0, 9, 0}, 3, 2))), 3);
        assertThat(answer).hasSize(1);
        assertThat(answer.getFirst().name()).isEqualTo("probability");
        assertThat(answer.getFirst().tensor().doubles())
                .containsExactly(1 / (1 + Math.exp(1)), 1 / (1 + Math.exp(-1)), 0.5);
    }

    @Test
    void an_XGBoost_model_that_says_the_class_says_it_first() throws IOException {
        Instance instance = runtime.load(artifact(XGBOOST), Loading.plain());

        List<NamedTensor> answer = instance.predict(
                List.of(new NamedTensor("input", Tensor.of(new float[] {0, 0, 9, 0, Float.NaN, 0}, 3, 2))), 3);

        assertThat(instance.signature().output(Meaning.LABEL)).isPresent();
        assertThat(answer.getFirst().tensor().longs()).containsExactly(0, 1, 0);
        assertThat(answer.get(1).tensor().shape()).containsExactly(3, 2);
        assertThat(answer.get(1).tensor().type()).isEqualTo(DataType.FP32);
    }

    @Test
    void a_given_signature_may_take_a_column_per_feature() throws IOException {
        Signature own = runtime.load(artifact(LIGHTGBM), Loading.plain()).signature();
        Signature given = new Signature(
                List.of(Input.column("years", DataType.INT32, false), Input.column("region", DataType.FP64, true)),
                own.outputs());

        Instance instance = runtime.load(artifact(LIGHTGBM), Loading.as(given));
        List<NamedTensor> answer = instance.predict(
                List.of(
                        new NamedTensor("years", Tensor.of(DataType.INT32, new long[] {2}, new int[] {0, 9})),
                        new NamedTensor("region", Tensor.of(new double[] {1, 0}))),
                2);

        assertThat(answer.getFirst().tensor().doubles()).containsExactly(1 / (1 + Math.exp(1)), 0.5);
    }

    @Test
    void it_tells_how_much_memory_the_trees_take() throws IOException {
        Instance instance = runtime.load(artifact(LIGHTGBM), Loading.plain());

        assertThat(instance.memory().orElseThrow()).isBetween(500L, 2_000L);
    }

    @Test
    void a_signature_that_cannot_be_true_is_refused() throws IOException {
        Signature own = runtime.load(artifact(LIGHTGBM), Loading.plain()).signature();
        Signature three = new Signature(
                List.of(new Input("input", DataType.FP64, List.of(-1L, 3L), List.of())), own.outputs());
        Artifact artifact = artifact(LIGHTGBM);

        assertThatThrownBy(() -> runtime.load(artifact, Loading.as(three)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("[-1, 3]")
                .hasMessageContaining("[-1, 2]");
    }

    @Test
    void it_accepts_by_first_bytes_only() throws IOException {
        assertThat(runtime.accepts(artifact(LIGHTGBM))).isTrue();
        assertThat(runtime.accepts(artifact(XGBOOST))).isTrue();
        assertThat(runtime.accepts(artifact("trees and flowers"))).isFalse();
        assertThat(runtime.accepts(artifact(""))).isFalse();
        assertThat(runtime.accepts(new Artifact(folder, "folder", ""))).isFalse();
        assertThat(runtime.accepts(new Artifact(folder.resolve("absent"), "absent", ""))).isFalse();
    }

    @Test
    void what_is_cut_after_its_first_bytes_is_refused_with_what_to_do() throws IOException {
        for (String head : List.of("binf\0\0", "{L\0\0\0\0\0\0\0\7learner", "{\"learner\":{", "tree\nversion=v4\n")) {
            Artifact cut = artifact(head);

            assertThat(runtime.accepts(cut)).isTrue();
            assertThatThrownBy(() -> runtime.load(cut, Loading.plain()))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("save the model again");
        }
    }

    @ParameterizedTest
    @CsvSource({"json_model/model.json", "ubj_model/model.ubj", "bst_model/model.bst"})
    void every_format_of_XGBoost_is_known_by_its_first_bytes_and_answers_the_same(String file) throws IOException {
        Path model = CASES.resolve("kserve-example-models/xgbserver/xgbserver/example_model").resolve(file);
        assumeTrue(Files.exists(model), "no folder of cases");
        Artifact nameless = new Artifact(Files.copy(model, folder.resolve("nameless")), "nameless", "");

        assertThat(runtime.accepts(nameless)).isTrue();
        Instance instance = runtime.load(nameless, Loading.plain());
        List<NamedTensor> answer = instance.predict(
                List.of(new NamedTensor("input", Tensor.of(new float[] {5.1f, 3.5f, 1.4f, 0.2f}, 1, 4))), 1);

        assertThat(answer.getFirst().tensor().longs()).containsExactly(0);
        assertThat(answer.get(1).tensor().shape()).containsExactly(1, 10);
    }

    @Test
    void a_million_hashed_columns_are_one_matrix_that_is_not_described_column_by_column() throws IOException {
        Path model = CASES.resolve("xgboost-komiya-legacy/model/gbtree/v47/sms-spam.model");
        assumeTrue(Files.exists(model), "no folder of cases");

        Input input = runtime.load(new Artifact(model, "sms-spam.model", ""), Loading.plain())
                .signature()
                .inputs()
                .getFirst();

        assertThat(input.shape()).containsExactly(-1L, 1_048_330L);
        assertThat(input.features()).isEmpty();
    }

    @Test
    void categories_that_an_XGBoost_file_holds_are_the_categories_of_its_feature() throws IOException {
        String cats = "\"cats\":{\"enc\":[{\"type\":5,\"values\":[]},"
                + "{\"offsets\":[0,1,3],\"values\":[97,98,98]}]},\"tree_info\"";
        Artifact artifact = artifact(XGBOOST.replace("\"tree_info\"", cats));

        Signature signature = runtime.load(artifact, Loading.plain()).signature();

        assertThat(signature.features()).extracting(Signature.Feature::categories)
                .containsExactly(List.of(), List.of("a", "bb"));
    }

    private Artifact artifact(String content) throws IOException {
        Path file = Files.createTempFile(folder, "model", "");
        Files.writeString(file, content);
        return new Artifact(file, "model", "");
    }
}
