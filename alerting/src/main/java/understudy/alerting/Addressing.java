package understudy.alerting;

import understudy.core.Fact;

/** Which channels take which notices. Safe for many threads. */
public interface Addressing {
    boolean takes(String channel, Fact.Notice notice);

    static Addressing everybody() {
        return (channel, notice) -> true;
    }
}
