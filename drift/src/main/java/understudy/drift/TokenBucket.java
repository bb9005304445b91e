package understudy.drift;

/** One useless page a month is allowed, two at once; who has used them up is heard in the digest. */
final class TokenBucket {
    private static final double BURST = 2;

    private double tokens;

    TokenBucket(double tokens) {
        this.tokens = tokens;
    }

    static TokenBucket full() {
        return new TokenBucket(BURST);
    }

    /** @param months passed, in units of the budget */
    void refill(double months) {
        tokens = Math.min(BURST, tokens + months);
    }

    void charge() {
        tokens = Math.max(0, tokens - 1);
    }

    boolean empty() {
        return tokens < 1;
    }

    double tokens() {
        return tokens;
    }
}
