package understudy.workers;

/**
 * One thing that is kept from a model's process, or that this machine cannot keep from it.
 *
 * @param what e.g. {@code memory}
 * @param stands whether the kernel sees to it; otherwise {@code how} says what holds in its place
 * @param how e.g. {@code control group}
 */
public record Wall(String what, boolean stands, String how) {
    /** {@code memory: control group}. */
    @Override
    public String toString() {
        return what + ": " + how;
    }
}
