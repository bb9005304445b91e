package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.Problem;

class HostileFilesTest {
    private static final String LIGHTGBM = """
            tree
            version=v4
            num_class=1
            num_tree_per_iteration=1
            max_feature_idx=1
            objective=regression
            feature_names=age income
            feature_infos=[0:1] 2:0:1

            Tree=0
            num_leaves=3
            num_cat=1
            split_feature=0 1
            threshold=0.5 0
            decision_type=8 1
            left_child=1 -1
            right_child=-2 -3
            leaf_value=1 2 3
            cat_boundaries=0 1
            cat_threshold=3

            end of trees
            """;

    private static final String XGBOOST = """
            {"learner":{"feature_names":[],"gradient_booster":{"model":{"tree_info":[0],"trees":[{
            "left_children":[1,-1,-1],"right_children":[2,-1,-1],"split_indices":[0,0,0],
            "split_conditions":[0.5,1,2],"default_left":[0,0,0],"split_type":[0,0,0],"sum_hessian":[3,2,1],
            "tree_param":{"size_leaf_vector":"1"}}]},"name":"gbtree"},
            "learner_model_param":{"base_score":"[5E-1]","num_class":"0","num_feature":"2","num_target":"1"},
            "objective":{"name":"reg:squarederror"}},"version":[3,1,0]}
            """;

    /** A categorical split, up to how many categories it has. */
    private static final String SET =
            "\"categories_nodes\":[0],\"categories_segments\":[0],\"categories_sizes\":";

    @Test
    void the_two_files_are_fine_before_they_are_broken() {
        LightGbmText.parse(LIGHTGBM.getBytes(UTF_8));
        XgboostJson.parse(XGBOOST.getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "left_child=1 -1 | left_child=0 -1 | child of split 0: 0",
        "left_child=1 -1 | left_child=1 1 | child of split 1: 1",
        "left_child=1 -1 | left_child=1 -2 | a child no other split has",
        "left_child=1 -1 | left_child=7 -1 | child of split 0: 7",
        "left_child=1 -1 | left_child=1 -9 | child of split 1: -9",
        "left_child=1 -1 | left_child=1 | left_child: 1 values",
        "left_child=1 -1 | left_child=1 x | left_child: x",
        "left_child=1 -1 | left_child=1 99999999999 | left_child: 99999999999",
        "split_feature=0 1 | split_feature=0 2 | feature of split 1: 2",
        "threshold=0.5 0 | threshold=nan 0 | threshold of split 0: NaN",
        "threshold=0.5 0 | threshold=high 0 | threshold: high",
        "threshold=0.5 0 | threshold=0.5 4 | categorical threshold: 4",
        "cat_boundaries=0 1 | cat_boundaries=0 4000000000 | cat_boundaries: 4000000000",
        "decision_type=8 1 | decision_type=12 1 | decision_type: 12",
        "leaf_value=1 2 3 | leaf_value=1 2 NaN | value of leaf 2: NaN",
        "num_leaves=3 | num_leaves=2000000000 | 2000000000 values",
        "num_leaves=3 | num_leaves=-1 | num_leaves: -1",
        "max_feature_idx=1 | max_feature_idx=2000000000 | max_feature_idx: 2000000000",
        "num_tree_per_iteration=1 | num_tree_per_iteration=3 | 1 trees",
        "feature_names=age income | feature_names=age age | feature names: age",
        "objective=regression | objective=wishful | objective wishful",
        "version=v4 | version=v9 | version v9",
        "num_cat=1 | is_linear=1 | no leaf_const",
        "end of trees | | end of trees",
    })
    void a_broken_LightGBM_file_is_refused_by_naming_what_is_broken(String line, String broken, String message) {
        String text = LIGHTGBM.replace(line, broken == null ? "" : broken);

        assertRefused(() -> LightGbmText.parse(text.getBytes(UTF_8)), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "\"left_children\":[1,-1,-1] | \"left_children\":[0,-1,-1] | left child of 0: 0",
        "\"left_children\":[1,-1,-1] | \"left_children\":[2,-1,-1] | a child no other split has",
        "\"left_children\":[1,-1,-1] | \"left_children\":[9,-1,-1] | left child of 0: 9",
        "\"left_children\":[1,-1,-1] | \"left_children\":[1,-1] | arrays of different lengths",
        "\"split_indices\":[0,0,0] | \"split_indices\":[2,0,0] | feature of split 0: 2",
        "\"split_conditions\":[0.5,1,2] | \"split_conditions\":[NaN,1,2] | threshold of split 0: NaN",
        "\"split_conditions\":[0.5,1,2] | \"split_conditions\":[0.5,1e99,2] | value of leaf 0: Infinity",
        "\"split_type\":[0,0,0] | \"split_type\":[2,0,0] | split_type 2",
        "\"size_leaf_vector\":\"1\" | \"size_leaf_vector\":\"3\" | base_weights: 0 values",
        "\"tree_param\": | \"categories\":[99999999]," + SET + "[1],\"tree_param\": | categories: 99999999",
        "\"tree_param\": | " + SET + "[9],\"tree_param\": | categories_sizes: 9",
        "\"tree_param\": | " + SET + "[],\"tree_param\": | categories_nodes: 1 nodes",
        "\"num_feature\":\"2\" | \"num_feature\":\"2000000000\" | num_feature: 2000000000",
        "\"num_class\":\"0\" | \"num_class\":\"2000000000\" | num_class: 2000000000",
        "\"tree_info\":[0] | \"tree_info\":[1] | tree_info of tree 0: 1",
        "\"tree_info\":[0] | \"tree_info\":[] | tree_info: 0 trees",
        "\"name\":\"gbtree\" | \"name\":\"gblinear\" | weights: 0 values",
        "\"name\":\"gbtree\" | \"name\":\"gbforest\" | booster 'gbforest'",
        "\"name\":\"gbtree\" | \"weight_drop\":[],\"name\":\"gbtree\" | weight_drop: 0 weights",
        "\"version\":[3,1,0] | \"version\":[4,0,0] | release 4",
        "\"learner\": | \"teacher\": | no learner",
        "[5E-1] | [5E-1,1,2] | base_score",
        "[5E-1] | much | base_score: much",
        "reg:squarederror | reg:wishful | 'reg:wishful'",
        "\"version\":[3,1,0]} | \"version\":[3,1 | XGBoost model",
    })
    void a_broken_XGBoost_file_is_refused_by_naming_what_is_broken(String part, String broken, String message) {
        String text = XGBOOST.replace(part, broken);

        assertRefused(() -> XgboostJson.parse(text.getBytes(UTF_8)), message);
    }

