package understudy.governance;

import understudy.core.AuditEvent;

/**
 * @param number 1, 2, 3, …
 * @param previous hash of the link before; 64 zeros for the first
 * @param hash SHA-256 (hex) over number, previous and the event's canonical form
 */
public record AuditLink(long number, AuditEvent event, String previous, String hash) {}
