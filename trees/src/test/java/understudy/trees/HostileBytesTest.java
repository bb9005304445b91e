package understudy.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.core.Problem;

/** Files that were cut, or changed by somebody who means harm: a {@link Problem}, never anything else. */
class HostileBytesTest {
    enum Format {
        JSON("json", XgboostJson::parse),
        UBJSON("ubj", XgboostUbjson::parse),
        BINARY("deprecated", XgboostBinary::parse);

        private final String name;
        private final Function<byte[], Ensemble> parse;

        Format(String name, Function<byte[], Ensemble> parse) {
            this.name = name;
            this.parse = parse;
        }
    }

    private static final Map<Format, byte[]> MODELS = new EnumMap<>(Format.class);

    @BeforeAll
    static void trains_a_small_model() throws Exception {
        Random random = new Random(1);
        float[] matrix = new float[300];
        float[] labels = new float[100];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = random.nextFloat();
            labels[i / 3] = matrix[i] > 0.5 ? 1 : 0;
        }
        DMatrix data = new DMatrix(matrix, 100, 3, Float.NaN);
        data.setLabel(labels);
        var booster = XGBoost.train(
                data, Map.of("objective", "binary:logistic", "max_depth", 2, "nthread", 1), 2, Map.of(), null, null);
        for (Format format : Format.values()) {
            MODELS.put(format, booster.toByteArray(format.name));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_file_cut_anywhere_is_refused_with_a_remedy(Format format) {
        byte[] whole = whole(format);
        for (int length = 0; length < whole.length; length++) {
            assertThat(refused(format, Arrays.copyOf(whole, length)))
                    .as("cut after %d bytes", length)
                    .hasValueSatisfying(problem -> {
                        assertThat(problem.code()).isEqualTo(Problem.Code.UNPROCESSABLE);
                        assertThat(problem.remedy()).isNotEmpty();
                    });
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_file_with_changed_bytes_is_refused_or_answers_but_does_nothing_else(Format format) {
        Random random = new Random(2);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = whole(format).clone();
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                changed[random.nextInt(changed.length)] = (byte) (random.nextInt(4) == 0 ? 0xFF : random.nextInt(256));
            }
            refused += refused(format, changed).isPresent() ? 1 : 0;
        }

        assertThat(refused).isPositive();
    }

    @Test
    void a_LightGBM_file_with_changed_letters_is_refused_or_answers_but_does_nothing_else() throws Exception {
        byte[] whole = lightGbm();
        Random random = new Random(3);
        String letters = "0123456789 -.=:[]\"\n,einfa";
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] changed = random.nextInt(8) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int times = 1 + random.nextInt(3); times > 0 && changed.length > 0; times--) {
                changed[random.nextInt(changed.length)] = (byte) letters.charAt(random.nextInt(letters.length()));
            }
            refused += refused(LightGbmText::parse, changed).isPresent() ? 1 : 0;
        }

        assertThat(refused).isPositive();
    }

    private static byte[] lightGbm() throws Exception {
        Random random = new Random(1);
        double[] matrix = new double[600];
        float[] labels = new float[200];
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = i % 3 == 2 ? random.nextInt(6) : random.nextDouble();
            labels[i / 3] += i % 3 == 2 ? (float) matrix[i] % 2 : (float) matrix[i];
        }
        String parameters = "linear_tree=true num_leaves=4 min_data_in_leaf=5 verbosity=-1 num_threads=1"
                + " categorical_feature=2";
        try (LGBMDataset data = LGBMDataset.createFromMat(matrix, 200, 3, true, parameters, null)) {
            data.setField("label", labels);
            try (LGBMBooster booster = LGBMBooster.create(data, parameters)) {
                booster.updateOneIter();
                booster.updateOneIter();
                String text = booster.saveModelToString(0, 0, LGBMBooster.FeatureImportanceType.SPLIT);
                return (text + "\npandas_categorical:[[\"a\", \"b\"]]\n").getBytes(UTF_8);
            }
        }
    }

    @Test
    void lengths_beyond_the_file_are_refused_before_anything_is_allocated() throws IOException {
        for (String type : new String[] {"d", "l", "L", "U", "Z", "T", "[", "{"}) {
            for (long count : new long[] {1L << 20, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE, -1}) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream file = new DataOutputStream(bytes);
                file.writeBytes("{L");
                name(file, "learner");
                file.writeBytes("{L");
                name(file, "anything");
                file.writeBytes("[$" + type + "#L");
                file.writeLong(count);

                assertThat(refused(Format.UBJSON, bytes.toByteArray()))
                        .hasValueSatisfying(
                                problem -> assertThat(problem).hasMessageContaining("elements in 0 bytes"));
            }
        }
    }

    @Test
    void a_bomb_of_nested_arrays_in_UBJSON_is_refused() {
        byte[] bomb = ("{i\1a" + "[".repeat(1_000_000)).getBytes(UTF_8);

        assertThat(refused(Format.UBJSON, bomb).orElseThrow()).hasMessageContaining("at most 256 levels");
    }

    @Test
    void a_binary_model_of_more_features_than_allowed_is_refused() {
        byte[] changed = whole(Format.BINARY).clone();
        changed[4 + 7] = 0x7F;

        assertThat(refused(Format.BINARY, changed).orElseThrow()).hasMessageContaining("num_feature: 21");
    }

    private static byte[] whole(Format format) {
        return MODELS.getOrDefault(format, new byte[0]);
    }

    private static void name(DataOutputStream file, String name) throws IOException {
        file.writeLong(name.length());
        file.writeBytes(name);
    }

    /** @return the refusal, or empty if the file is a model that answers */
    private static Optional<Problem> refused(Format format, byte[] content) {
        return refused(format.parse, content);
    }

    private static Optional<Problem> refused(Function<byte[], Ensemble> parse, byte[] content) {
        try {
            Ensemble ensemble = parse.apply(content);
            int width = ensemble.featureNames().size();
            if (width < 1000 && ensemble.columns() < 1000) {
                assertThat(ensemble.predict(new float[width], 1)).hasSize(ensemble.columns());
            }
            return Optional.empty();
        } catch (Problem refusal) {
            return Optional.of(refusal);
        }
    }
}
