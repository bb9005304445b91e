package understudy.api;

import java.util.List;

/** Who the server takes the caller for. */
public record PrincipalView(String name, List<String> roles) {}
