-- Which technologies may answer callers. An entry that was withdrawn stays, so that what comes with the program is
-- allowed once and not again after somebody took it back.

CREATE TABLE technology (
    runtime      VARCHAR(100)  NOT NULL PRIMARY KEY,
    library      VARCHAR(100),
    up_to        VARCHAR(20)   NOT NULL,
    risk         VARCHAR(20)   NOT NULL,
    isolation    VARCHAR(20)   NOT NULL,
    allowed_by   VARCHAR(100)  NOT NULL,
    allowed_at   VARCHAR(40)   NOT NULL,
    until_at     VARCHAR(40),
    note         VARCHAR(1000) NOT NULL,
    withdrawn_by VARCHAR(100),
    withdrawn_at VARCHAR(40)
);
