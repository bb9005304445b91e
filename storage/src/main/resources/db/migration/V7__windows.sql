-- What the watch of data and answers remembers. Portable between SQLite and PostgreSQL, as before.

CREATE TABLE monitor_plan (
    model VARCHAR(100) NOT NULL PRIMARY KEY REFERENCES model (name),
    body  TEXT         NOT NULL
);

CREATE TABLE watch_state (
    model VARCHAR(100) NOT NULL PRIMARY KEY REFERENCES model (name),
    body  TEXT         NOT NULL
);

CREATE TABLE watch_window (
    model    VARCHAR(100) NOT NULL REFERENCES model (name),
    id       VARCHAR(200) NOT NULL,
    began_at BIGINT       NOT NULL,
    ended_at BIGINT       NOT NULL,
    head     TEXT         NOT NULL,
    body     TEXT         NOT NULL,
    PRIMARY KEY (model, id)
);

CREATE INDEX watch_window_began ON watch_window (model, began_at);

CREATE TABLE watch_scores (
    model   VARCHAR(100) NOT NULL REFERENCES model (name),
    traffic VARCHAR(200) NOT NULL,
    bins    VARCHAR(200) NOT NULL,
    ordinal BIGINT       NOT NULL,
    body    BLOB         NOT NULL,
    PRIMARY KEY (model, traffic, bins, ordinal)
);

CREATE TABLE watch_detector (
    model    VARCHAR(100) NOT NULL REFERENCES model (name),
    traffic  VARCHAR(200) NOT NULL,
    bins     VARCHAR(200) NOT NULL,
    is_final INTEGER      NOT NULL,
    body     BLOB         NOT NULL,
    PRIMARY KEY (model, traffic)
);

CREATE TABLE watch_traffic (
    model    VARCHAR(100) NOT NULL REFERENCES model (name),
    version  INTEGER      NOT NULL,
    began_at BIGINT       NOT NULL,
    ended_at BIGINT       NOT NULL,
    body     BLOB         NOT NULL,
    PRIMARY KEY (model, version)
);
