package understudy.http;

/** What watches data and answers, for the endpoints that show it. */
public record Watches() {}
