package understudy.serving;

import java.util.List;
import java.util.UUID;
import understudy.core.NamedTensor;
import understudy.core.Role;
import understudy.core.Signature;

/**
 * What a caller gets; journalled already.
 *
 * @param id the request's; {@code id.row} names a prediction
 * @param signature what names the outputs
 * @param actions one a row, or none
 */
public record Answer(
        UUID id,
        String model,
        int version,
        Role role,
        Signature signature,
        int rows,
        List<NamedTensor> outputs,
        List<String> actions) {}
