package understudy.bench;

/**
 * How the columns of a simulated stream of hourly windows behave without drift.
 *
 * @param shape of the numbers; unused where there are categories
 * @param categories of each column, 0 for numbers
 * @param daily amplitude of the daily cycle, in standard deviations (of categories' log odds)
 * @param weekend shift on days six and seven, in the same
 * @param correlation of the wander from window to window, 0 to 1
 * @param wander its standard deviation, in the same
 * @param together whether one and the same wander moves all columns
 * @param common share of a row's variance that all columns have in common, 0 to 1
 * @param weekly whether the detector learns each hour of the week
 */
record DriftLaw(
        String name,
        Shape shape,
        int categories,
        double daily,
        double weekend,
        double correlation,
        double wander,
        boolean together,
        double common,
        boolean weekly) {
    static DriftLaw of(String name, Shape shape) {
        return new DriftLaw(name, shape, 0, 0, 0, 0, 0, false, 0, false);
    }

    DriftLaw categories(int count) {
        return new DriftLaw(name, shape, count, daily, weekend, correlation, wander, together, common, weekly);
    }

    DriftLaw daily(double amplitude) {
        return new DriftLaw(name, shape, categories, amplitude, weekend, correlation, wander, together, common, weekly);
    }

    DriftLaw weekend(double shift, boolean learnt) {
        return new DriftLaw(name, shape, categories, daily, shift, correlation, wander, together, common, learnt);
    }

    DriftLaw wander(double rho, double deviation) {
        return new DriftLaw(name, shape, categories, daily, weekend, rho, deviation, together, common, weekly);
    }

    DriftLaw together(double share) {
        return new DriftLaw(name, shape, categories, daily, weekend, correlation, wander, true, share, weekly);
    }
}
