package understudy.runtimes.pmml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import understudy.core.DataType;
import understudy.core.NamedTensor;
import understudy.core.Signature;
import understudy.core.Tensor;
import understudy.serving.Artifact;
import understudy.serving.Instance;
import understudy.serving.Loading;

/** Small PMML documents, and how to ask them. */
final class Documents {
    /** Approves over 40 years, or in the north; a missing age goes the way of the first child. */
    static final String TREE = document("""
            <DataField name="age" optype="continuous" dataType="double"/>
            <DataField name="region" optype="categorical" dataType="string">
              <Value value="north"/><Value value="south"/>
            </DataField>
            <DataField name="approved" optype="categorical" dataType="string">
              <Value value="no"/><Value value="yes"/>
            </DataField>
            """, """
            <TreeModel functionName="classification" missingValueStrategy="defaultChild"
                splitCharacteristic="multiSplit">
              <MiningSchema>
                <MiningField name="approved" usageType="target"/>
                <MiningField name="age"/><MiningField name="region"/>
              </MiningSchema>
              <Output>
                <OutputField name="decision" feature="predictedValue" dataType="string" optype="categorical"/>
                <OutputField name="p_yes" feature="probability" value="yes" dataType="double" optype="continuous"/>
                <OutputField name="p_no" feature="probability" value="no" dataType="double" optype="continuous"/>
                <OutputField name="leaf" feature="entityId" dataType="string" optype="categorical"/>
              </Output>
              <Node id="1" score="no" recordCount="100" defaultChild="2">
                <True/>
                <Node id="2" score="yes" recordCount="40">
                  <SimplePredicate field="age" operator="greaterThan" value="40"/>
                  <ScoreDistribution value="no" recordCount="10"/><ScoreDistribution value="yes" recordCount="30"/>
                </Node>
                <Node id="3" score="yes" recordCount="20">
                  <SimplePredicate field="region" operator="equal" value="north"/>
                  <ScoreDistribution value="no" recordCount="8"/><ScoreDistribution value="yes" recordCount="12"/>
                </Node>
                <Node id="4" score="no" recordCount="40">
                  <True/>
                  <ScoreDistribution value="no" recordCount="36"/><ScoreDistribution value="yes" recordCount="4"/>
                </Node>
              </Node>
            </TreeModel>
            """);

    private Documents() {}

    static String document(String fields, String model) {
        return document(fields, "", model);
    }

    static String document(String fields, String transformations, String model) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4">
                <Header><Application name="a test"/></Header>
                <DataDictionary>
                %s</DataDictionary>
                %s%s</PMML>
                """.formatted(fields, transformations, model);
    }

    /** A regression of y on x whose one term is a derived field {@code z}, i.e. y = z. */
    static String derived(String fields, String expression) {
        StringBuilder mining = new StringBuilder();
        for (String part : fields.split("name=\"", -1)) {
            String name = part.substring(0, Math.max(0, part.indexOf('"')));
            if (!name.isEmpty() && !name.startsWith("<")) {
                mining.append("<MiningField name=\"").append(name).append("\"/>");
            }
        }
        return document(
                fields + "<DataField name=\"y\" optype=\"continuous\" dataType=\"double\"/>",
                "<TransformationDictionary><DerivedField name=\"z\" optype=\"continuous\" dataType=\"double\">" + expression
                        + "</DerivedField></TransformationDictionary>",
                "<RegressionModel functionName=\"regression\"><MiningSchema><MiningField name=\"y\" usageType=\"target\"/>"
                        + mining + "</MiningSchema><RegressionTable intercept=\"0\">"
                        + "<NumericPredictor name=\"z\" coefficient=\"1\"/></RegressionTable></RegressionModel>");
    }

    static Artifact artifact(Path folder, String document) {
        try {
            Path file = Files.writeString(folder.resolve("model.pmml"), document);
            return new Artifact(file, "model.pmml", "0".repeat(64));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Instance load(Path folder, String document) {
        return new PmmlServingRuntime().load(artifact(folder, document), Loading.plain());
    }

    /** One row in the order of the signature: texts, numbers, or NaN and the empty text for what is missing. */
    static List<NamedTensor> ask(Instance instance, Object... values) {
        List<NamedTensor> row = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Signature.Input input = instance.signature().inputs().get(i);
            row.add(new NamedTensor(input.name(), tensor(input.type(), values[i])));
        }
        return instance.predict(row, 1);
    }

    static double number(Instance instance, Object... values) {
        return ask(instance, values).getFirst().tensor().number(0);
    }

    static String text(Instance instance, Object... values) {
        return ask(instance, values).getFirst().tensor().text(0);
    }

    private static Tensor tensor(DataType type, Object value) {
        if (type == DataType.BYTES) {
            return Tensor.of((String) value);
        }
        double number = ((Number) value).doubleValue();
        return switch (type) {
            case INT64 -> Tensor.of(new long[] {(long) number});
            case FP32 -> Tensor.of(new float[] {(float) number});
            case BOOL -> Tensor.of(DataType.BOOL, new long[] {1}, new byte[] {(byte) number});
            default -> Tensor.of(new double[] {number});
        };
    }
}
