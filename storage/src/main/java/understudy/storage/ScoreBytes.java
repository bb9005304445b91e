package understudy.storage;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import understudy.core.Problem;
import understudy.drift.WindowScores;

/** A window's scores as bytes: how many, the means, the rows, each in Java's big-endian order. */
final class ScoreBytes {
    private ScoreBytes() {}

    static byte[] of(WindowScores scores) {
        int count = scores.means().length;
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + count * (Double.BYTES + Long.BYTES));
        bytes.putInt(count);
        for (double mean : scores.means()) {
            bytes.putDouble(mean);
        }
        for (long rows : scores.rows()) {
            bytes.putLong(rows);
        }
        return bytes.array();
    }

    static WindowScores read(long ordinal, byte[] body) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(body);
            int count = bytes.getInt();
            if (count < 0 || body.length != Integer.BYTES + (long) count * (Double.BYTES + Long.BYTES)) {
                throw damaged();
            }
            double[] means = new double[count];
            long[] rows = new long[count];
            for (int i = 0; i < count; i++) {
                means[i] = bytes.getDouble();
            }
            for (int i = 0; i < count; i++) {
                rows[i] = bytes.getLong();
            }
            return new WindowScores(ordinal, means, rows);
        } catch (BufferUnderflowException tooShort) {
            throw damaged();
        }
    }

    private static Problem damaged() {
        return new Problem(
                Problem.Code.INTERNAL, "a window's scores in the database are damaged", "Restore the database from a backup.");
    }
}
