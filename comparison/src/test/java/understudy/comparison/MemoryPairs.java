package understudy.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import understudy.core.Fact;

/** Pairs in the order they were added, of one model. */
final class MemoryPairs implements Pairs {
    record Kept(int challenger, Pair pair) {}

    final List<Kept> kept = new ArrayList<>();
    final List<Fact.Gap> gaps = new ArrayList<>();
    int reads;
    Selection lastSelection = Selection.everything("none", 0, java.time.Duration.ZERO);

    @Override
    public void read(Selection selection, Consumer<Pair> consumer) {
        reads++;
        lastSelection = selection;
        for (Kept each : kept) {
            if (each.challenger() == selection.challenger()
                    && !each.pair().receivedAt().isBefore(selection.from())
                    && each.pair().receivedAt().isBefore(selection.to())) {
                consumer.accept(each.pair());
            }
        }
    }

    @Override
    public List<Fact.Gap> gaps(String model, int version) {
        return gaps;
    }
}
