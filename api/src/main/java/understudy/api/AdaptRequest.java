package understudy.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Lets the shares of champion and canaries follow what labels say of them.
 *
 * @param reward the label that counts 1; every other counts 0
 * @param floor least share of each, 0.01 to 0.5; 0.05 where absent
 * @param every so often shares change, such as {@code 10m}; an hour where absent
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AdaptRequest(String reward, Optional<Double> floor, Optional<String> every) {}
