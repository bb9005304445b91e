package understudy.app;

/** Every key of {@code understudy.yml}, its default, and what it does. The documentation is generated from this list. */
enum Setting {
    DATA("data", "understudy-data", "directory in which everything is kept"),
    SERVER_HOST("server.host", "127.0.0.1", "address to listen on; anything but loopback needs authentication"),
    SERVER_PORT("server.port", "8080", "REST, control API and page; 0 picks a free port"),
    SERVER_GRPC_PORT("server.grpc_port", "8081", "gRPC; 0 picks a free port, -1 switches it off"),
    SERVER_MAX_REQUEST_MB("server.max_request_mb", "64", "largest inference request"),
    SERVER_MAX_ARTIFACT_MB("server.max_artifact_mb", "2048", "largest model artifact, packed and unpacked"),
    SERVER_MAX_DATA_MB("server.max_data_mb", "65536", "largest file of rows, such as a reference; it waits on the disk"),
    SERVER_DRAIN("server.drain", "20s", "how long a shutdown waits for requests under way"),
    AUTHENTICATION("server.authentication", "auto", "auto: off on loopback, required elsewhere; or required"),
    TLS_CERTIFICATE("server.tls.certificate", "", "PEM file with the certificate chain; switches TLS on"),
    TLS_KEY("server.tls.key", "", "PEM file with the private key (PKCS#8)"),
    MAX_IN_FLIGHT("serving.max_in_flight", "1024", "requests under way before new ones are refused with 429"),
    DEADLINE("serving.deadline", "30s", "longest any request may take; callers may ask for less"),
    FIRST_LEADS("serving.first_version_leads", "auto", "whether a model's first version takes the lead by itself; auto: "
            + "on loopback only"),
    WHEN_FULL("serving.when_full", "refuse", "disk full: refuse requests, or answer-and-count"),
    MODEL_MEMORY_MB("serving.model_memory_mb", "4096", "memory that loaded models may hold together; past it the one asked "
            + "longest ago goes, until it is asked again"),
    ISOLATED_RUNTIMES("serving.isolated_runtimes", "catboost, tensorflow, torch", "runtimes whose versions get a process of "
            + "their own where a registration does not say"),
    PYTHON_INTERPRETER("python.interpreter", "python3", "interpreter, or virtual environment, of Python models that name none"),
    OSV("scan.osv", "", "folder with OSV records of known vulnerabilities, as osv.dev exports them; empty: osv in the data "
            + "directory"),
    TRUSTED_KEYS("scan.trusted_keys", "", "PEM files with the keys and authorities whose signatures of models count, with "
            + "commas between"),
    REQUIRE_SIGNATURE("scan.require_signature", "false", "whether only signed models are taken"),
    DURABILITY("journal.durability", "process", "process: survives kill -9; power: survives a power cut; "
            + "off: keeps nothing, for measurements"),
    SEGMENT_MB("journal.segment_mb", "64", "size of one journal segment, 1 to 1024"),
    JOURNAL_RETENTION("journal.retention", "7d", "age at which journal segments are deleted"),
    JOURNAL_RETENTION_GB("journal.retention_gb", "20", "size of each of the two logs beyond which the oldest go"),
    ARCHIVE_INTERVAL("archive.interval", "1s", "how often what was answered is read into the archive"),
    ARCHIVE_RETENTION("archive.retention", "400d", "age at which archived predictions are deleted"),
    ARCHIVE_MEMORY_MB("archive.memory_mb", "512", "memory the archive's query engine may use"),
    LABEL_HORIZON("archive.label_horizon", "180d", "how long a label may wait for its prediction, or be corrected"),
    ALPHA("comparison.alpha", "0.05", "chance of a false verdict, over all challengers of a model together"),
    MARGIN("comparison.margin", "0.002", "difference of the primary metric too small to matter"),
    VERDICT_INTERVAL("comparison.interval", "1m", "how often verdicts are looked at, so that people are told when one "
            + "changes; 0s: never"),
    HORIZON("comparison.expected_pairs", "20000", "number of labelled pairs the confidence sequence is tuned for"),
    MONITORING_INTERVAL("monitoring.interval", "1m", "how often data and answers are looked at; 0s: never"),
    PERFORMANCE_INTERVAL("performance.interval", "10m", "how often the answers of each day are measured in the background, "
            + "so that whoever looks need not wait; 0s: only when somebody looks"),
    METRICS_FEATURES("metrics.features", "false", "whether Prometheus is shown each feature: its missing share and its shift"),
    METRICS_SEGMENTS("metrics.segments", "false", "whether Prometheus is shown the detectors of segments"),
    METRICS_SERIES("metrics.series", "5000", "series about data and answers that Prometheus is shown at most; features and "
            + "segments go first, and what is left out is counted"),
    INTAKE_FOLDER("intake.folder", "", "folder with a folder for each model that is served elsewhere, into which files of its "
            + "predictions are dropped; empty: none is watched"),
    INTAKE_INTERVAL("intake.interval", "10s", "how often it is looked at; a file is read that two looks in a row find unchanged"),
    NOTIFY_LINK("notify.link", "", "where readers of a notice find this server's page, e.g. https://models.example.org; "
            + "empty: notices have no link"),
    NOTIFY_FILE("notify.file", "", "file to which each notice is appended as a line of JSON"),
    NOTIFY_WEBHOOK_URL("notify.webhook.url", "", "address to which each notice is posted as signed JSON", true),
    NOTIFY_WEBHOOK_SECRET("notify.webhook.secret", "", "key of the signature, at least 16 characters", true),
    NOTIFY_SLACK_URL("notify.slack.url", "", "incoming webhook of Slack, or of what speaks like it", true),
    NOTIFY_MAIL_HOST("notify.mail.host", "", "mail server that takes notices over SMTP"),
    NOTIFY_MAIL_PORT("notify.mail.port", "587", "its port; usual are 587 for starttls, 465 for tls, 25 for none"),
    NOTIFY_MAIL_SECURITY("notify.mail.security", "starttls", "starttls, tls, or none for a mail server on this machine"),
    NOTIFY_MAIL_USER("notify.mail.user", "", "user, where the mail server asks for one"),
    NOTIFY_MAIL_PASSWORD("notify.mail.password", "", "the user's password", true),
    NOTIFY_MAIL_FROM("notify.mail.from", "", "sender, e.g. Understudy <understudy@example.org>"),
    NOTIFY_MAIL_TO("notify.mail.to", "", "receivers, with commas between"),
    NOTIFY_PAGERDUTY_KEY("notify.pagerduty.key", "", "integration key of PagerDuty's Events API v2; alerts open, are "
            + "acknowledged and resolved there", true),
    NOTIFY_PAGERDUTY_URL("notify.pagerduty.url", "https://events.pagerduty.com", "what takes such events; /v2/enqueue is "
            + "added"),
    NOTIFY_OPENTELEMETRY_URL("notify.opentelemetry.url", "", "collector that takes notices as logs over OTLP/HTTP, e.g. "
            + "http://collector:4318; /v1/logs is added", true),
    NOTIFY_OPENTELEMETRY_HEADERS("notify.opentelemetry.headers", "", "headers it asks for, name=value with commas between",
            true);

    private final String key;
    private final String standard;
    private final String meaning;
    private final boolean secret;

    Setting(String key, String standard, String meaning) {
        this(key, standard, meaning, false);
    }

    Setting(String key, String standard, String meaning, boolean secret) {
        this.key = key;
        this.standard = standard;
        this.meaning = meaning;
        this.secret = secret;
    }

    /** Whether its value may be shown to nobody, in no error either. */
    boolean isSecret() {
        return secret;
    }

    String key() {
        return key;
    }

    String standard() {
        return standard;
    }

    String meaning() {
        return meaning;
    }

    /** {@code UNDERSTUDY_SERVER_PORT}. */
    String variable() {
        return "UNDERSTUDY_" + key.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    }
}
