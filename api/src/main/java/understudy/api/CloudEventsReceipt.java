package understudy.api;

import java.util.List;

/**
 * What became of some events.
 *
 * @param accepted pairs that are in the journal now
 * @param repeated there already
 * @param waiting for their other half
 * @param ignored neither a request nor a response of a predictor
 * @param refused not understood
 * @param refusedExamples up to ten of them, with what is wrong
 */
public record CloudEventsReceipt(
        long accepted, long repeated, long waiting, long ignored, long refused, List<String> refusedExamples) {
    /**
     * How requests and responses find each other, since the start.
     *
     * @param waitingBytes that halves hold, about
     * @param expired whose other half did not come in time
     * @param displaced by others for want of memory
     */
    public record Status(long waiting, long waitingBytes, long paired, long expired, long displaced, long ignored) {}
}
