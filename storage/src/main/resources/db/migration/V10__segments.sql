-- What is kept of a window's segments. Portable between SQLite and PostgreSQL, as before.

CREATE TABLE watch_segment (
    model     VARCHAR(100) NOT NULL REFERENCES model (name),
    window_id VARCHAR(200) NOT NULL,
    segment   VARCHAR(200) NOT NULL,
    began_at  BIGINT       NOT NULL,
    ended_at  BIGINT       NOT NULL,
    body      TEXT         NOT NULL,
    PRIMARY KEY (model, window_id, segment)
);

CREATE INDEX watch_segment_began ON watch_segment (model, segment, began_at);
