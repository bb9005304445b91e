package understudy.runtimes.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static understudy.runtimes.pmml.Documents.ask;
import static understudy.runtimes.pmml.Documents.derived;
import static understudy.runtimes.pmml.Documents.document;
import static understudy.runtimes.pmml.Documents.load;
import static understudy.runtimes.pmml.Documents.number;
import static understudy.runtimes.pmml.Documents.text;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.DataType;
import understudy.core.Signature.Output;
import understudy.core.Tensor;
import understudy.serving.Instance;

/** What the library alone would answer otherwise, by the numbers the specification calls for. */
class RepairsTest {
    private static final String X = "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>";
    private static final String KIND = "<DataField name=\"kind\" optype=\"categorical\" dataType=\"string\">"
            + "<Value value=\"a\"/><Value value=\"b\"/></DataField>";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"double, 3", "double, 3.0", "integer, 3", "float, 3.0"})
    void a_constant_without_a_type_equals_the_number_it_reads(String type, String constant) {
        String fields = X.replace("\"double\"", '"' + type + '"');
        String equal = "<Apply function=\"if\"><Apply function=\"equal\"><FieldRef field=\"x\"/><Constant>" + constant
                + "</Constant></Apply><Constant>10</Constant><Constant>20</Constant></Apply>";
        try (Instance instance = load(folder, derived(fields, equal))) {
            assertThat(number(instance, 3)).isEqualTo(10);
            assertThat(number(instance, 4)).isEqualTo(20);
        }
    }

    @Test
    void a_constant_is_a_text_beside_a_text() {
        String fields = KIND.replace("\"a\"", "\"1\"");
        String among = "<Apply function=\"if\"><Apply function=\"isIn\"><FieldRef field=\"kind\"/><Constant>1</Constant>"
                + "</Apply><Constant>10</Constant><Constant>20</Constant></Apply>";
        try (Instance instance = load(folder, derived(fields, among))) {
            assertThat(number(instance, "1")).isEqualTo(10);
            assertThat(number(instance, "b")).isEqualTo(20);
        }
    }

    @Test
    void single_precision_fields_meet_their_thresholds_in_single_precision() {
        String tree = stump("float", "<SimplePredicate field=\"x\" operator=\"lessOrEqual\" value=\"2.45\"/>");
        try (Instance instance = load(folder, tree)) {
            assertThat(instance.signature().inputs().getFirst().type()).isEqualTo(DataType.FP32);
            assertThat(number(instance, 2.45)).isEqualTo(1);
            assertThat(number(instance, Math.nextUp(2.45f))).isEqualTo(0);
        }
    }

    @Test
    void votes_are_divided_by_the_weight_of_all_votes() {
        String votes = segments("classification", "weightedMajorityVote", "yes", "no", "no");
        try (Instance instance = load(folder, votes)) {
            assertThat(text(instance, 0)).isEqualTo("yes");
            Output scores = instance.signature().outputs().get(1);
            Tensor tensor = ask(instance, 0).get(1).tensor();
            assertThat(tensor.number(scores.classes().indexOf("yes"))).isCloseTo(3.0 / 5, within(1e-12));
            assertThat(tensor.number(scores.classes().indexOf("no"))).isCloseTo(2.0 / 5, within(1e-12));
        }
    }

    @Test
    void the_first_segment_that_fires_answers_under_the_whole_models_names() {
        String first = segments("classification", "selectFirst", "yes", "no", "no").replace(
                "<Segmentation", "<Output><OutputField name=\"said\" feature=\"predictedValue\"/></Output><Segmentation");
        try (Instance instance = load(folder, first)) {
            assertThat(instance.signature().outputs()).extracting(Output::name).containsExactly("said");
            assertThat(text(instance, 0)).isEqualTo("yes");
        }
    }

    @Test
    void of_equal_reasons_the_documents_first_comes_first() {
        try (Instance instance = load(folder, scorecard())) {
            assertThat(number(instance, 1, 1)).isEqualTo(10);
            assertThat(ask(instance, 1, 1).get(1).tensor().text(0)).isEqualTo("AA");
            assertThat(ask(instance, 1, 1).get(2).tensor().text(0)).isEqualTo("ZZ");
        }
    }

    @Test
    void the_first_of_two_tables_decides() {
        String model = document(X + KIND, """
                <RegressionModel functionName="classification" normalizationMethod="logit">
                <MiningSchema><MiningField name="kind" usageType="target"/><MiningField name="x"/></MiningSchema>
                <RegressionTable intercept="1" targetCategory="a">
                <NumericPredictor name="x" coefficient="1"/></RegressionTable>
                <RegressionTable intercept="5" targetCategory="b"/></RegressionModel>
                """);
        try (Instance instance = load(folder, model)) {
            Tensor scores = ask(instance, 0).get(1).tensor();
            assertThat(scores.number(0)).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-12));
        }
    }

    @Test
    void a_value_no_pair_counts_says_nothing_of_the_class() {
        try (Instance instance = load(folder, bayes())) {
            Tensor unseen = ask(instance, "c").get(1).tensor();
            Tensor missing = ask(instance, "").get(1).tensor();
            assertThat(unseen).isEqualTo(missing);
            assertThat(ask(instance, "a").get(1).tensor()).isNotEqualTo(missing);
        }
    }

    @Test
    void classes_that_are_numbers_keep_their_probabilities_beside_a_target_that_lists_them() {
        String numbered = bayes().replace("optype=\"categorical\" dataType=\"string\"><Value value=\"no\"",
                        "optype=\"categorical\" dataType=\"integer\"><Value value=\"no\"")
                .replace("\"no\"", "\"0\"").replace("\"yes\"", "\"1\"")
                .replace("<BayesInputs>", "<Targets><Target field=\"said\"><TargetValue value=\"0\"/>"
                        + "<TargetValue value=\"1\"/></Target></Targets><BayesInputs>");
        try (Instance texts = load(folder, bayes())) {
            Tensor expected = ask(texts, "a").get(1).tensor();
            try (Instance instance = load(folder, numbered)) {
                assertThat(instance.signature().outputs().getFirst().classes()).containsExactly("0", "1");
                assertThat(ask(instance, "a").get(1).tensor()).isEqualTo(expected);
                assertThat(text(instance, "a")).isEqualTo("0");
            }
        }
    }

    @Test
    void numbers_become_texts_the_same_in_every_country() {
        Locale before = Locale.getDefault();
        String length = "<Apply function=\"stringLength\"><FieldRef field=\"x\"/></Apply>";
        try {
            Locale.setDefault(Locale.GERMANY);
            try (Instance instance = load(folder, derived(X, length))) {
                assertThat(number(instance, 12345.678912)).isEqualTo("12345.678912".length());
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void categories_that_no_one_listed_are_not_remembered_from_call_to_call() {
        String free = stump("double", "<SimplePredicate field=\"tag\" operator=\"equal\" value=\"gold\"/>")
                .replace("<DataField name=\"y\"", "<DataField name=\"tag\" optype=\"categorical\" dataType=\"string\"/>"
                        + "<DataField name=\"y\"")
                .replace("<MiningField name=\"x\"/>", "<MiningField name=\"tag\"/>");
        try (Instance instance = load(folder, free)) {
            for (int i = 0; i < 1000; i++) {
                assertThat(number(instance, "tag" + i)).isEqualTo(0);
            }
            assertThat(number(instance, "gold")).isEqualTo(1);
        }
    }

    @Test
    void the_predicted_class_is_an_answer_though_the_output_lists_only_probabilities() {
        String silent = Documents.TREE.replaceAll("<OutputField name=\"decision\".*?/>", "");
        try (Instance instance = load(folder, silent)) {
            assertThat(instance.signature().outputs().getFirst().name()).isEqualTo("approved");
            assertThat(text(instance, 50, "south")).isEqualTo("yes");
        }
    }

    /** 1 where the predicate holds, 0 otherwise. */
    private static String stump(String type, String predicate) {
        return document(X.replace("\"double\"", '"' + type + '"')
                + "<DataField name=\"y\" optype=\"continuous\" dataType=\"double\"/>", """
                <TreeModel functionName="regression"><MiningSchema><MiningField name="y" usageType="target"/>\
                <MiningField name="x"/></MiningSchema>
                <Node id="0" score="0"><True/><Node id="1" score="1">%s</Node><Node id="2" score="0"><True/></Node></Node>
                </TreeModel>""".formatted(predicate));
    }

    /** Three trees of weight 3, 1 and 1 that always say the same. */
    private static String segments(String function, String method, String... answers) {
        StringBuilder segments = new StringBuilder();
        for (int i = 0; i < answers.length; i++) {
            segments.append("""
                    <Segment id="%d" weight="%d"><True/><TreeModel functionName="classification"><MiningSchema>
                    <MiningField name="said" usageType="target"/><MiningField name="x"/></MiningSchema>
                    <Node id="1" score="%s"><True/></Node></TreeModel></Segment>
                    """.formatted(i, i == 0 ? 3 : 1, answers[i]));
        }
        return document(X + "<DataField name=\"said\" optype=\"categorical\" dataType=\"string\">"
                + "<Value value=\"no\"/><Value value=\"yes\"/></DataField>", """
                <MiningModel functionName="%s"><MiningSchema><MiningField name="said" usageType="target"/>
                <MiningField name="x"/></MiningSchema><Segmentation multipleModelMethod="%s">%s</Segmentation>
                </MiningModel>""".formatted(function, method, segments));
    }

    private static String scorecard() {
        String characteristic = """
                <Characteristic name="%s" reasonCode="%s" baselineScore="20"><Attribute partialScore="5">
                <SimplePredicate field="%s" operator="greaterThan" value="0"/></Attribute></Characteristic>""";
        return document(X + X.replace("\"x\"", "\"w\"") + X.replace("\"x\"", "\"total\""), """
                <Scorecard functionName="regression" useReasonCodes="true" reasonCodeAlgorithm="pointsBelow"
                initialScore="0">
                <MiningSchema><MiningField name="x"/><MiningField name="w"/>
                <MiningField name="total" usageType="target"/></MiningSchema>
                <Output><OutputField name="score" feature="predictedValue" dataType="double" optype="continuous"/>
                <OutputField name="first" feature="reasonCode" rank="1" dataType="string" optype="categorical"/>
                <OutputField name="second" feature="reasonCode" rank="2" dataType="string" optype="categorical"/></Output>
                <Characteristics>%s%s</Characteristics></Scorecard>
                """.formatted(characteristic.formatted("one", "AA", "x"), characteristic.formatted("two", "ZZ", "w")));
    }

    private static String bayes() {
        String pair = "<PairCounts value=\"%s\"><TargetValueCounts><TargetValueCount value=\"no\" count=\"%d\"/>"
                + "<TargetValueCount value=\"yes\" count=\"%d\"/></TargetValueCounts></PairCounts>";
        return document(KIND + "<DataField name=\"said\" optype=\"categorical\" dataType=\"string\">"
                + "<Value value=\"no\"/><Value value=\"yes\"/></DataField>", """
                <NaiveBayesModel functionName="classification" threshold="0.001"><MiningSchema>
                <MiningField name="said" usageType="target"/><MiningField name="kind" invalidValueTreatment="asIs"/>
                </MiningSchema><BayesInputs><BayesInput fieldName="kind">%s%s</BayesInput></BayesInputs>
                <BayesOutput fieldName="said"><TargetValueCounts><TargetValueCount value="no" count="60"/>
                <TargetValueCount value="yes" count="40"/></TargetValueCounts></BayesOutput></NaiveBayesModel>
                """.formatted(pair.formatted("a", 50, 10), pair.formatted("b", 10, 30)));
    }
}
