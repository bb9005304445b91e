package understudy.runtimes.python;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import understudy.core.Problem;
import understudy.serving.Artifact;

/** What does not load says why in one sentence, and what to do in another. */
class RefusalsTest {
    @TempDir
    static Path folder;

    static Stage stage;

    @BeforeAll
    static void open() {
        stage = Stage.with(folder, Stage.bare(folder));
    }

    @AfterAll
    static void end() {
        if (stage != null) {
            stage.close();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "future.pkl | \\x80\\x06\\x95 and so on. | is written in pickle protocol 6, and this Python",
        "text.pkl | this is no model | text.pkl is not a pickle",
        "cut.pkl | \\x80\\x04]q\\x00( | cut.pkl is not a whole pickle: its end is missing",
        "short.pkl | \\x80\\x04\\x95\\xff\\xff\\x00\\x00\\x00\\x00\\x00\\x00]. | short.pkl is not a whole pickle",
        "boost.pkl | \\x80\\x02cxgboost.sklearn\\nXGBClassifier\\n)\\x81. | boost.pkl needs the Python module 'xgboost'",
        "mine.pkl | \\x80\\x02c__main__\\nMine\\n)\\x81. | mine.pkl needs 'Mine' of the script that saved it",
        "gone.pkl | \\x80\\x02cjson\\nGone\\n)\\x81. | gone.pkl needs 'Gone' of 'json'",
        "sum.pkl | \\x80\\x02K\\x01. | sum.pkl holds a 'int', which has no predict and cannot be called"
    })
    void a_file_that_holds_no_whole_pickle_or_needs_what_is_not_there(String name, String content, String fact) {
        Artifact file = stage.file(name, bytes(content));
        assertThat(stage.runtime().accepts(file)).isTrue();
        Problem refusal = stage.refusal(file, Map.of());
        assertThat(refusal.fact()).contains(fact);
        assertOneSentence(refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "none.py | x = 1 | none.py has no function 'predict'",
        "broken.py | def predict(: | broken.py is not Python 3.",
        "lacking.py | import nowhere.to_be_found | lacking.py needs the Python module 'nowhere'",
        "silent.py | def predict(columns): return columns | silent.py does not say what its inputs are",
        "angry.py | raise RuntimeError('no /opt/licence/file here') | angry.py does not load: no … here",
    })
    void a_module_that_cannot_be_served(String name, String code, String fact) {
        Problem refusal = stage.refusal(stage.file(name, code + "\n"), Map.of());
        assertThat(refusal.fact()).startsWith(fact);
        assertOneSentence(refusal);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "return columns.rows() | breaks at its first call: 'dict' object has no attribute 'rows'",
        "import scipy; return scipy | needs the Python module 'scipy'",
        "return sum(columns) | breaks at its first call",
        "raise ValueError('x has to be positive') | does not show what its outputs are",
        "return [1.0, 2.0, 3.0] | answers otherwise than its signature says",
    })
    void a_module_whose_first_call_fails_for_want_of_something(String body, String fact) {
        String code = """
                SIGNATURE = {'inputs': [{'name': 'x', 'datatype': 'FP64'}]}
                def predict(columns):
                    BODY
                """.replace("BODY", body);
        Problem refusal = stage.refusal(stage.file("first.py", code), Map.of());
        assertThat(refusal.fact()).startsWith("first.py").contains(fact);
        assertOneSentence(refusal);
    }

    @Test
    void a_model_may_refuse_made_up_values_where_its_outputs_are_known() {
        stage.load(stage.file("strict.py", """
                SIGNATURE = {
                    'inputs': [{'name': 'x', 'datatype': 'FP64'}],
                    'outputs': [{'name': 'y', 'datatype': 'FP64', 'shape': [-1], 'meaning': 'value'}]}
                def predict(columns):
                    if min(columns["x"]) <= 0:
                        raise ValueError("x has to be positive")
                    return columns["x"]
                """)).close();
    }

    @Test
    void a_zip_is_no_pickle_and_one_with_a_password_is_told_so() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("schema.json"));
            out.write("{}".getBytes(ISO_8859_1));
        }
        byte[] plain = zip.toByteArray();
        assertThat(stage.refusal(stage.file("plain.pkl", plain), Map.of()).fact())
                .isEqualTo("plain.pkl is a zip, not a pickle");
        byte[] locked = plain.clone();
        for (int i = 0; i + 10 < locked.length; i++) {
            // bit 0 of the general purpose flags, in both the local and the central header (APPNOTE 4.4.4)
            boolean local = locked[i] == 'P' && locked[i + 1] == 'K' && locked[i + 2] == 3;
            boolean central = locked[i] == 'P' && locked[i + 1] == 'K' && locked[i + 2] == 1;
            if (local || central) {
                locked[i + (local ? 6 : 8)] |= 1;
            }
        }
        assertThat(stage.refusal(stage.file("locked.pkl", locked), Map.of()).fact())
                .isEqualTo("locked.pkl is a zip protected by a password");
        assertThat(stage.refusal(stage.file("locked.skops", locked), Map.of()).fact())
                .isEqualTo("locked.skops is protected by a password");
        assertThat(stage.refusal(stage.file("plain.skops", plain), Map.of()).fact())
                .startsWith("plain.skops needs the Python module 'skops'");
    }

    @Test
    void an_interpreter_that_is_none_is_named_as_it_was_given() {
        Artifact file = stage.file("any.py", "def predict(columns): return columns\n");
        assertThat(stage.refusal(file, Map.of("python", "python9.99")).fact())
                .isEqualTo("python: python9.99 is no interpreter or virtual environment on the server");
        assertThat(stage.refusal(file, Map.of("python", "/bin/true")).fact())
                .startsWith("python: /bin/true (expected: an interpreter called python");
    }

    @Test
    void other_files_are_left_to_other_runtimes() {
        assertThat(stage.runtime().accepts(stage.file("a.onnx", new byte[] {8, 7, 18, 4}))).isFalse();
        assertThat(stage.runtime().accepts(stage.file("a.pt", bytes("\\x80\\x02\\x8a\\x0alx")))).isFalse();
        assertThat(stage.runtime().accepts(stage.file("a.sav", "$FL2 a file of SPSS"))).isFalse();
        assertThat(stage.runtime().accepts(stage.file("a.txt", "tree\n"))).isFalse();
        assertThat(stage.runtime().accepts(Stage.artifact(folder.resolve("absent.pkl")))).isFalse();
        stage.file("others/model.onnx", "");
        assertThat(stage.runtime().accepts(Stage.artifact(folder.resolve("others")))).isFalse();
    }

    private static void assertOneSentence(Problem refusal) {
        assertThat(refusal.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
        assertThat(refusal.remedy()).isNotEmpty();
        assertThat(refusal.getMessage()).doesNotContain("\n").doesNotContain("Traceback").doesNotContain("Error")
                .doesNotContain("Exception").doesNotContain(folder.toString()).hasSizeLessThan(500);
    }

    /** Text with {@code \xHH} and {@code \n} for bytes. */
    private static byte[] bytes(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\x", i)) {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else if (text.startsWith("\\n", i)) {
                plain.append('\n');
                i++;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString().getBytes(ISO_8859_1);
    }
}
