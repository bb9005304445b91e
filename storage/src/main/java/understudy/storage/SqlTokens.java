package understudy.storage;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.mapper.RowMapper;
import understudy.core.Problem;
import understudy.governance.AccessRole;
import understudy.governance.StoredToken;
import understudy.governance.TokenStore;

/** Tokens in SQL, by their hash. */
final class SqlTokens implements TokenStore {
    private static final Pattern COMMA = Pattern.compile(",");

    private static final RowMapper<StoredToken> TOKEN = (row, context) -> new StoredToken(
            row.getString("name"),
            row.getString("hash"),
            roles(row.getString("roles")),
            Instant.parse(row.getString("created_at")),
            Optional.ofNullable(row.getString("expires_at")).map(Instant::parse));

    private final Database database;

    SqlTokens(Database database) {
        this.database = database;
    }

    /** @throws Problem CONFLICT where there is one of that name */
    @Override
    public void add(StoredToken token) {
        database.write(sql -> {
            boolean taken = sql.createQuery("SELECT name FROM token WHERE name = :name")
                    .bind("name", token.name())
                    .mapTo(String.class)
                    .findOne()
                    .isPresent();
            if (taken) {
                throw new Problem(
                        Problem.Code.CONFLICT,
                        "there is a token named '" + token.name() + "'",
                        "Choose another name, or revoke that one first.");
            }
            return sql.createUpdate("""
                    INSERT INTO token (name, hash, roles, created_at, expires_at)
                    VALUES (:name, :hash, :roles, :createdAt, :expiresAt)""")
                    .bind("name", token.name())
                    .bind("hash", token.hash())
                    .bind("roles", token.roles().stream().map(Enum::name).sorted().collect(joining(",")))
                    .bind("createdAt", token.createdAt().toString())
                    .bind("expiresAt", token.expiresAt().map(Instant::toString).orElse(null))
                    .execute();
        });
    }

    @Override
    public List<StoredToken> all() {
        return database.read(sql -> sql.createQuery("SELECT * FROM token ORDER BY name").map(TOKEN).list());
    }

    @Override
    public Optional<StoredToken> find(String hash) {
        return database.read(sql -> sql.createQuery("SELECT * FROM token WHERE hash = :hash")
                .bind("hash", hash)
                .map(TOKEN)
                .findOne());
    }

    @Override
    public boolean remove(String name) {
        return database.write(
                sql -> sql.createUpdate("DELETE FROM token WHERE name = :name").bind("name", name).execute() > 0);
    }

    private static Set<AccessRole> roles(String text) {
        return COMMA.splitAsStream(text).map(AccessRole::valueOf).collect(toSet());
    }
}
