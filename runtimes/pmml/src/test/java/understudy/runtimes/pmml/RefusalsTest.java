package understudy.runtimes.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.Problem;

/** Documents the library would load and answer wrongly, or fail to answer when it is too late. */
class RefusalsTest {
    private static final String XYZ = """
            <DataField name="x" optype="continuous" dataType="double"/>
            <DataField name="n" optype="continuous" dataType="integer"/>
            <DataField name="day" optype="continuous" dataType="date"/>
            <DataField name="grade" optype="ordinal" dataType="string">
            <Value value="low"/><Value value="middle"/><Value value="high"/></DataField>
            """;
    private static final String SCHEMA =
            "<MiningSchema><MiningField name=\"grade\" usageType=\"target\"/><MiningField name=\"x\"/></MiningSchema>";

    @TempDir
    Path folder;

    @Test
    void exclusive_or() {
        refuses(Documents.TREE.replace(
                        "<SimplePredicate field=\"age\" operator=\"greaterThan\" value=\"40\"/>",
                        "<CompoundPredicate booleanOperator=\"xor\"><True/><False/></CompoundPredicate>"),
                "booleanOperator=\"xor\"");
    }

    @Test
    void ordinal_regression_of_three_classes() {
        String tables = "<RegressionTable intercept=\"1\" targetCategory=\"low\"/>"
                + "<RegressionTable intercept=\"2\" targetCategory=\"middle\"/>"
                + "<RegressionTable intercept=\"0\" targetCategory=\"high\"/>";
        refuses(Documents.document(XYZ, "<RegressionModel functionName=\"classification\" normalizationMethod=\"logit\">"
                + SCHEMA + tables + "</RegressionModel>"), "ordinal target of 3 classes");
    }

    @Test
    void a_vote_of_neighbours_that_may_tie() {
        refuses(Documents.document(XYZ, "<NearestNeighborModel functionName=\"classification\" numberOfNeighbors=\"3\">"
                + SCHEMA + "</NearestNeighborModel>"), "majorityVote of 3 nearest neighbours");
    }

    @Test
    void groups_over_several_rows() {
        refuses(Documents.document(XYZ, "<AssociationModel functionName=\"associationRules\"><MiningSchema>"
                + "<MiningField name=\"n\" usageType=\"group\"/><MiningField name=\"grade\"/></MiningSchema>"
                + "</AssociationModel>"), "group field 'n'");
    }

    @Test
    void dates() {
        refuses(Documents.document(XYZ, "<RegressionModel functionName=\"regression\"><MiningSchema>"
                + "<MiningField name=\"day\"/></MiningSchema><RegressionTable intercept=\"1\"/></RegressionModel>"),
                "uses the date or time 'day'");
    }

    @Test
    void an_integer_compared_with_a_number() {
        String numbers = XYZ.replaceAll("<DataField name=\"day\".*", "");
        refuses(Documents.derived(numbers,
                "<Apply function=\"equal\"><FieldRef field=\"x\"/><FieldRef field=\"n\"/></Apply>"),
                "function 'equal'");
    }

    @Test
    void an_offset_the_library_leaves_out() {
        refuses(Documents.document(XYZ, "<GeneralRegressionModel functionName=\"classification\" "
                + "modelType=\"multinomialLogistic\" offsetValue=\"2\">" + SCHEMA + "</GeneralRegressionModel>"),
                "an offset");
    }

    @Test
    void naive_bayes_in_rattles_extension() {
        refuses(Documents.document(XYZ, "<NaiveBayesModel functionName=\"classification\" threshold=\"0.001\">" + SCHEMA
                + "<BayesInputs><Extension><BayesInput fieldName=\"x\"/></Extension></BayesInputs></NaiveBayesModel>"),
                "in an Extension");
    }

    @ParameterizedTest
    @CsvSource({"Aggregate", "Lag", "TableLocator"})
    void expressions_the_library_lacks(String element) {
        refuses(Documents.derived(XYZ, "<" + element + " field=\"x\" function=\"sum\"/>"), "uses " + element);
    }

    @Test
    void the_second_most_probable_class() {
        refuses(Documents.TREE.replace("feature=\"predictedValue\"", "feature=\"predictedValue\" rank=\"2\""),
                "the output 'decision' of a rank");
    }

    private void refuses(String document, String words) {
        assertThatThrownBy(() -> Documents.load(folder, document))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.code())
                        .isEqualTo(Problem.Code.UNPROCESSABLE))
                .hasMessageContaining(words);
    }
}
