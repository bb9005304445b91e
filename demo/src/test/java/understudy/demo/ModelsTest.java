package understudy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import understudy.api.VersionMetadata;
import understudy.api.Wire;

class ModelsTest {
    private static final TrainingTable FRESH = TrainingTable.draw(2_026, 20_000, person -> true);

    @Test
    void each_version_but_the_network_is_better_than_the_one_before() throws OrtException, LGBMException {
        double oldest = areaUnderCurve(LoanModel.LOGISTIC_REGRESSION);
        double network = areaUnderCurve(LoanModel.NETWORK);
        double boosted = areaUnderCurve(LoanModel.BOOSTED_TREES);
        double best = areaUnderCurve(LoanModel.LIGHTGBM);
        assertThat(oldest).isBetween(0.69, 0.74);
        assertThat(network).isGreaterThan(oldest + 0.04);
        assertThat(boosted).isGreaterThan(network);
        assertThat(best).isGreaterThan(boosted).isBetween(0.80, 0.84);
    }

    @Test
    void the_network_is_worst_where_a_broker_brings_the_applicant() throws OrtException, LGBMException {
        TrainingTable brokers = FRESH.only(person -> person.channel().equals("broker"));
        TrainingTable others = FRESH.only(person -> !person.channel().equals("broker"));
        double behindAtBrokers = logLoss(LoanModel.NETWORK, brokers) - logLoss(LoanModel.LIGHTGBM, brokers);
        double behindElsewhere = logLoss(LoanModel.NETWORK, others) - logLoss(LoanModel.LIGHTGBM, others);
        assertThat(behindAtBrokers).isGreaterThan(3 * behindElsewhere);
    }

    @ParameterizedTest
    @EnumSource
    void a_card_tells_what_fresh_data_confirm(LoanModel model) throws IOException, OrtException, LGBMException {
        VersionMetadata metadata = Wire.json().readValue(model.metadata(), VersionMetadata.class);
        Map<?, ?> metrics = (Map<?, ?>) Objects.requireNonNull(metadata.card().get("metrics"));
        assertThat(areaUnderCurve(model)).isCloseTo(((Number) Objects.requireNonNull(metrics.get("auc"))).doubleValue(), within(0.02));
    }

    @ParameterizedTest
    @EnumSource
    void a_model_is_small_enough_to_be_committed(LoanModel model) {
        assertThat(model.artifact()).hasSizeLessThan(300_000);
    }

    private static double areaUnderCurve(LoanModel model) throws OrtException, LGBMException {
        return FRESH.areaUnderCurve(ModelScores.of(model.artifact(), model.fileName(), FRESH));
    }

    private static double logLoss(LoanModel model, TrainingTable table) throws OrtException, LGBMException {
        return table.logLoss(ModelScores.of(model.artifact(), model.fileName(), table));
    }
}
