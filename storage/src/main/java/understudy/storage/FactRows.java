package understudy.storage;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import understudy.comparison.Answers;
import understudy.core.Fact;
import understudy.core.Model;
import understudy.core.Prediction;
import understudy.core.Role;
import understudy.core.Signature;
import understudy.journal.PredictionCodec;

/** Facts as rows. For one thread. */
final class FactRows {
    private final PredictionCodec codec = new PredictionCodec();

    /** @return rows appended */
    long append(RowAppender out, long position, Fact.ShadowAnswers block, Optional<Model> model) throws SQLException {
        Optional<Signature> signature = model.map(Model::signature);
        long rows = 0;
        for (Fact.ShadowAnswer answer : block.answers()) {
            Answers answered = Answers.of(signature, answer.answered(), answer.rows());
            Answers said = Answers.of(signature, answer.said(), answer.rows());
            LocalDate day = PredictionRows.day(answer.request());
            byte[] whole = codec.encode(asPrediction(block, answer));
            for (int row = 0; row < answer.rows(); row++) {
                out.begin();
                out.add(position).add(block.reader()).add(block.version());
                out.add(answer.request().getMostSignificantBits()).add(answer.request()).add(row);
                out.add(answer.receivedAt()).add(answer.key()).add(Segments.text(answer.segments()));
                out.add(answer.answeredBy()).add(answer.answeredRole().name()).add(answer.lineupRevision());
                out.add(answered.scores(row)).add(answered.predicted(row)).add(answered.action(row));
                out.add(answered.error()).add(answer.answeredLatencyNanos());
                out.add(said.scores(row)).add(said.predicted(row)).add(said.action(row)).add(said.error());
                out.add(answer.latencyNanos()).addTruth(said.agrees(answered, row));
                if (row == 0) {
                    out.add(whole);
                } else {
                    out.nothing();
                }
                out.add(day);
                out.end();
                rows++;
            }
        }
        return rows;
    }

    /** What the shadow said, in the one form there is to keep an outcome in: a prediction of its own without inputs. */
    private static Prediction asPrediction(Fact.ShadowAnswers block, Fact.ShadowAnswer answer) {
        return new Prediction(
                answer.request(), "default", block.model(), block.version(), block.versionDigest(), "",
                answer.lineupRevision(), Role.SHADOW, 1, "", Optional.empty(), java.util.Map.of(), "",
                answer.receivedAt(), answer.latencyNanos(), answer.rows(), "", List.of(), answer.said());
    }

    void append(RowAppender out, long position, Fact.Label label, Optional<LabelTargets.Meant> meant)
            throws SQLException {
        out.begin();
        out.add(position).add(label.id()).add(label.model());
        if (meant.isPresent()) {
            out.add(meant.get().request().getMostSignificantBits()).add(meant.get().request()).add(meant.get().row());
        } else {
            out.nothing().nothing().nothing();
        }
        out.add(label.key()).add(label.value()).add(label.at()).add(label.at().getNano() % 1_000);
        out.add(label.receivedAt()).add(label.by()).add(day(label.receivedAt()));
        out.end();
    }

    void append(RowAppender out, long position, Fact.Override override) throws SQLException {
        out.begin();
        out.add(position).add(override.prediction().request().getMostSignificantBits());
        out.add(override.prediction().request()).add(override.prediction().row()).add(override.action());
        out.add(override.reason()).add(override.by()).add(override.at()).add(day(override.at()));
        out.end();
    }

    void append(RowAppender out, long position, Fact.Gap gap) throws SQLException {
        out.begin();
        out.add(position).add(gap.reader()).add(gap.model()).add(gap.version()).add(gap.from()).add(gap.to());
        out.add(gap.count()).add(gap.at()).add(day(gap.at()));
        out.end();
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
