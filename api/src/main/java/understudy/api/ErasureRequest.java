package understudy.api;

/** @param key the caller's own key, which names the person to erase */
public record ErasureRequest(String key) {
    /**
     * @param subject the person's pseudonym
     * @param erased whether there was a key to destroy; what was encrypted with it can no longer be read
     */
    public record Result(String subject, boolean erased) {}
}
