package understudy.core;

/** Where what people want to be told is left; each channel fetches it from there in its own time. Safe for many threads. */
public interface Notices {
    /**
     * Durable, as the journal's durability says, on return; waits for no channel.
     *
     * @throws Problem STORAGE_FULL while there is no space; UNAVAILABLE once the journal is closed
     */
    void tell(Fact.Notice notice);
}
