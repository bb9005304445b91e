package understudy.api;

/** Names the version to promote or to retire. */
public record VersionRequest(int version) {}
