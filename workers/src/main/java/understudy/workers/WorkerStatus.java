package understudy.workers;

import java.util.OptionalLong;

/**
 * How the process of one copy is.
 *
 * @param fileName of its model
 * @param up whether it answers now
 * @param ends how often it has ended without being asked to
 * @param last why it ended last, completing "the process of 'x' …"; empty where it never did
 * @param memory bytes resident, of all it started too
 */
public record WorkerStatus(String fileName, boolean up, int ends, String last, OptionalLong memory) {}
