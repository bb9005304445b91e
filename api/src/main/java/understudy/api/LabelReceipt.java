package understudy.api;

import java.util.List;

/**
 * @param accepted written
 * @param repeated there already with the same value
 * @param corrected of the accepted, those that change an earlier one
 * @param unknown of the accepted, those whose prediction is not known (yet): kept for a late join
 * @param unknownExamples up to ten of them
 * @param refused lines that are no labels
 * @param refusedExamples up to ten of them, each with its line's number and what is wrong
 */
public record LabelReceipt(
        long accepted,
        long repeated,
        long corrected,
        long unknown,
        List<String> unknownExamples,
        long refused,
        List<String> refusedExamples) {}
