-- Portable between SQLite and PostgreSQL, as before.

CREATE TABLE staged_rollout (
    id        CHAR(36)     NOT NULL PRIMARY KEY,
    model     VARCHAR(100) NOT NULL REFERENCES model (name),
    began_at  VARCHAR(40)  NOT NULL,
    under_way INTEGER      NOT NULL,
    body      TEXT         NOT NULL
);

CREATE INDEX staged_rollout_model ON staged_rollout (model, began_at);

CREATE TABLE adaptive_shares (
    model  VARCHAR(100) NOT NULL PRIMARY KEY REFERENCES model (name),
    active INTEGER      NOT NULL,
    body   TEXT         NOT NULL
);
