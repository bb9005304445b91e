package understudy.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import understudy.core.Problem;

/**
 * Takes a whole source in. One of at most {@link Intake#MOST} events is taken whole or not at all; a longer one in parts,
 * of each of which what is right is kept, for nobody wants to send millions of rows again for one.
 */
public final class Delivery {
    private Delivery() {}

    /**
     * @param manner WHOLE for a short source to be taken whole or not at all; a long one is taken by EACH anyway
     * @throws Problem as {@link Intake#take} says; INVALID too where not one event was right
     */
    public static Receipt take(
            Intake intake, String model, EventSource source, Intake.Manner manner, boolean lenient, String by) {
        Receipt sum = Receipt.none();
        List<Event> part = new ArrayList<>();
        boolean whole = manner == Intake.Manner.WHOLE;
        for (Optional<EventSource.Item> item = source.next(); item.isPresent(); item = source.next()) {
            if (part.size() + (whole ? sum.refused() : 0) == Intake.MOST) {
                whole = false;
                sum = sum.plus(intake.take(model, part, Intake.Manner.EACH, lenient, by));
                part.clear();
            }
            switch (item.get()) {
                case EventSource.Item.Read(Event event) -> part.add(event);
                case EventSource.Item.Wrong(String why) -> {
                    sum = sum.refusing(why);
                    intake.refuse(model, 1);
                }
            }
        }
        if (whole && sum.refused() > 0) {
            intake.refuse(model, part.size());
            throw nothingWritten(sum.refusedExamples().getFirst());
        }
        sum = sum.plus(intake.take(model, part, whole ? Intake.Manner.WHOLE : Intake.Manner.EACH, lenient, by));
        if (sum.refused() > 0 && sum.accepted() + sum.repeated() == 0) {
            throw nothingWritten(sum.refusedExamples().getFirst());
        }
        intake.tell(model, sum, by);
        return sum;
    }

    private static Problem nothingWritten(String why) {
        return new Problem(Problem.Code.INVALID, why, "Nothing was written; correct it and send all of it again");
    }
}
