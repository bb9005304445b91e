package understudy.journal;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import understudy.core.Prediction;
import understudy.core.Problem;

/**
 * A prediction as the bytes the journal keeps of it, for whoever stores it elsewhere and wants it back bit for bit. The
 * first byte is the version of the format, the second the kind. Safe for many threads.
 */
public final class PredictionCodec {
    private static final String UNREADABLE = "a stored prediction cannot be read: its bytes are ";
    private static final String REMEDY =
            "Restore it from a backup, or read it with the version of the program that wrote it";

    private final PredictionFormat format = new PredictionFormat();

    public byte[] encode(Prediction prediction) {
        byte[] bytes = new byte[Math.toIntExact(format.length(prediction))];
        format.write(prediction, MemorySegment.ofArray(bytes), 0);
        return bytes;
    }

    /** @throws Problem (UNPROCESSABLE) for bytes of another format, or damaged ones */
    public Prediction decode(byte[] bytes) {
        Optional<Prediction> prediction;
        try {
            prediction = format.read(MemorySegment.ofArray(bytes), 0, bytes.length);
        } catch (RuntimeException damaged) {
            throw new Problem(Problem.Code.UNPROCESSABLE, UNREADABLE + "damaged", REMEDY, damaged);
        }
        return prediction.orElseThrow(() -> new Problem(Problem.Code.UNPROCESSABLE, UNREADABLE + "foreign", REMEDY));
    }
}
