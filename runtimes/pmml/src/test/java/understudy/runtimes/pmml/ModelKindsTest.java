package understudy.runtimes.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static understudy.runtimes.pmml.Documents.ask;
import static understudy.runtimes.pmml.Documents.document;
import static understudy.runtimes.pmml.Documents.load;
import static understudy.runtimes.pmml.Documents.number;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import understudy.core.Signature.Meaning;
import understudy.serving.Instance;

/** Kinds of models that the vendors' examples leave out, with answers worked out by hand. */
class ModelKindsTest {
    private static final String XY = "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>"
            + "<DataField name=\"y\" optype=\"continuous\" dataType=\"double\"/>";
    private static final String SCHEMA =
            "<MiningSchema><MiningField name=\"y\" usageType=\"target\"/><MiningField name=\"x\"/></MiningSchema>";

    @TempDir
    Path folder;

    @Test
    void nearest_neighbours_give_their_average() {
        String rows = "<row><x>1</x><y>10</y></row><row><x>2</x><y>20</y></row><row><x>9</x><y>90</y></row>";
        String model = document(XY, """
                <NearestNeighborModel functionName="regression" numberOfNeighbors="2" continuousScoringMethod="average">%s
                <TrainingInstances><InstanceFields><InstanceField field="x" column="x"/><InstanceField field="y" column="y"/>
                </InstanceFields><InlineTable>%s</InlineTable></TrainingInstances>
                <ComparisonMeasure kind="distance" compareFunction="absDiff"><euclidean/></ComparisonMeasure>
                <KNNInputs><KNNInput field="x"/></KNNInputs></NearestNeighborModel>
                """.formatted(SCHEMA, rows));
        try (Instance instance = load(folder, model)) {
            assertThat(number(instance, 1.4)).isCloseTo(15, within(1e-12));
            assertThat(number(instance, 8)).isCloseTo(55, within(1e-12));
        }
    }

    @Test
    void a_chain_of_models_hands_its_outputs_on() {
        String segment = """
                <Segment id="%d"><True/><RegressionModel functionName="regression"><MiningSchema>%s</MiningSchema>
                <Output><OutputField name="%s" feature="predictedValue" dataType="double" optype="continuous"/></Output>
                <RegressionTable intercept="%s"><NumericPredictor name="%s" coefficient="2"/></RegressionTable>
                </RegressionModel></Segment>""";
        String first = segment.formatted(1, "<MiningField name=\"x\"/>", "half", "0", "x");
        String second = segment.formatted(
                2, "<MiningField name=\"y\" usageType=\"target\"/><MiningField name=\"half\"/>", "all", "1", "half");
        String model = document(XY, "<MiningModel functionName=\"regression\">" + SCHEMA
                + "<Segmentation multipleModelMethod=\"modelChain\">" + first + second + "</Segmentation></MiningModel>");
        try (Instance instance = load(folder, model)) {
            assertThat(instance.signature().outputs().getFirst().meaning()).isEqualTo(Meaning.VALUE);
            assertThat(number(instance, 3)).isEqualTo(13);
        }
    }

    @Test
    void an_isolation_forest_gives_its_score() {
        String model = document(XY, """
                <AnomalyDetectionModel functionName="regression" algorithmType="iforest" sampleDataSize="8">
                <MiningSchema><MiningField name="x"/></MiningSchema>
                <MiningModel functionName="regression"><MiningSchema><MiningField name="x"/></MiningSchema>
                <Segmentation multipleModelMethod="average"><Segment><True/>
                <TreeModel functionName="regression"><MiningSchema><MiningField name="x"/></MiningSchema>
                <Node><True/><Node score="1"><SimplePredicate field="x" operator="greaterThan" value="5"/></Node>
                <Node score="4"><SimplePredicate field="x" operator="lessOrEqual" value="5"/></Node></Node></TreeModel>
                </Segment></Segmentation></MiningModel></AnomalyDetectionModel>
                """);
        double expected = 2 * (Math.log(7) + 0.57721566) - 2 * 7.0 / 8;
        try (Instance instance = load(folder, model)) {
            assertThat(number(instance, 9)).isCloseTo(Math.pow(2, -1 / expected), within(1e-9));
            assertThat(number(instance, 1)).isCloseTo(Math.pow(2, -4 / expected), within(1e-9));
        }
    }

    @Test
    void association_rules_of_a_row_know_nothing_of_the_row_before() {
        String flag = "<DataField name=\"%s\" optype=\"categorical\" dataType=\"boolean\"/>";
        String model = document(flag.formatted("bread") + flag.formatted("butter") + flag.formatted("beer"), """
                <AssociationModel functionName="associationRules" numberOfTransactions="10" numberOfItems="3"
                minimumSupport="0.1" minimumConfidence="0.5" numberOfItemsets="2" numberOfRules="1"><MiningSchema>
                <MiningField name="bread"/><MiningField name="butter"/><MiningField name="beer"/></MiningSchema>
                <Output><OutputField name="then" feature="consequent" rank="1" dataType="string" optype="categorical"/>
                </Output><Item id="1" value="bread"/><Item id="2" value="butter"/><Item id="3" value="beer"/>
                <Itemset id="1"><ItemRef itemRef="1"/></Itemset><Itemset id="2"><ItemRef itemRef="2"/></Itemset>
                <AssociationRule antecedent="1" consequent="2" support="0.5" confidence="0.8"/></AssociationModel>
                """);
        try (Instance instance = load(folder, model)) {
            assertThat(instance.concurrency()).isEqualTo(1);
            assertThat(ask(instance, 1, 0, 0).getFirst().tensor().text(0)).contains("butter");
            assertThat(ask(instance, 0, 0, 1).getFirst().tensor().text(0)).isEmpty();
            assertThat(ask(instance, 1, 0, 0).getFirst().tensor().text(0)).contains("butter");
        }
    }
}
