-- Alerts, each a JSON document with columns to find it by; times are milliseconds since 1970.

CREATE TABLE alert (
    id        CHAR(12)     NOT NULL PRIMARY KEY,
    model     VARCHAR(100) NOT NULL,
    cause     VARCHAR(200) NOT NULL,
    monitor   VARCHAR(200) NOT NULL,
    severity  INTEGER      NOT NULL,
    state     VARCHAR(20)  NOT NULL,
    is_over   INTEGER      NOT NULL,
    paged     INTEGER      NOT NULL,
    useful    INTEGER,
    opened_at BIGINT       NOT NULL,
    said_at   BIGINT,
    over_at   BIGINT,
    look_at   BIGINT,
    body      TEXT         NOT NULL
);

-- One open alert for each model and cause, whoever writes.
CREATE UNIQUE INDEX alert_open ON alert (model, cause) WHERE is_over = 0;
CREATE INDEX alert_cause ON alert (model, cause, opened_at);
CREATE INDEX alert_opened ON alert (opened_at);
CREATE INDEX alert_look ON alert (look_at) WHERE look_at IS NOT NULL;

-- What is to be told and may not yet be in the journal, in the order it came up.
CREATE TABLE alert_notice (
    number BIGINT   NOT NULL PRIMARY KEY,
    id     CHAR(36) NOT NULL,
    body   TEXT     NOT NULL
);

-- What people have ordered: one row.
CREATE TABLE alert_settings (
    number INTEGER NOT NULL PRIMARY KEY,
    body   TEXT    NOT NULL
);
