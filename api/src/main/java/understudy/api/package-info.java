/**
 * What travels between a server and its callers: paths and JSON documents. Imports none of ours, so that a client needs
 * nothing else. Every record is read and written by {@link understudy.api.Wire#json()}, which turns {@code createdAt}
 * into {@code created_at}; times are ISO-8601 in UTC, durations ISO-8601 ({@code PT24H}).
 */
@NullMarked
package understudy.api;

import org.jspecify.annotations.NullMarked;
