package understudy.api;

/**
 * A value that was brought ahead of the requests that name it.
 *
 * @param digest SHA-256 (hex) of its bytes
 */
public record BlobView(String digest, long bytes) {}
