package understudy.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Where everything is. Names in braces stand for one path segment, as OpenAPI writes them. */
public final class Paths {
    public static final String API = "/api/v1";
    public static final String OPENAPI = API + "/openapi.json";
    public static final String STATUS = API + "/status";
    public static final String WHOAMI = API + "/whoami";

    public static final String MODELS = API + "/models";
    public static final String MODEL = MODELS + "/{model}";
    public static final String VERSIONS = MODEL + "/versions";
    public static final String VERSION = VERSIONS + "/{version}";
    public static final String BOM = VERSION + "/bom";
    public static final String VULNERABILITIES = VERSION + "/vulnerabilities";
    public static final String REFERENCE = VERSION + "/reference";
    public static final String SCHEMA = VERSION + "/schema";
    public static final String LINEUP = MODEL + "/lineup";
    public static final String LINEUP_HISTORY = LINEUP + "/history";
    public static final String SHADOW = MODEL + "/shadow";
    public static final String CANARY = MODEL + "/canary";
    public static final String PROMOTE = MODEL + "/promote";
    public static final String ROLLBACK = MODEL + "/rollback";
    public static final String RETIRE = MODEL + "/retire";
    public static final String ROLLOUTS = MODEL + "/rollouts";
    public static final String ROLLOUT_STOP = ROLLOUTS + "/stop";
    public static final String ADAPT = MODEL + "/adapt";
    public static final String ADAPT_STOP = ADAPT + "/stop";
    public static final String SHADOWS = MODEL + "/shadows";
    public static final String DECISION = MODEL + "/decision";
    public static final String PLANS = VERSION + "/plans";
    public static final String COMPARISONS = MODEL + "/comparisons";
    public static final String COMPARISON = MODEL + "/comparisons/{version}";
    public static final String COMPARISON_REPORT = COMPARISON + "/report";
    public static final String BACKTESTS = MODEL + "/backtests";
    public static final String MONITORS = MODEL + "/monitors";
    public static final String WINDOWS = MODEL + "/windows";
    public static final String WINDOW = WINDOWS + "/{window}";
    public static final String WINDOW_TOGETHER = WINDOW + "/together";
    public static final String OBSERVATIONS = MODEL + "/observations";
    public static final String MODEL_HEALTH = MODEL + "/health";
    public static final String PREDICT = MODEL + "/predict";
    public static final String BROUGHT = MODEL + "/predictions";
    public static final String INTAKE = API + "/intake";
    public static final String CLOUD_EVENTS = API + "/cloudevents";
    public static final String PERFORMANCE = MODEL + "/performance";
    public static final String FAIRNESS = MODEL + "/fairness";
    public static final String CAUSES = MODEL + "/causes";
    public static final String MODEL_REPORT = MODEL + "/report";

    public static final String JOBS = API + "/jobs";
    public static final String JOB = JOBS + "/{job}";
    public static final String JOB_REPORT = JOB + "/report";
    public static final String LABELS = API + "/labels";
    public static final String PREDICTIONS = API + "/predictions";
    public static final String PREDICTION = PREDICTIONS + "/{prediction}";
    public static final String OVERRIDE = PREDICTION + "/override";
    public static final String REPRODUCE = PREDICTION + "/reproduce";
    public static final String TOKENS = API + "/tokens";
    public static final String TOKEN = TOKENS + "/{token}";
    public static final String AUDIT = API + "/audit";
    public static final String AUDIT_VERIFICATION = AUDIT + "/verification";
    public static final String ERASURE = API + "/erasure";
    public static final String CHANNELS = API + "/channels";
    public static final String CHANNEL_TEST = CHANNELS + "/test";
    public static final String ALERTS = API + "/alerts";
    public static final String ALERT = ALERTS + "/{alert}";
    public static final String ALERT_ACKNOWLEDGE = ALERT + "/acknowledge";
    public static final String ALERT_SNOOZE = ALERT + "/snooze";
    public static final String ALERT_RESOLVE = ALERT + "/resolve";
    public static final String ALERT_NOTE = ALERT + "/note";
    public static final String ALERT_USEFUL = ALERT + "/useful";
    public static final String ALERT_ROUTES = API + "/alert-routes";
    public static final String ALERT_PRECISION = API + "/alert-precision";
    public static final String MODEL_ALERTS = MODEL + "/alerts";
    public static final String MAINTENANCE = API + "/maintenance";
    public static final String MAINTENANCE_WINDOW = MAINTENANCE + "/{maintenance}";
    public static final String HEALTH = API + "/health";
    public static final String BLOBS = API + "/blobs";
    public static final String RUNTIMES = API + "/runtimes";
    public static final String RUNTIME = RUNTIMES + "/{runtime}";
    public static final String TECHNOLOGIES = API + "/technologies";
    public static final String TECHNOLOGY = TECHNOLOGIES + "/{runtime}";
    public static final String BACKUP = API + "/backup";

    public static final String INVOCATIONS = "/invocations";
    public static final String METRICS = "/metrics";
    public static final String HEALTH_LIVE = "/v2/health/live";
    public static final String HEALTH_READY = "/v2/health/ready";

    private Paths() {}

    /**
     * The path with its braces filled in order, percent-encoded.
     *
     * @throws IllegalArgumentException for more or fewer values than braces
     */
    public static String of(String path, Object... values) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int open = path.indexOf('{', from);
            if (open < 0) {
                throw new IllegalArgumentException(path + " takes fewer than " + values.length + " values");
            }
            filled.append(path, from, open).append(encoded(value.toString()));
            from = path.indexOf('}', open) + 1;
        }
        if (path.indexOf('{', from) >= 0) {
            throw new IllegalArgumentException(path + " takes more than " + values.length + " values");
        }
        return filled.append(path, from, path.length()).toString();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
    }
}
