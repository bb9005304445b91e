-- Portable between SQLite and PostgreSQL, as before, but for the type of bytes.

CREATE TABLE performance_window (
    model       VARCHAR(100) NOT NULL REFERENCES model (name),
    size        VARCHAR(20)  NOT NULL,
    view_of     VARCHAR(400) NOT NULL,
    begins_ms   BIGINT       NOT NULL,
    ends_ms     BIGINT       NOT NULL,
    made_of     TEXT         NOT NULL,
    sums        BLOB         NOT NULL,
    PRIMARY KEY (model, size, view_of, begins_ms)
);
