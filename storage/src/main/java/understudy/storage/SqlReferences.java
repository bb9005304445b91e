package understudy.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.profiles.Schema;
import understudy.profiles.SchemaText;
import understudy.references.Reference;
import understudy.references.ReferenceForm;
import understudy.references.ReferenceStore;

/** References in SQL: the body as bytes, the schema beside it as the YAML people edit. */
final class SqlReferences implements ReferenceStore {
    private static final RowMapper<Reference> REFERENCE = (row, context) -> {
        ReferenceForm form = ReferenceForm.of(row.getBytes("body"));
        return new Reference(
                row.getString("model"), row.getInt("version"), row.getString("source"),
                Instant.parse(row.getString("created_at")), row.getString("author"), form.profile(), form.columns(),
                SchemaText.read(row.getString("schema")), form.labelled(), form.remarks());
    };

    private final Database database;

    SqlReferences(Database database) {
        this.database = database;
    }

    @Override
    public void save(Reference reference) {
        byte[] body = ReferenceForm.of(reference).toBytes();
        database.write(sql -> sql.createUpdate(
                        "INSERT OR REPLACE INTO reference (model, version, source, author, created_at, schema, body)"
                                + " VALUES (:model, :version, :source, :author, :at, :schema, :body)")
                .bind("model", reference.model())
                .bind("version", reference.version())
                .bind("source", reference.source())
                .bind("author", reference.by())
                .bind("at", reference.at().toString())
                .bind("schema", SchemaText.write(reference.schema()))
                .bind("body", body)
                .execute());
    }

    @Override
    public boolean saveSchema(String model, int version, Schema schema) {
        return database.write(sql -> sql.createUpdate(
                        "UPDATE reference SET schema = :schema WHERE model = :model AND version = :version")
                .bind("schema", SchemaText.write(schema))
                .bind("model", model)
                .bind("version", version)
                .execute()) > 0;
    }

    @Override
    public Optional<Reference> find(String model, int version) {
        return database.read(sql -> sql.createQuery("SELECT * FROM reference WHERE model = :model AND version = :version")
                .bind("model", model)
                .bind("version", version)
                .map(REFERENCE)
                .findOne());
    }

    @Override
    public List<Integer> versions(String model) {
        return database.read(sql -> sql.createQuery("SELECT version FROM reference WHERE model = :model ORDER BY version")
                .bind("model", model)
                .mapTo(Integer.class)
                .list());
    }

    @Override
    public boolean delete(String model, int version) {
        return database.write(sql -> sql.createUpdate("DELETE FROM reference WHERE model = :model AND version = :version")
                .bind("model", model)
                .bind("version", version)
                .execute()) > 0;
    }
}
