CREATE TABLE plan (
    model   VARCHAR(100) NOT NULL,
    version INTEGER      NOT NULL,
    number  INTEGER      NOT NULL,
    body    TEXT         NOT NULL,
    PRIMARY KEY (model, version, number),
    FOREIGN KEY (model, version) REFERENCES model_version (model, version)
);

-- What people were told last about a version, so that nobody is told twice.
CREATE TABLE told (
    subject VARCHAR(200) NOT NULL PRIMARY KEY,
    what    TEXT         NOT NULL
);
