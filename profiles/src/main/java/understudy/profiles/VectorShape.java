package understudy.profiles;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.Arrays;
import java.util.SplittableRandom;
import understudy.statistics.SymmetricEigen;

/**
 * Where vectors of a reference lie: their mean, and the fewest main directions that hold 65 % of their variance. Those with
 * more than 64 elements are projected on 64 first, by signs drawn from a fixed seed (four for each element; Kane and Nelson:
 * Sparser Johnson-Lindenstrauss transforms, 2014), which keeps distances within some percent. Immutable once learnt.
 */
final class VectorShape {
    static final int DIRECTIONS = 64;

    private static final int EACH = 4;
    private static final long SEED = 20_140_101;
    private static final double VARIANCE = 0.65;

    private final double[] mean;
    private final double[] center;
    private final double[][] components;
    private final double meanLength;

    /** For each element the places it goes to; of negative ones (by −1 − place) it is subtracted. */
    private final int[] places;

    private VectorShape(double[] mean, double[] center, double[][] components) {
        this.mean = mean;
        this.center = center;
        this.components = components;
        this.meanLength = Math.sqrt(dot(mean, mean));
        this.places = places(mean.length);
    }

    private static int[] places(int elements) {
        if (elements <= DIRECTIONS) {
            return new int[0];
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int[] places = new int[elements * EACH];
        for (int i = 0; i < places.length; i++) {
            int place = random.nextInt(DIRECTIONS);
            places[i] = random.nextBoolean() ? place : -1 - place;
        }
        return places;
    }

    private static void project(double[] vector, int[] places, double[] onto) {
        if (places.length == 0) {
            System.arraycopy(vector, 0, onto, 0, onto.length);
            return;
        }
        Arrays.fill(onto, 0);
        for (int i = 0; i < places.length; i++) {
            double part = vector[i / EACH] / 2; // four halves squared are one
            if (places[i] < 0) {
                onto[-1 - places[i]] -= part;
            } else {
                onto[places[i]] += part;
            }
        }
    }

    /** Sums of what a shape is learnt from. Not safe for several threads. */
    static final class Learning {
        private final double[] mean;
        private final int[] places;
        private final double[] projected;
        private final double[] center;
        private final double[] off;
        private final double[][] squares;
        private long rows;

        Learning(int elements) {
            int directions = Math.min(elements, DIRECTIONS);
            mean = new double[elements];
            places = VectorShape.places(elements);
            projected = new double[directions];
            center = new double[directions];
            off = new double[directions];
            squares = new double[directions][directions];
        }

        void add(double[] vector) {
            rows++;
            for (int i = 0; i < mean.length; i++) {
                mean[i] += (vector[i] - mean[i]) / rows;
            }
            project(vector, places, projected);
            for (int i = 0; i < center.length; i++) {
                off[i] = projected[i] - center[i];
                center[i] += off[i] / rows;
                for (int j = 0; j <= i; j++) {
                    squares[i][j] += off[i] * (projected[j] - center[j]);
                }
            }
        }

        long rows() {
            return rows;
        }

        VectorShape shape() {
            SymmetricEigen eigen = eigen();
            int count = main(eigen);
            return shape(eigen, count);
        }

        /** With as many directions as another half has, so that the errors of both are alike. */
        VectorShape shape(int directions) {
            return shape(eigen(), directions);
        }

        private VectorShape shape(SymmetricEigen eigen, int count) {
            double[][] components = new double[count][];
            for (int i = 0; i < count; i++) {
                components[i] = eigen.vector(i).clone();
            }
            return new VectorShape(mean.clone(), center.clone(), components);
        }

        private SymmetricEigen eigen() {
            double[][] whole = new double[center.length][center.length];
            for (int i = 0; i < whole.length; i++) {
                for (int j = 0; j <= i; j++) {
                    whole[i][j] = squares[i][j] / rows;
                    whole[j][i] = whole[i][j];
                }
            }
            return new SymmetricEigen(whole);
        }

        private static int main(SymmetricEigen eigen) {
            double all = 0;
            for (int i = 0; i < eigen.size(); i++) {
                all += Math.max(0, eigen.value(i));
            }
            int count = 0;
            double held = 0;
            while (count < eigen.size() && held <= VARIANCE * all && eigen.value(count) > 0) {
                held += eigen.value(count++);
            }
            return count;
        }
    }

    int elements() {
        return mean.length;
    }

    int components() {
        return components.length;
    }

    /** 1 less the cosine of the angle to the mean, 0 to 2; NaN for a vector, or a mean, without length. */
    double fromMean(double[] vector, double length) {
        return 1 - dot(vector, mean) / (length * meanLength);
    }

    /** Distance from what the main directions can say of it, in the vector's own unit. @param work of 64, or the elements */
    double error(double[] vector, double[] work) {
        project(vector, places, work);
        double left = 0;
        for (int i = 0; i < work.length; i++) {
            work[i] -= center[i];
            left += work[i] * work[i];
        }
        for (double[] component : components) {
            double along = dot(work, component);
            left -= along * along;
        }
        return Math.sqrt(Math.max(0, left));
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    static double length(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    void write(DataOutput out) throws IOException {
        Form.write(out, mean);
        Form.write(out, center);
        out.writeInt(components.length);
        for (double[] component : components) {
            Form.write(out, component);
        }
    }

    static VectorShape read(DataInput in) throws IOException {
        double[] mean = Form.doubles(in);
        double[] center = Form.doubles(in);
        if (center.length != Math.min(mean.length, DIRECTIONS)) {
            throw new StreamCorruptedException("another number of directions");
        }
        double[][] components = new double[Form.size(in.readInt(), center.length)][];
        for (int i = 0; i < components.length; i++) {
            components[i] = Form.doubles(in);
            if (components[i].length != center.length) {
                throw new StreamCorruptedException("a direction of another length");
            }
        }
        return new VectorShape(mean, center, components);
    }
}
