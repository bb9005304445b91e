package understudy.storage;

/** The sorts of rows the archive keeps, each in a folder of its own. */
enum Kind {
    PREDICTIONS(true, "stamp, row_index", """
            position BIGINT, stamp BIGINT, request UUID, row_index INTEGER, received_at TIMESTAMP, version INTEGER,
            role VARCHAR, propensity DOUBLE, key VARCHAR, segments VARCHAR, score DOUBLE, predicted VARCHAR,
            action VARCHAR, error VARCHAR, latency_nanos BIGINT, lineup_revision BIGINT, row_count INTEGER, entry BLOB"""),
    SHADOW_ANSWERS(true, "stamp, row_index", """
            position BIGINT, reader VARCHAR, version INTEGER, stamp BIGINT, request UUID, row_index INTEGER,
            received_at TIMESTAMP, key VARCHAR, segments VARCHAR, answered_by INTEGER, answered_role VARCHAR,
            lineup_revision BIGINT, answered_scores DOUBLE[], answered_predicted VARCHAR, answered_action VARCHAR,
            answered_error VARCHAR, answered_latency_nanos BIGINT, said_scores DOUBLE[], said_predicted VARCHAR,
            said_action VARCHAR, said_error VARCHAR, latency_nanos BIGINT, agrees BOOLEAN, said BLOB"""),
    LABELS(false, "stamp, row_index", """
            position BIGINT, id UUID, model VARCHAR, stamp BIGINT, request UUID, row_index INTEGER, key VARCHAR,
            value VARCHAR, happened_at TIMESTAMP, happened_nanos INTEGER, received_at TIMESTAMP, author VARCHAR"""),
    OVERRIDES(false, "stamp, row_index", """
            position BIGINT, stamp BIGINT, request UUID, row_index INTEGER, action VARCHAR, reason VARCHAR,
            author VARCHAR, happened_at TIMESTAMP"""),
    GAPS(false, "position", """
            position BIGINT, reader VARCHAR, model VARCHAR, version INTEGER, lost_from BIGINT, lost_to BIGINT,
            lost_count BIGINT, happened_at TIMESTAMP""");

    private final boolean byModel;
    private final String order;
    private final String columns;

    Kind(boolean byModel, String order, String columns) {
        this.byModel = byModel;
        this.order = order;
        this.columns = columns;
    }

    String folder() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether each model has a folder of its own. */
    boolean byModel() {
        return byModel;
    }

    /** How rows are sorted in a file, so that queries can skip most row groups. */
    String order() {
        return order;
    }

    /** Of the columns that came later, which older files do not have: names and types, each after a comma. */
    String added() {
        return this == PREDICTIONS ? ", caller VARCHAR" : "";
    }

    /** Names and types of the columns every file of this kind has. */
    String columns() {
        return columns;
    }
}
