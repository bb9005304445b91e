package understudy.drift;

import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/** sup|F − G|. Exact p-value up to 10,000 rows a side, above by the one-sample law at nm/(n+m), as SciPy. */
final class KolmogorovSmirnov {
    private KolmogorovSmirnov() {}

    static Reading of(Sample reference, Sample window) {
        reference.need(2, "reference");
        window.need(2, "window");
        var result = KolmogorovSmirnovTest.withDefaults().test(reference.sorted(), window.sorted());
        return Reading.test(result.getStatistic(), result.getPValue());
    }
}
