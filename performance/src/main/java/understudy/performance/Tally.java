package understudy.performance;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import understudy.core.Task;

/** What is counted of one window's rows of a version and group. Not safe for several threads. */
final class Tally {
    final Answers answers;
    LabelLags lags = new LabelLags();
    long rows;
    long errors;
    /** Answered, without a score that can be used. */
    long unscored;
    /** Rows with a label, even one that means nothing to the model. */
    long labels;
    /** Of the earliest row, in milliseconds since 1970; above {@link #lastAt} without rows. */
    long firstAt = Long.MAX_VALUE;

    long lastAt = Long.MIN_VALUE;

    Tally(Answers answers) {
        this.answers = answers;
    }

    void add(AnsweredRow row) {
        rows++;
        firstAt = Math.min(firstAt, row.at);
        lastAt = Math.max(lastAt, row.at);
        if (row.failed) {
            errors++;
            return;
        }
        if (row.hasLabel) {
            labels++;
            lags.arrived(row.at, row.labelledAt);
        } else {
            lags.waits(row.at);
        }
        if (row.isScored()) {
            answers.add(row);
        } else {
            unscored++;
        }
    }

    /** Rows that did not fail. */
    long answered() {
        return rows - errors;
    }

    void merge(Tally other) {
        answers.merge(other.answers);
        lags.merge(other.lags);
        rows += other.rows;
        errors += other.errors;
        unscored += other.unscored;
        labels += other.labels;
        firstAt = Math.min(firstAt, other.firstAt);
        lastAt = Math.max(lastAt, other.lastAt);
    }

    void write(DataOutput to) throws IOException {
        for (long count : new long[] {rows, errors, unscored, labels, firstAt, lastAt}) {
            to.writeLong(count);
        }
        lags.write(to);
        answers.write(to);
    }

    static Tally read(Task task, DataInput from) throws IOException {
        long[] counts = new long[6];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = from.readLong();
        }
        LabelLags lags = LabelLags.read(from);
        Tally read = new Tally(Answers.read(task, from));
        read.lags = lags;
        read.rows = counts[0];
        read.errors = counts[1];
        read.unscored = counts[2];
        read.labels = counts[3];
        read.firstAt = counts[4];
        read.lastAt = counts[5];
        return read;
    }
}
