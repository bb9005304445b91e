package understudy.serving;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import understudy.core.Problem;

/** One plain row through a version that is about to be registered, so that what cannot answer is refused then. */
final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);

    private Trial() {}

    /**
     * A model may refuse the made-up values of the row; it may not break on them.
     *
     * @throws Problem UNPROCESSABLE
     */
    static void run(Instance instance, String fileName) {
        if (instance.warmCalls() == 0) {
            return;
        }
        boolean fixed = Rows.counted(instance.signature()) && instance.maxRows() != Integer.MAX_VALUE;
        int rows = fixed ? instance.maxRows() : 1;
        try {
            instance.predict(Copy.plainRows(instance.signature(), rows), rows);
        } catch (Problem refused) {
            if (refused.code() == Problem.Code.INTERNAL || refused.code() == Problem.Code.UNAVAILABLE) {
                throw new Problem(
                        Problem.Code.UNPROCESSABLE, "'" + fileName + "' loads, but breaks on a first plain row: "
                                + refused.fact(), refused.remedy(), refused);
            }
            LOG.info("'{}' refused a first plain row: {}", fileName, refused.getMessage());
        } catch (RuntimeException | StackOverflowError | LinkageError broken) {
            LOG.warn("'{}' breaks on a first plain row", fileName, broken);
            throw new Problem(
                    Problem.Code.UNPROCESSABLE, "'" + fileName + "' loads, but breaks on a first plain row",
                    "See the server's log for the cause, and give a signature if its inputs were guessed wrongly", broken);
        }
    }
}
