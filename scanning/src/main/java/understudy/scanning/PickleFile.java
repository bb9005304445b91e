package understudy.scanning;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file that may be one or several pickles, one after another. Whether it is one is told from its bytes; what its name
 * says only decides whether it is worth a finding that it is none.
 */
final class PickleFile {
    /** What every pickle from protocol 2 on begins with. */
    private static final int PROTO = 0x80;

    /** Steps after which a file that begins like a pickle is taken for one. */
    private static final int ENOUGH = 4;

    /** Pickles in one file. */
    private static final int MOST = 10_000;

    /** The first pickle of a file as PyTorch wrote them before its archives: after five pickles come raw numbers. */
    private static final byte[] TORCH = {
        (byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19, '.'
    };

    private final Looking looking;
    private final String file;
    private final @Nullable Content content;
    private final int depth;

    /** @param content the same bytes as the cursor reads, where they can be read again */
    PickleFile(Looking looking, String file, @Nullable Content content, int depth) {
        this.looking = looking;
        this.file = file;
        this.content = content;
        this.depth = depth;
    }

    /**
     * Tells what is found.
     *
     * @param head the first bytes
     * @param named whether the file's name says that it is a pickle
     * @return whether it is one
     */
    boolean look(Cursor cursor, byte[] head, boolean named) throws IOException {
        boolean begins = head.length > 1 && (head[0] & 0xff) == PROTO && head[1] >= 0 && head[1] <= 5;
        PickleSteps steps = new PickleSteps(looking, file, content, depth);
        PickleMachine machine = new PickleMachine(cursor, looking.limits(), steps);
        PickleMachine.End end = machine.run(looking.stepsLeft());
        looking.spend(Looking.Budget.STEPS, machine.steps());
        boolean whole = end == PickleMachine.End.STOPPED;
        boolean meant = (begins && (whole || machine.steps() >= ENOUGH || steps.imports() > 0))
                || (whole && steps.imports() > 0)
                || steps.harmful();
        if (!meant && !named && looking.stepsLeft() > 0) {
            return false;
        }
        tell(steps);
        if (!whole) {
            tellEnd(machine, end);
        } else {
            boolean torch = head.length >= TORCH.length && Arrays.equals(Arrays.copyOf(head, TORCH.length), TORCH);
            try {
                rest(cursor, torch, meant || named);
            } catch (EOFException broken) {
                looking.find(file, Kind.BROKEN, "what stands after the end of the pickle", cursor.offset(), Verdict.UNKNOWN,
                        "cannot be unpacked");
            }
        }
        return true;
    }

    private void rest(Cursor cursor, boolean numbersMayFollow, boolean tellOther) throws IOException {
        for (int i = 1; !cursor.atEnd(); i++) {
            if (i > MOST) {
                looking.find(file, Kind.LIMIT, "pickles", cursor.offset(), Verdict.DANGEROUS, "are more than " + MOST);
                return;
            }
            long from = cursor.offset();
            PickleSteps steps = new PickleSteps(looking, file, content, depth);
            PickleMachine machine = new PickleMachine(cursor, looking.limits(), steps);
            PickleMachine.End end = machine.run(looking.stepsLeft());
            looking.spend(Looking.Budget.STEPS, machine.steps());
            if (end == PickleMachine.End.STOPPED) {
                tell(steps);
                continue;
            }
            if (end == PickleMachine.End.CUT) {
                tellEnd(machine, end);
            }
            if (steps.harmful() || steps.imports() > 0 && !numbersMayFollow) {
                tell(steps);
            }
            if (tellOther && !numbersMayFollow) {
                looking.find(file, Kind.BROKEN, "what stands after the end of the pickle", from, Verdict.UNKNOWN,
                        "is no pickle that ends");
            }
            return;
        }
    }

    private void tellEnd(PickleMachine machine, PickleMachine.End end) {
        if (end == PickleMachine.End.CUT) {
            looking.find(file, Kind.LIMIT, "the pickle", machine.at(), Verdict.DANGEROUS,
                    "goes on for longer than is looked at, and what follows would run unseen");
        } else if (machine.at() == 0) {
            looking.find(file, Kind.BROKEN, "the file", 0, Verdict.UNKNOWN, "is named like a pickle and is none");
        } else {
            looking.find(file, Kind.BROKEN, "the stream", machine.at(), Verdict.UNKNOWN,
                    "breaks (" + machine.broken() + "), and what stands before it would still run");
        }
    }

    private void tell(PickleSteps steps) {
        looking.findings().addAll(steps.findings());
    }
}
