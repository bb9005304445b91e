package understudy.storage;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.rollout.AdaptiveShares;
import understudy.rollout.AdaptiveSharesStore;

/** Adaptive shares in SQL; those of a model are a JSON document. */
final class SqlAdaptiveShares implements AdaptiveSharesStore {
    private static final RowMapper<AdaptiveShares> SHARES =
            (row, context) -> Documents.adaptiveShares(row.getString("body"));

    private final Database database;

    SqlAdaptiveShares(Database database) {
        this.database = database;
    }

    @Override
    public void save(AdaptiveShares shares) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO adaptive_shares (model, active, body) VALUES (:model, :active, :body)
                ON CONFLICT (model) DO UPDATE SET active = excluded.active, body = excluded.body""")
                .bind("model", shares.model())
                .bind("active", shares.active() ? 1 : 0)
                .bind("body", Documents.text(shares))
                .execute());
    }

    @Override
    public Optional<AdaptiveShares> find(String model) {
        return database.read(sql -> sql.createQuery("SELECT body FROM adaptive_shares WHERE model = :model")
                .bind("model", model)
                .map(SHARES)
                .findOne());
    }

    @Override
    public List<AdaptiveShares> active() {
        return database.read(sql -> sql.createQuery("SELECT body FROM adaptive_shares WHERE active = 1 ORDER BY model")
                .map(SHARES)
                .list());
    }
}
