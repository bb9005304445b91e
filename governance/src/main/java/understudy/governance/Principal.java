package understudy.governance;

import java.util.Set;

/** Who is asking. {@code ADMIN} may whatever any role may. */
public record Principal(String name, Set<AccessRole> roles) {
    public Principal {
        roles = Set.copyOf(roles);
    }

    public boolean may(AccessRole role) {
        return roles.contains(role) || roles.contains(AccessRole.ADMIN);
    }
}
