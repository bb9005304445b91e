-- Streams that are followed row by row inside a window, and plans that name none yet.

CREATE TABLE watch_stream (
    model  VARCHAR(100) NOT NULL REFERENCES model (name),
    stream VARCHAR(200) NOT NULL,
    body   TEXT         NOT NULL,
    PRIMARY KEY (model, stream)
);

UPDATE monitor_plan SET body = substr(body, 1, length(body) - 1) || ',"streams":[]}';
