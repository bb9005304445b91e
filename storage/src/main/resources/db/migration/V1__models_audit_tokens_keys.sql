-- Portable between SQLite and PostgreSQL: times are ISO 8601 text, documents JSON text, bytes Base64 text.

CREATE TABLE model (
    name       VARCHAR(100) NOT NULL PRIMARY KEY,
    task       VARCHAR(20)  NOT NULL,
    signature  TEXT         NOT NULL,
    owner      TEXT         NOT NULL,
    risk_tier  VARCHAR(20)  NOT NULL,
    maturity   VARCHAR(40)  NOT NULL,
    created_at VARCHAR(40)  NOT NULL
);

CREATE TABLE model_version (
    model      VARCHAR(100) NOT NULL REFERENCES model (name),
    version    INTEGER      NOT NULL,
    digest     CHAR(64)     NOT NULL,
    artifact   CHAR(64)     NOT NULL,
    file_name  TEXT         NOT NULL,
    runtime    VARCHAR(40)  NOT NULL,
    signature  TEXT         NOT NULL,
    decision   TEXT,
    card       TEXT         NOT NULL,
    created_by TEXT         NOT NULL,
    created_at VARCHAR(40)  NOT NULL,
    retired    INTEGER      NOT NULL,
    PRIMARY KEY (model, version),
    UNIQUE (model, digest)
);

CREATE TABLE lineup (
    model    VARCHAR(100) NOT NULL REFERENCES model (name),
    revision BIGINT       NOT NULL,
    body     TEXT         NOT NULL,
    PRIMARY KEY (model, revision)
);

CREATE TABLE audit_link (
    number   BIGINT       NOT NULL PRIMARY KEY,
    at       VARCHAR(40)  NOT NULL,
    actor    TEXT         NOT NULL,
    action   TEXT         NOT NULL,
    subject  TEXT         NOT NULL,
    details  TEXT         NOT NULL,
    previous CHAR(64)     NOT NULL,
    hash     CHAR(64)     NOT NULL
);

CREATE TABLE token (
    name       VARCHAR(100) NOT NULL PRIMARY KEY,
    hash       CHAR(64)     NOT NULL UNIQUE,
    roles      TEXT         NOT NULL,
    created_at VARCHAR(40)  NOT NULL,
    expires_at VARCHAR(40)
);

CREATE TABLE reader_cursor (
    reader   TEXT   NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
);

CREATE TABLE subject_key (
    subject CHAR(64) NOT NULL PRIMARY KEY,
    wrapped TEXT     NOT NULL
);

-- What the installation is bound to, e.g. the fingerprint of its master secret.
CREATE TABLE installation (
    name  VARCHAR(40) NOT NULL PRIMARY KEY,
    value TEXT        NOT NULL
);
