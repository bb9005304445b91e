package understudy.core;

import java.util.UUID;

/**
 * One row of an answered request, written {@code <request id>.<row>}; a bare request id names row 0.
 *
 * @param request a UUIDv7, so that it tells the day
 */
public record PredictionId(UUID request, int row) {
    /** @throws Problem (INVALID) for anything else */
    public static PredictionId parse(String text) {
        int dot = text.indexOf('.');
        String id = dot < 0 ? text : text.substring(0, dot);
        try {
            int row = dot < 0 ? 0 : Integer.parseInt(text.substring(dot + 1));
            if (id.length() == 36 && row >= 0) {
                return new PredictionId(UUID.fromString(id), row);
            }
        } catch (IllegalArgumentException malformed) {
            // reported below, with what is expected
        }
        throw Problem.invalid("prediction_id", text, "a request id, or <request id>.<row>");
    }

    @Override
    public String toString() {
        return request + "." + row;
    }
}
