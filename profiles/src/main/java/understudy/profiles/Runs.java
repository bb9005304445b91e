package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The longest run of one value in successive rows. Merged parts are taken as one after the other only inside each part, so a
 * run over a seam counts as two: a lower bound.
 */
final class Runs {
    private long last;
    private long current;
    private long longest;

    void add(long value) {
        if (value == last) {
            current++;
        } else {
            end();
            last = value;
            current = 1;
        }
    }

    private void end() {
        longest = Math.max(longest, current);
    }

    void merge(Runs other) {
        longest = Math.max(longest(), other.longest());
        current = 0;
    }

    long longest() {
        return Math.max(longest, current);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(last);
        out.writeLong(current);
        out.writeLong(longest);
    }

    static Runs read(DataInput in) throws IOException {
        Runs runs = new Runs();
        runs.last = in.readLong();
        runs.current = Form.count(in.readLong());
        runs.longest = Form.count(in.readLong());
        return runs;
    }
}
