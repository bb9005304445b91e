package understudy.storage;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import understudy.alerting.AlertStore;
import understudy.comparison.PlanStore;
import understudy.core.Cursors;
import understudy.core.Problem;
import understudy.core.SubjectKeys;
import understudy.core.Told;
import understudy.governance.AuditStore;
import understudy.governance.TechnologyStore;
import understudy.governance.TokenStore;
import understudy.monitoring.WatchStore;
import understudy.references.ReferenceStore;
import understudy.performance.PerformanceStore;
import understudy.rollout.AdaptiveSharesStore;
import understudy.rollout.StagedRolloutStore;
import understudy.serving.Registry;

/**
 * The metadata: small, written rarely, never on the way of a request. One connection writes, a few read beside it
 * (SQLite's write-ahead log lets them). Every committed write is on disk on return. Safe for many threads.
 *
 * <p>What writes runs on a platform thread of its own: on a virtual thread, waiting for the disk in native code would
 * hold a carrier and with it callers; and a thread that lets everyone go first would, starved in the middle of a
 * transaction, hold up whoever wants to write next. What reads does so where it is asked: a few rows from memory, sooner
 * had than another thread is woken on a busy machine.
 */
public final class Database implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int READERS = 4;

    private final ScopedValue<Handle> transaction = ScopedValue.newInstance();
    private final Side writer;
    private final Side reader;
    private final ExecutorService writing =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("sqlite-writer").factory());

    private Database(Side writer, Side reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /** Connections of one kind. */
    private record Side(HikariDataSource connections, Jdbi sql) implements AutoCloseable {
        static Side of(DataSource source, String name, int size, String first) {
            HikariDataSource connections = pool(source, name, size, first);
            return new Side(connections, Jdbi.create(connections));
        }

        <T> T run(Function<Jdbi, T> work) {
            try {
                return work.apply(sql);
            } catch (JdbiException refused) {
                throw problem(refused);
            }
        }

        @Override
        public void close() {
            connections.close();
        }
    }

    /**
     * Opens the file, makes it where there is none, and brings its schema up to date.
     *
     * @throws Problem UNAVAILABLE where it cannot be opened
     */
    public static Database open(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
            DataSource source = source(file);
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .loggers("slf4j")
                    .load()
                    .migrate();
            return new Database(
                    Side.of(source, "writer", 1, "PRAGMA query_only=0"),
                    Side.of(source, "reader", READERS, "PRAGMA query_only=1"));
        } catch (RuntimeException | IOException cannotOpen) {
            throw new Problem(
                    Problem.Code.UNAVAILABLE,
                    "the database " + file.getFileName() + " could not be opened: " + reason(cannotOpen),
                    "Is the disk full, the file damaged, or made by a newer version of this program?",
                    cannotOpen);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? String.valueOf(failure.getMessage()).strip() : reason(cause);
    }

    public Registry registry() {
        return new SqlRegistry(this);
    }

    public PlanStore plans() {
        return new SqlPlans(this);
    }

    public ReferenceStore references() {
        return new SqlReferences(this);
    }

    public Told told() {
        return new SqlTold(this);
    }

    public AuditStore audit() {
        return new SqlAudit(this);
    }

    public TokenStore tokens() {
        return new SqlTokens(this);
    }

    public TechnologyStore technologies() {
        return new SqlTechnologies(this);
    }

    public Cursors cursors() {
        return new SqlCursors(this);
    }

    public StagedRolloutStore stagedRollouts() {
        return new SqlStagedRollouts(this);
    }

    public AdaptiveSharesStore adaptiveShares() {
        return new SqlAdaptiveShares(this);
    }

    public AlertStore alerts() {
        return new SqlAlerts(this);
    }

    public WatchStore watch() {
        return new SqlWatch(this);
    }

    public PerformanceStore performance() {
        return new SqlPerformance(this);
    }

    /** @throws Problem UNAVAILABLE if the secret is not the one this database's keys were wrapped with */
    public SubjectKeys subjectKeys(MasterSecret secret, SecureRandom random) {
        return new SqlSubjectKeys(this, secret, random);
    }

    /** Writes a consistent copy to a file that is not there yet; writers wait meanwhile. */
    void copyTo(Path file) {
        maintain(sql -> sql.execute("VACUUM INTO ?", file.toAbsolutePath().toString()));
    }

    @Override
    public void close() {
        reader.close();
        writing.close();
        writer.close();
    }

    /** Within {@link #write}, what that has written is seen. */
    <T> T read(HandleCallback<T, RuntimeException> work) {
        return transaction.isBound()
                ? work.withHandle(transaction.get())
                : reader.run(sql -> sql.withHandle(work));
    }

    /** In one transaction, alone; within another {@code write}, as part of it. */
    <T> T write(HandleCallback<T, RuntimeException> work) {
        if (transaction.isBound()) {
            return work.withHandle(transaction.get());
        }
        return alone(sql -> sql.inTransaction(
                handle -> ScopedValue.where(transaction, handle).call(() -> work.withHandle(handle))));
    }

    /** On the writing connection, outside any transaction. */
    void maintain(Consumer<Handle> work) {
        alone(sql -> {
            sql.useHandle(work::accept);
            return true;
        });
    }

    /** What was begun is finished: an interrupt is kept for later. */
    private <T> T alone(Function<Jdbi, T> work) {
        Future<T> running;
        try {
            running = writing.submit(() -> writer.run(work));
        } catch (RejectedExecutionException closed) {
            throw new Problem(Problem.Code.UNAVAILABLE, "the server is stopping", "Try again later.", closed);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return running.get();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new Problem(Problem.Code.INTERNAL, "the database failed", "The server's log says more.", failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Problem problem(JdbiException failure) {
        if (failure.getCause() instanceof SQLException refused) {
            if (refused.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code) {
                return new Problem(
                        Problem.Code.STORAGE_FULL, "the disk has no space for the database", "Free some space.", failure);
            }
            if (refused.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code) {
                return new Problem(
                        Problem.Code.UNAVAILABLE, "the database is held by another process", "Try again.", failure);
            }
        }
        return new Problem(Problem.Code.INTERNAL, "the database failed", "The server's log says more.", failure);
    }

    private static DataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout((int) PATIENCE.toMillis());
        config.enforceForeignKeys(true);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    private static HikariDataSource pool(DataSource source, String name, int size, String first) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("sqlite-" + name);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionInitSql(first);
        config.setConnectionTimeout(PATIENCE.toMillis());
        return new HikariDataSource(config);
    }
}
