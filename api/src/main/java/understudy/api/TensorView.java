package understudy.api;

import java.util.List;
import java.util.Optional;

/**
 * A tensor, or what was kept of one.
 *
 * @param kept {@code plain}, {@code hashed}, {@code encrypted}, {@code dropped} or {@code blob}; data are there for the
 *     first two
 * @param data row-major; numbers that JSON lacks are the texts NaN, Infinity and -Infinity
 */
public record TensorView(
        String name, String kept, Optional<String> datatype, List<Long> shape, List<Object> data) {}
