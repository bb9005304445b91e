-- What a version's data looked like where it was trained. People edit the schema; the body is never edited.
CREATE TABLE reference (
    model      VARCHAR(100) NOT NULL,
    version    INTEGER      NOT NULL,
    source     TEXT         NOT NULL,
    author     VARCHAR(200) NOT NULL,
    created_at VARCHAR(40)  NOT NULL,
    schema     TEXT         NOT NULL,
    body       BLOB         NOT NULL,
    PRIMARY KEY (model, version),
    FOREIGN KEY (model, version) REFERENCES model_version (model, version)
);
