package understudy.statistics;

/**
 * Eigenvalues and vectors of a symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, §8.5): slow for large ones
 * (about 30 n³ operations) but short, and accurate to the last digits. Immutable.
 */
public final class SymmetricEigen {
    private static final int SWEEPS = 60;

    private final double[] values;
    private final double[][] vectors;

    /** @param matrix symmetric; left as it is */
    public SymmetricEigen(double[][] matrix) {
        int n = matrix.length;
        double[][] a = new double[n][];
        vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i] = matrix[i].clone();
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS && off(a) > 0; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(a, p, q);
                }
            }
        }
        values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = a[i][i];
        }
        sort();
    }

    public int size() {
        return values.length;
    }

    /** @param index 0 for the largest */
    public double value(int index) {
        return values[index];
    }

    /** Length 1, at right angles to the others; not to be changed. */
    public double[] vector(int index) {
        return vectors[index];
    }

    /** Sum of squares beside the diagonal, 0 once it no longer counts against the diagonal. */
    private static double off(double[][] a) {
        double off = 0;
        double diagonal = 0;
        for (int i = 0; i < a.length; i++) {
            diagonal += a[i][i] * a[i][i];
            for (int j = i + 1; j < a.length; j++) {
                off += a[i][j] * a[i][j];
            }
        }
        return off <= 1e-34 * diagonal ? 0 : off;
    }

    private void rotate(double[][] a, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < a.length; k++) {
            double kp = a[k][p];
            double kq = a[k][q];
            a[k][p] = c * kp - s * kq;
            a[k][q] = s * kp + c * kq;
        }
        turn(a[p], a[q], c, s);
        turn(vectors[p], vectors[q], c, s);
        a[p][q] = 0;
        a[q][p] = 0;
    }

    private static void turn(double[] p, double[] q, double c, double s) {
        for (int k = 0; k < p.length; k++) {
            double pk = p[k];
            p[k] = c * pk - s * q[k];
            q[k] = s * pk + c * q[k];
        }
    }

    private void sort() {
        for (int i = 0; i < values.length; i++) {
            int largest = i;
            for (int j = i + 1; j < values.length; j++) {
                largest = values[j] > values[largest] ? j : largest;
            }
            double value = values[i];
            values[i] = values[largest];
            values[largest] = value;
            double[] vector = vectors[i];
            vectors[i] = vectors[largest];
            vectors[largest] = vector;
        }
    }
}
