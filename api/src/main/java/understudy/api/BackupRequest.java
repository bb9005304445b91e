package understudy.api;

/** @param path of a folder on the server that does not exist yet, or is empty */
public record BackupRequest(String path) {}
