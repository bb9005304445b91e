CREATE TABLE plan (
    model   VARCHAR(100) NOT NULL,
    version INTEGER      NOT NULL,
    number  INTEGER      NOT NULL,
    body    TEXT         NOT NULL,
    PRIMARY KEY (model, version, number),
    FOREIGN KEY (model, version) REFERENCES model_version (model, version)
);
