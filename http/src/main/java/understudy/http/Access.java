package understudy.http;

import java.util.Set;
import understudy.governance.AccessRole;
import understudy.governance.Principal;

/** Who may use a route. */
enum Access {
    /** Anyone, token or not: health, and files that hold no data. */
    OPEN,
    /** Any valid token: inference. */
    KNOWN,
    READING(AccessRole.READER, AccessRole.DATA_SCIENTIST, AccessRole.OPERATOR, AccessRole.APPROVER, AccessRole.AUDITOR),
    /** Registering, shadows, backtests, labels, overrides, calling a version directly, reproducing. */
    EXPERIMENTING(AccessRole.DATA_SCIENTIST, AccessRole.OPERATOR),
    /** Bringing what other platforms answered: what evidence is made of. */
    RECORDING(AccessRole.RECORDER, AccessRole.DATA_SCIENTIST, AccessRole.OPERATOR),
    /** Changing who answers. */
    OPERATING(AccessRole.OPERATOR),
    /** Agreeing to what may answer callers. */
    APPROVING(AccessRole.APPROVER),
    AUDITING(AccessRole.AUDITOR),
    /** Tokens, erasure, backup. */
    ADMINISTERING(AccessRole.ADMIN);

    private final Set<AccessRole> roles;

    Access(AccessRole... roles) {
        this.roles = Set.of(roles);
    }

    boolean allows(Principal principal) {
        if (this == OPEN || this == KNOWN) {
            return true;
        }
        for (AccessRole role : roles) {
            if (principal.may(role)) {
                return true;
            }
        }
        return false;
    }

    /** In the words of the API, for the refusal and for the OpenAPI document. */
    String describe() {
        return switch (this) {
            case OPEN -> "nobody in particular";
            case KNOWN -> "any valid token";
            case READING, EXPERIMENTING, RECORDING, OPERATING, APPROVING, AUDITING, ADMINISTERING -> "a token with "
                    + String.join(" or ", roles.stream().map(Names::wire).sorted().toList())
                    + (roles.contains(AccessRole.ADMIN) ? "" : " or admin");
        };
    }
}
