package understudy.storage;

import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.rollout.StagedRollout;
import understudy.rollout.StagedRolloutStore;

/** Staged rollouts in SQL; each is a JSON document. */
final class SqlStagedRollouts implements StagedRolloutStore {
    private static final RowMapper<StagedRollout> ROLLOUT =
            (row, context) -> Documents.stagedRollout(row.getString("body"));

    private final Database database;

    SqlStagedRollouts(Database database) {
        this.database = database;
    }

    @Override
    public void save(StagedRollout rollout) {
        database.write(sql -> sql.createUpdate("""
                INSERT INTO staged_rollout (id, model, began_at, under_way, body)
                VALUES (:id, :model, :beganAt, :underWay, :body)
                ON CONFLICT (id) DO UPDATE SET under_way = excluded.under_way, body = excluded.body""")
                .bind("id", rollout.id())
                .bind("model", rollout.model())
                .bind("beganAt", rollout.began().toString())
                .bind("underWay", rollout.state().isOver() ? 0 : 1)
                .bind("body", Documents.text(rollout))
                .execute());
    }

    @Override
    public List<StagedRollout> find(String model, int limit) {
        return database.read(sql -> sql.createQuery("""
                SELECT body FROM staged_rollout WHERE model = :model ORDER BY began_at DESC, id DESC LIMIT :limit""")
                .bind("model", model)
                .bind("limit", limit)
                .map(ROLLOUT)
                .list());
    }

    @Override
    public List<StagedRollout> underWay() {
        return database.read(sql -> sql.createQuery("SELECT body FROM staged_rollout WHERE under_way = 1 ORDER BY began_at")
                .map(ROLLOUT)
                .list());
    }
}
