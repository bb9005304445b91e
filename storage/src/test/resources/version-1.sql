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
INSERT INTO "audit_link" VALUES(1,'2026-03-01T10:15:30.123456790Z','ann','lineup.replace','fraud@1','{"share":"0.1","why":"it''s better"}','0000000000000000000000000000000000000000000000000000000000000000','50e58baf741d92c479b763706f4f744c2ef267ea52a6e990f61b62e120a52cdf');
INSERT INTO "audit_link" VALUES(2,'2026-03-01T10:15:30.123456791Z','ann','lineup.replace','fraud@2','{"share":"0.1","why":"it''s better"}','50e58baf741d92c479b763706f4f744c2ef267ea52a6e990f61b62e120a52cdf','cf065f257a49463a5c0e16c0f96da3a4e4787b1590ae9877d6c6e8c968b46186');
INSERT INTO "audit_link" VALUES(3,'2026-03-01T10:15:30.123456792Z','ann','lineup.replace','fraud@3','{"share":"0.1","why":"it''s better"}','cf065f257a49463a5c0e16c0f96da3a4e4787b1590ae9877d6c6e8c968b46186','b002ac25af933e034a99c982439129740eb661898fb25f5899685272289f8211');
CREATE TABLE "flyway_schema_history" (
    "installed_rank" INT NOT NULL PRIMARY KEY,
    "version" VARCHAR(50),
    "description" VARCHAR(200) NOT NULL,
    "type" VARCHAR(20) NOT NULL,
    "script" VARCHAR(1000) NOT NULL,
    "checksum" INT,
    "installed_by" VARCHAR(100) NOT NULL,
    "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
    "execution_time" INT NOT NULL,
    "success" BOOLEAN NOT NULL
);
INSERT INTO "flyway_schema_history" VALUES(1,'1','models audit tokens keys','SQL','V1__models_audit_tokens_keys.sql',1876882550,'','2026-11-23 06:49:59.889',47,1);
CREATE TABLE installation (
    name  VARCHAR(40) NOT NULL PRIMARY KEY,
    value TEXT        NOT NULL
);
INSERT INTO "installation" VALUES('secret','e6579d34737b83529e6d70fa2178c932cb78181f609cb2f8db942aaca2c741c2');
CREATE TABLE lineup (
    model    VARCHAR(100) NOT NULL REFERENCES model (name),
    revision BIGINT       NOT NULL,
    body     TEXT         NOT NULL,
    PRIMARY KEY (model, revision)
);
INSERT INTO "lineup" VALUES('fraud',1,'{"model":"fraud","revision":1,"champion":1,"canaries":[{"version":2,"share":0.1}],"shadows":[{"version":3,"from":42,"sample":0.5,"reader":"shadow/fraud@3/x"}],"routes":[{"segment":"region","value":"north","version":2}],"since":"2026-03-01T10:15:30.123456789Z","by":"ann"}');
INSERT INTO "lineup" VALUES('fraud',2,'{"model":"fraud","revision":2,"champion":1,"canaries":[{"version":2,"share":0.1}],"shadows":[{"version":3,"from":42,"sample":0.5,"reader":"shadow/fraud@3/x"}],"routes":[{"segment":"region","value":"north","version":2}],"since":"2026-03-01T10:15:30.123456789Z","by":"ann"}');
CREATE TABLE model (
    name       VARCHAR(100) NOT NULL PRIMARY KEY,
    task       VARCHAR(20)  NOT NULL,
    signature  TEXT         NOT NULL,
    owner      TEXT         NOT NULL,
    risk_tier  VARCHAR(20)  NOT NULL,
    maturity   VARCHAR(40)  NOT NULL,
    created_at VARCHAR(40)  NOT NULL
);
INSERT INTO "model" VALUES('fraud','BINARY','{"inputs":[{"name":"age","type":"FP32","shape":[-1],"features":[{"name":"age","categories":[],"optional":true,"privacy":"KEEP"}]},{"name":"region","type":"BYTES","shape":[-1],"features":[{"name":"region","categories":["north","south"],"optional":false,"privacy":"HASH"}]}],"outputs":[{"name":"probability","type":"FP32","shape":[-1,2],"meaning":"SCORE","classes":["good","bad"]}]}','ann','high','PT720H','2026-03-01T10:15:30.123456789Z');
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
INSERT INTO "model_version" VALUES('fraud',1,'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb','3097e26b7f3cbdb920765a6c3d2ba94985e465cccb0664c62cec43fdc7544670','model.onnx','onnx','{"inputs":[{"name":"age","type":"FP32","shape":[-1],"features":[{"name":"age","categories":[],"optional":true,"privacy":"KEEP"}]},{"name":"region","type":"BYTES","shape":[-1],"features":[{"name":"region","categories":["north","south"],"optional":false,"privacy":"HASH"}]}],"outputs":[{"name":"probability","type":"FP32","shape":[-1,2],"meaning":"SCORE","classes":["good","bad"]}]}','{"kind":"threshold","threshold":0.7,"above":"decline","below":"approve"}','{"purpose":"tests"}','ann','2026-03-01T10:15:30.123456789Z',0);
INSERT INTO "model_version" VALUES('fraud',2,'3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d','5f3731b52ad0fb2f820b91495eb9961aebcbbc79d5881e5a26a382e694b9ccc0','model.onnx','onnx','{"inputs":[{"name":"age","type":"FP32","shape":[-1],"features":[{"name":"age","categories":[],"optional":true,"privacy":"KEEP"}]},{"name":"region","type":"BYTES","shape":[-1],"features":[{"name":"region","categories":["north","south"],"optional":false,"privacy":"HASH"}]}],"outputs":[{"name":"probability","type":"FP32","shape":[-1,2],"meaning":"SCORE","classes":["good","bad"]}]}','{"kind":"cost_matrix","actions":["approve","decline"],"costs":[[0.0,5.0],[1.0,0.0]]}','{}','ann','2026-03-01T10:15:30.123456789Z',1);
INSERT INTO "model_version" VALUES('fraud',3,'2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6','8312c5d48baec3e2cb31e1402d2eedd77ff6dc19f9f64895ca7fe6e23a73a636','model.txt','trees','{"inputs":[{"name":"age","type":"FP32","shape":[-1],"features":[{"name":"age","categories":[],"optional":true,"privacy":"KEEP"}]},{"name":"region","type":"BYTES","shape":[-1],"features":[{"name":"region","categories":["north","south"],"optional":false,"privacy":"HASH"}]}],"outputs":[{"name":"probability","type":"FP32","shape":[-1,2],"meaning":"SCORE","classes":["good","bad"]}]}',NULL,'{}','ann','2026-03-01T10:15:30.123456789Z',0);
CREATE TABLE reader_cursor (
    reader   TEXT   NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
);
INSERT INTO "reader_cursor" VALUES('labels',160);
CREATE TABLE subject_key (
    subject CHAR(64) NOT NULL PRIMARY KEY,
    wrapped TEXT     NOT NULL
);
INSERT INTO "subject_key" VALUES('9a9094f2df334d3c9f0be1eb77b201650574f0f60ba606388edb85bf492ea93b','/mSs1Ek+5eW6lBTFFuBOrHN5OY+sY4D+M/n2sLJEKgKQ4hBPmptlBorndYbRjVMSTa5eF7EMeXnPH7Cd');
CREATE TABLE token (
    name       VARCHAR(100) NOT NULL PRIMARY KEY,
    hash       CHAR(64)     NOT NULL UNIQUE,
    roles      TEXT         NOT NULL,
    created_at VARCHAR(40)  NOT NULL,
    expires_at VARCHAR(40)
);
INSERT INTO "token" VALUES('ci','043a718774c572bd8a25adbeb1bfcd5c0256ae11cecf9f9c3f925d0e52beaf89','OPERATOR,READER','2026-03-01T10:15:30.123456789Z','2026-03-01T10:15:35.123456789Z');
CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
