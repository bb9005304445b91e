package understudy.storage;

import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.comparison.Plan;
import understudy.comparison.PlanStore;
import understudy.core.Problem;

/** Plans in SQL, each a JSON document. */
final class SqlPlans implements PlanStore {
    private static final RowMapper<Plan> PLAN = (row, context) -> Documents.plan(row.getString("body"));

    private final Database database;

    SqlPlans(Database database) {
        this.database = database;
    }

    @Override
    public void add(Plan plan) {
        database.write(sql -> {
            boolean taken = sql.createQuery(
                            "SELECT number FROM plan WHERE model = :model AND version = :version AND number = :number")
                    .bind("model", plan.model())
                    .bind("version", plan.version())
                    .bind("number", plan.number())
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent();
            if (taken) {
                throw new Problem(
                        Problem.Code.CONFLICT, plan.name() + " was written by somebody else", "Read it, then write another.");
            }
            return sql.createUpdate(
                            "INSERT INTO plan (model, version, number, body) VALUES (:model, :version, :number, :body)")
                    .bind("model", plan.model())
                    .bind("version", plan.version())
                    .bind("number", plan.number())
                    .bind("body", Documents.text(plan))
                    .execute();
        });
    }

    @Override
    public List<Plan> plans(String model, int version) {
        return database.read(sql -> sql.createQuery(
                        "SELECT body FROM plan WHERE model = :model AND version = :version ORDER BY number DESC")
                .bind("model", model)
                .bind("version", version)
                .map(PLAN)
                .list());
    }
}
