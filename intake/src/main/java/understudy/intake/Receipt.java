package understudy.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of some events.
 *
 * @param accepted in the journal now
 * @param repeated there already
 * @param refused not understood, and not kept
 * @param refusedExamples up to ten of them, each with its place and what is wrong
 * @param labels that came with the accepted, and were submitted
 */
public record Receipt(long accepted, long repeated, long refused, List<String> refusedExamples, long labels) {
    private static final int EXAMPLES = 10;

    public Receipt {
        refusedExamples = List.copyOf(refusedExamples);
    }

    public static Receipt none() {
        return new Receipt(0, 0, 0, List.of(), 0);
    }

    public Receipt plus(Receipt other) {
        return new Receipt(
                accepted + other.accepted, repeated + other.repeated, refused + other.refused,
                examples(other.refusedExamples), labels + other.labels);
    }

    /** One more that was refused. */
    public Receipt refusing(String why) {
        return new Receipt(accepted, repeated, refused + 1, examples(List.of(why)), labels);
    }

    private List<String> examples(List<String> more) {
        return new ArrayList<>(Stream.concat(refusedExamples.stream(), more.stream()).limit(EXAMPLES).toList());
    }
}
