package understudy.workers;

/** Things of processes are named {@code <server's pid>-<number>}, so that a later server knows what nobody needs. */
final class LeftOver {
    private LeftOver() {}

    /** Whether the server it belonged to is gone. */
    static boolean is(String name) {
        int dash = name.indexOf('-');
        if (dash < 1 || dash > 18 || !name.substring(0, dash).chars().allMatch(Character::isDigit)) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(name.substring(0, dash))).isEmpty();
    }
}
