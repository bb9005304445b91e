package understudy.reports;

/** So many of so many. */
record Share(long part, long of) {
    /** Of the normal distribution, for 95 %. */
    static final double Z = 1.959963984540054;

    double value() {
        return of == 0 ? 0 : part / (double) of;
    }

    /** {@code 12.5 % (11.9 % to 13.1 %)}, 95 % by E. B. Wilson (JASA 22, 1927); words where there is nothing to divide by. */
    String text() {
        return of == 0 ? "not enough yet" : Figures.percent(value()) + " (" + interval() + ")";
    }

    private String interval() {
        double squared = Z * Z / of;
        double middle = (value() + squared / 2) / (1 + squared);
        double half = Z / (1 + squared) * Math.sqrt(value() * (1 - value()) / of + squared / (4 * of));
        return Figures.percent(Math.max(0, middle - half)) + " to " + Figures.percent(Math.min(1, middle + half));
    }
}
