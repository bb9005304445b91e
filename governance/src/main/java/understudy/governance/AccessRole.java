package understudy.governance;

/** What a token is good for. */
public enum AccessRole {
    /** Look at everything except personal data in clear. */
    READER,
    /** Register versions, let them rehearse, call versions directly, bring labels. */
    DATA_SCIENTIST,
    /** Change who answers: canary, promote, rollback, retire. */
    OPERATOR,
    /** Agree to what policy asks agreement for. */
    APPROVER,
    /** Read and export the audit. */
    AUDITOR,
    /** Bring predictions that other platforms made, and the labels that come with them; nothing else. */
    RECORDER,
    /** Everything, tokens and erasure included. */
    ADMIN
}
