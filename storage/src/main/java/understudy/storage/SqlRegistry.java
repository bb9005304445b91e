package understudy.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;
import understudy.core.Model;
import understudy.core.ModelVersion;
import understudy.core.Problem;
import understudy.core.Task;
import understudy.serving.Lineup;
import understudy.serving.Registry;

/** The registry in SQL; signatures, decision rules and lineups are JSON documents in it. */
final class SqlRegistry implements Registry {
    private static final RowMapper<Model> MODEL = (row, context) -> new Model(
            row.getString("name"),
            Task.valueOf(row.getString("task")),
            Documents.signature(row.getString("signature")),
            row.getString("owner"),
            row.getString("risk_tier"),
            Duration.parse(row.getString("maturity")),
            Instant.parse(row.getString("created_at")));

    private static final RowMapper<ModelVersion> VERSION = (row, context) -> new ModelVersion(
            row.getString("model"),
            row.getInt("version"),
            row.getString("digest"),
            row.getString("artifact"),
            row.getString("file_name"),
            row.getString("runtime"),
            Documents.signature(row.getString("signature")),
            Optional.ofNullable(row.getString("decision")).map(Documents::decision),
            row.getString("card"),
            Documents.details(row.getString("options")),
            Documents.lines(row.getString("findings")),
            row.getString("created_by"),
            Instant.parse(row.getString("created_at")),
            row.getInt("retired") != 0);

    private static final RowMapper<Lineup> LINEUP = (row, context) -> Documents.lineup(row.getString("body"));

    private final Database database;

    SqlRegistry(Database database) {
        this.database = database;
    }

    @Override
    public List<Model> models() {
        return database.read(sql -> sql.createQuery("SELECT * FROM model ORDER BY name").map(MODEL).list());
    }

    @Override
    public Optional<Model> model(String name) {
        return database.read(sql -> sql.createQuery("SELECT * FROM model WHERE name = :name")
                .bind("name", name)
                .map(MODEL)
                .findOne());
    }

    @Override
    public void save(Model model) {
        database.write(sql -> {
            int changed = bound(sql.createUpdate("""
                    UPDATE model SET task = :task, signature = :signature, owner = :owner, risk_tier = :riskTier,
                        maturity = :maturity WHERE name = :name"""), model).execute();
            return changed > 0 ? changed : bound(sql.createUpdate("""
                    INSERT INTO model (name, task, signature, owner, risk_tier, maturity, created_at)
                    VALUES (:name, :task, :signature, :owner, :riskTier, :maturity, :createdAt)"""), model)
                    .bind("createdAt", model.createdAt().toString())
                    .execute();
        });
    }

    private static <S extends SqlStatement<S>> S bound(S statement, Model model) {
        return statement
                .bind("name", model.name())
                .bind("task", model.task().name())
                .bind("signature", Documents.text(model.signature()))
                .bind("owner", model.owner())
                .bind("riskTier", model.riskTier())
                .bind("maturity", model.maturity().toString());
    }

    @Override
    public List<ModelVersion> versions(String model) {
        return database.read(sql -> sql.createQuery("SELECT * FROM model_version WHERE model = :model ORDER BY version")
                .bind("model", model)
                .map(VERSION)
                .list());
    }

    @Override
    public Optional<ModelVersion> version(String model, int version) {
        return database.read(
                sql -> sql.createQuery("SELECT * FROM model_version WHERE model = :model AND version = :version")
                        .bind("model", model)
                        .bind("version", version)
                        .map(VERSION)
                        .findOne());
    }

    @Override
    public ModelVersion add(ModelVersion draft) {
        return database.write(sql -> {
            sql.createQuery("SELECT version FROM model_version WHERE model = :model AND digest = :digest")
                    .bind("model", draft.model())
                    .bind("digest", draft.digest())
                    .mapTo(Integer.class)
                    .findOne()
                    .ifPresent(same -> {
                        throw new Problem(
                                Problem.Code.CONFLICT,
                                ModelVersion.reference(draft.model(), same)
                                        + " has the same artifact, signature and decision rule",
                                "Use that version.");
                    });
            int next = 1 + sql.createQuery("SELECT COALESCE(MAX(version), 0) FROM model_version WHERE model = :model")
                    .bind("model", draft.model())
                    .mapTo(Integer.class)
                    .one();
            ModelVersion added = draft.numbered(next);
            insert(sql, added);
            return added;
        });
    }

    private static void insert(Handle sql, ModelVersion version) {
        sql.createUpdate("""
                INSERT INTO model_version (model, version, digest, artifact, file_name, runtime, signature, decision,
                    card, options, findings, created_by, created_at, retired)
                VALUES (:model, :version, :digest, :artifact, :fileName, :runtime, :signature, :decision,
                    :card, :options, :findings, :createdBy, :createdAt, :retired)""")
                .bind("model", version.model())
                .bind("version", version.version())
                .bind("digest", version.digest())
                .bind("artifact", version.artifact())
                .bind("fileName", version.fileName())
                .bind("runtime", version.runtime())
                .bind("signature", Documents.text(version.signature()))
                .bind("decision", version.decision().map(Documents::text).orElse(null))
                .bind("card", version.card())
                .bind("options", Documents.text(version.options()))
                .bind("findings", Documents.text(version.findings()))
                .bind("createdBy", version.createdBy())
                .bind("createdAt", version.createdAt().toString())
                .bind("retired", version.retired() ? 1 : 0)
                .execute();
    }

    @Override
    public void retire(String model, int version) {
        int retired = database.write(
                sql -> sql.createUpdate("UPDATE model_version SET retired = 1 WHERE model = :model AND version = :version")
                        .bind("model", model)
                        .bind("version", version)
                        .execute());
        if (retired == 0) {
            throw Problem.notFound(
                    "there is no " + ModelVersion.reference(model, version),
                    "Versions are shown by: understudy model show " + model);
        }
    }

    @Override
    public Optional<Lineup> lineup(String model) {
        return database.read(sql -> present(sql, model));
    }

    @Override
    public List<Lineup> lineupHistory(String model, int limit) {
        return database.read(
                sql -> sql.createQuery("SELECT body FROM lineup WHERE model = :model ORDER BY revision DESC LIMIT :limit")
                        .bind("model", model)
                        .bind("limit", limit)
                        .map(LINEUP)
                        .list());
    }

    @Override
    public void save(Lineup next) {
        database.write(sql -> {
            long present = present(sql, next.model()).map(Lineup::revision).orElse(0L);
            if (next.revision() != present + 1) {
                throw new Problem(
                        Problem.Code.STALE,
                        "the lineup of " + next.model() + " is at revision " + present + " now, not "
                                + (next.revision() - 1),
                        "Read it again and repeat the change.");
            }
            return sql.createUpdate("INSERT INTO lineup (model, revision, body) VALUES (:model, :revision, :body)")
                    .bind("model", next.model())
                    .bind("revision", next.revision())
                    .bind("body", Documents.text(next))
                    .execute();
        });
    }

    private static Optional<Lineup> present(Handle sql, String model) {
        return sql.createQuery("SELECT body FROM lineup WHERE model = :model ORDER BY revision DESC LIMIT 1")
                .bind("model", model)
                .map(LINEUP)
                .findOne();
    }
}
