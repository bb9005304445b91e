package understudy.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Work that takes a while; ask again until {@code state} is no longer {@code running}.
 *
 * @param kind {@code backtest}, {@code backup}, {@code causes}, {@code reference} or {@code runtime}
 * @param state {@code running}, {@code done} or {@code failed}
 * @param progress share done, 0 to 1
 * @param problem why it failed
 * @param backtests what a backtest found of each version
 * @param backup what a backup wrote
 * @param reference the reference that was made
 * @param causes why a number changed
 */
public record JobView(
        String id,
        String kind,
        String subject,
        String state,
        double progress,
        String by,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<String> problem,
        List<BacktestView> backtests,
        Optional<BackupView> backup,
        Optional<ReferenceView> reference,
        Optional<CausesView> causes) {
    /** Newest first. */
    public record Page(List<JobView> jobs) {}
}
