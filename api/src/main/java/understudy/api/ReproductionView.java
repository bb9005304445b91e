package understudy.api;

import java.util.List;

/**
 * A past prediction, run again.
 *
 * @param same whether every output has the same bits
 * @param ulps largest difference in units in the last place; 0 when same
 * @param actionsSame whether the decision rule chose the same
 */
public record ReproductionView(
        String predictionId,
        String model,
        int version,
        boolean same,
        long ulps,
        boolean actionsSame,
        String libraryThen,
        String libraryNow,
        List<TensorView> then,
        List<TensorView> now) {}
