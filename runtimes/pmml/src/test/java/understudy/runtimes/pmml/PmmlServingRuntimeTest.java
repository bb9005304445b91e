package understudy.runtimes.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static understudy.runtimes.pmml.Documents.TREE;
import static understudy.runtimes.pmml.Documents.ask;
import static understudy.runtimes.pmml.Documents.load;
import static understudy.runtimes.pmml.Documents.number;
import static understudy.runtimes.pmml.Documents.text;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import understudy.core.DataType;
import understudy.core.Problem;
import understudy.core.Signature.Input;
import understudy.core.Signature.Meaning;
import understudy.core.Signature.Output;
import understudy.core.Tensor;
import understudy.serving.Instance;
import understudy.serving.ServingRuntime;

class PmmlServingRuntimeTest {
    @TempDir
    Path folder;

    @Test
    void it_is_found_by_the_service_loader() {
        assertThat(ServiceLoader.load(ServingRuntime.class)).hasAtLeastOneElementOfType(PmmlServingRuntime.class);
    }

    @Test
    void a_classifier_takes_a_column_for_each_field_and_gives_label_scores_and_the_rest() {
        try (Instance instance = load(folder, TREE)) {
            assertThat(instance.signature().inputs()).extracting(Input::name).containsExactly("age", "region");
            assertThat(instance.signature().inputs()).extracting(Input::type)
                    .containsExactly(DataType.FP64, DataType.BYTES);
            assertThat(instance.signature().features().get(1).categories()).containsExactly("north", "south");
            List<Output> outputs = instance.signature().outputs();
            assertThat(outputs).extracting(Output::name).containsExactly("decision", "probabilities", "leaf");
            assertThat(outputs).extracting(Output::meaning)
                    .containsExactly(Meaning.LABEL, Meaning.SCORE, Meaning.OTHER);
            assertThat(outputs.get(1).classes()).containsExactly("no", "yes");
            assertThat(ask(instance, 50, "south").get(1).tensor()).isEqualTo(Tensor.of(new double[] {0.25, 0.75}, 1, 2));
            assertThat(text(instance, 30, "south")).isEqualTo("no");
        }
    }

    @Test
    void a_missing_value_takes_the_default_child_even_where_a_later_child_would_fit() {
        try (Instance instance = load(folder, TREE)) {
            assertThat(ask(instance, Double.NaN, "north").get(2).tensor()).isEqualTo(Tensor.of("2"));
            assertThat(ask(instance, Double.NaN, "south").get(2).tensor()).isEqualTo(Tensor.of("2"));
            assertThat(ask(instance, 30, "north").get(2).tensor()).isEqualTo(Tensor.of("3"));
        }
    }

    @Test
    void a_value_the_dictionary_does_not_list_is_refused_by_name() {
        try (Instance instance = load(folder, TREE)) {
            assertThatThrownBy(() -> ask(instance, 30, "east"))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("region in row 0: east")
                    .hasMessageContaining("[north, south]");
        }
    }

    @Test
    void a_value_the_dictionary_does_not_list_is_treated_as_the_document_says() {
        String asIs = TREE.replace("name=\"region\"/>", "name=\"region\" invalidValueTreatment=\"asIs\"/>");
        String replaced = TREE.replace(
                "name=\"region\"/>",
                "name=\"region\" invalidValueTreatment=\"asValue\" invalidValueReplacement=\"north\"/>");
        try (Instance instance = load(folder, asIs)) {
            assertThat(text(instance, 50, "east")).isEqualTo("yes");
        }
        try (Instance instance = load(folder, replaced)) {
            assertThat(ask(instance, 30, "east").get(2).tensor()).isEqualTo(Tensor.of("3"));
        }
    }

    @Test
    void a_missing_value_is_replaced_where_the_document_says_so() {
        String replaced = TREE.replace("name=\"age\"/>", "name=\"age\" missingValueReplacement=\"20\"/>");
        try (Instance instance = load(folder, replaced)) {
            assertThat(ask(instance, Double.NaN, "south").get(2).tensor()).isEqualTo(Tensor.of("4"));
        }
    }

