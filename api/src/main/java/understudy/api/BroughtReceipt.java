package understudy.api;

import java.util.List;

/**
 * What became of predictions that were made elsewhere.
 *
 * @param accepted in the journal now
 * @param repeated there already
 * @param refused not understood, and not kept
 * @param refusedExamples up to ten of them, each with its place and what is wrong
 * @param labels that came with them, and were submitted
 */
public record BroughtReceipt(long accepted, long repeated, long refused, List<String> refusedExamples, long labels) {}
