package understudy.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/** @param from a folder on the server's machine that has the libraries; where it is absent, Maven fetches them */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RuntimeRequest(Optional<String> from) {}
