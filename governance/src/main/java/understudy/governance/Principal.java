package understudy.governance;

import java.util.Set;

/**
 * Who is asking. {@code ADMIN} may whatever any role may, and whoever has any role may look: nobody can operate or
 * approve what they cannot see.
 */
public record Principal(String name, Set<AccessRole> roles) {
    public Principal {
        roles = Set.copyOf(roles);
    }

    public boolean may(AccessRole role) {
        return roles.contains(role)
                || roles.contains(AccessRole.ADMIN)
                || (role == AccessRole.READER && roles.stream().anyMatch(held -> held != AccessRole.RECORDER));
    }
}
