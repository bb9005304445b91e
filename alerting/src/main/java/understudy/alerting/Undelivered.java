package understudy.alerting;

/**
 * A notice was not taken. Its message is shown to operators and logged, so it is made of the channel's own words: no
 * address, no credential, nothing of what a library or a receiver said. For the same reason it carries no cause.
 */
public final class Undelivered extends Exception {
    private final boolean refused;

    private Undelivered(String why, boolean refused) {
        super(why);
        this.refused = refused;
    }

    /** It may well work a little later: nobody answered, or the receiver was busy. */
    public static Undelivered forNow(String why) {
        return new Undelivered(why, false);
    }

    /** The receiver has decided: most likely somebody has to change a setting first. */
    public static Undelivered refused(String why) {
        return new Undelivered(why, true);
    }

    public boolean isRefused() {
        return refused;
    }

    /** One short sentence. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