    @Test
    void a_bomb_of_nested_arrays_is_refused() {
        String bomb = "{\"learner\":" + "[".repeat(1_000_000);

        assertRefused(() -> XgboostJson.parse(bomb.getBytes(UTF_8)), "XGBoost model");
    }

    @Test
    void a_tree_that_is_one_endless_chain_is_refused() {
        int splits = 100_000;
        StringBuilder left = new StringBuilder("left_child=");
        StringBuilder right = new StringBuilder("right_child=");
        for (int i = 0; i < splits; i++) {
            left.append(i == splits - 1 ? ~splits : i + 1).append(' ');
            right.append(~i).append(' ');
        }
        String text = LIGHTGBM.replace("num_leaves=3", "num_leaves=" + (splits + 1))
                .replace("split_feature=0 1", "split_feature=" + "0 ".repeat(splits))
                .replace("threshold=0.5 0", "threshold=" + "0.5 ".repeat(splits))
                .replace("decision_type=8 1", "decision_type=" + "8 ".repeat(splits))
                .replace("left_child=1 -1", left)
                .replace("right_child=-2 -3", right)
                .replace("leaf_value=1 2 3", "leaf_value=" + "1 ".repeat(splits + 1));

        assertRefused(() -> LightGbmText.parse(text.getBytes(UTF_8)), "depth: over 4096");
    }

    static void assertRefused(ThrowingCallable parse, String message) {
        assertThatThrownBy(parse)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> org.assertj.core.api.Assertions.assertThat(problem.code())
                                .isEqualTo(Problem.Code.UNPROCESSABLE))
                .hasMessageContaining(message);
    }
}