    @Test
    void a_regression_needs_all_its_numbers() {
        String line = Documents.derived(
                "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>", "<FieldRef field=\"x\"/>");
        try (Instance instance = load(folder, line)) {
            assertThat(instance.signature().features().getFirst().optional()).isFalse();
            assertThat(instance.signature().outputs().getFirst().meaning()).isEqualTo(Meaning.VALUE);
            assertThat(number(instance, 2.5)).isEqualTo(2.5);
            assertThatThrownBy(() -> number(instance, Double.NaN)).hasMessageContaining("x is missing");
        }
    }

    @Test
    void an_answer_that_contradicts_the_documents_own_verification_is_found_at_load() {
        String verified = TREE.replace("<Node id=\"1\"", """
                <ModelVerification recordCount="1" fieldCount="3">
                  <VerificationFields>
                    <VerificationField field="age"/><VerificationField field="region"/>
                    <VerificationField field="p_yes" precision="1E-3"/>
                  </VerificationFields>
                  <InlineTable><row><age>50</age><region>south</region><p_yes>%s</p_yes></row></InlineTable>
                </ModelVerification>
                <Node id="1\"""");
        load(folder, verified.formatted("0.7501")).close();
        assertThatThrownBy(() -> load(folder, verified.formatted("0.5")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("expects p_yes to be 0.5 and gets 0.75");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.1", "5.0", "", "4.5"})
    void a_version_of_another_time_is_refused(String version) {
        assertThatThrownBy(() -> load(folder, TREE.replace("version=\"4.4\"", "version=\"" + version + "\"")))
                .isInstanceOf(Problem.class)
                .hasMessage("model.pmml is of PMML version '" + version + "'. Export it as one of the versions 3.0 to 4.4.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.0", "3.2", "4.0", "4.1", "4.2.1", "4.3", "4.4"})
    void versions_3_0_to_4_4_load(String version) {
        load(folder, TREE.replace("version=\"4.4\"", "version=\"" + version + "\"")).close();
    }

    @Test
    void xml_of_another_kind_is_refused() {
        assertThatThrownBy(() -> load(folder, "<html><body/></html>"))
                .hasMessage("model.pmml is XML of another kind: html. A PMML file's outermost element is PMML.");
    }

    @Test
    void entities_and_document_types_are_refused_unread() {
        String secret = "<!DOCTYPE PMML [<!ENTITY secret SYSTEM \"file:///etc/hostname\">]>\n"
                + "<PMML version=\"4.4\">&secret;</PMML>";
        assertThat(new PmmlServingRuntime().accepts(Documents.artifact(folder, secret))).isTrue();
        assertThatThrownBy(() -> load(folder, secret)).hasMessageContaining("declares a document type at line 1");
    }

    @Test
    void nesting_without_end_is_refused() {
        String deep = "<PMML version=\"4.4\">" + "<Node>".repeat(2000) + "</Node>".repeat(2000) + "</PMML>";
        assertThatThrownBy(() -> load(folder, deep)).isInstanceOf(Problem.class);
    }

    @Test
    void a_model_of_another_kind_is_refused_by_name() {
        String series = TREE.replace("TreeModel", "TimeSeriesModel");
        assertThatThrownBy(() -> load(folder, series))
                .hasMessageContaining("model.pmml holds a TimeSeriesModel, which is not supported");
    }

    @Test
    void an_unknown_function_is_refused_by_name() {
        String unknown = Documents.derived(
                "<DataField name=\"x\" optype=\"continuous\" dataType=\"double\"/>",
                "<Apply function=\"frobnicate\"><FieldRef field=\"x\"/></Apply>");
        assertThatThrownBy(() -> load(folder, unknown)).hasMessageContaining("the function 'frobnicate'");
    }

    @Test
    void a_reference_to_no_field_is_refused() {
        String astray = TREE.replace("SimplePredicate field=\"age\"", "SimplePredicate field=\"old\"");
        assertThatThrownBy(() -> load(folder, astray))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                    assertThat(problem.getMessage()).contains("old").doesNotContain("Exception");
                });
    }
}
