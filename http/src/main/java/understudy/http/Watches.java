package understudy.http;

import understudy.references.References;

/** What watches data and answers, for the endpoints that show it. */
public record Watches(References references) {}
