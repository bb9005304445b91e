package understudy.trees;

import com.microsoft.ml.lightgbm.PredictionType;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_int;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_long_long;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import com.microsoft.ml.lightgbm.lightgbmlibConstants;

/**
 * The C interface of LightGBM, with a result buffer of the right size: the Java wrapper's own holds two numbers a row,
 * which more than two classes overrun.
 */
final class NativeLightGbm implements AutoCloseable {
    private final SWIGTYPE_p_void booster;

    NativeLightGbm(String text) {
        SWIGTYPE_p_p_void handle = lightgbmlib.new_voidpp();
        SWIGTYPE_p_int iterations = lightgbmlib.new_intp();
        check(lightgbmlib.LGBM_BoosterLoadModelFromString(text, iterations, handle));
        booster = lightgbmlib.voidpp_value(handle);
        lightgbmlib.delete_intp(iterations);
        lightgbmlib.delete_voidpp(handle);
    }

    double[] predict(double[] matrix, int rows, int columns, PredictionType type) {
        SWIGTYPE_p_double input = lightgbmlib.new_doubleArray(matrix.length);
        for (int i = 0; i < matrix.length; i++) {
            lightgbmlib.doubleArray_setitem(input, i, matrix[i]);
        }
        SWIGTYPE_p_double output = lightgbmlib.new_doubleArray((long) rows * columns);
        SWIGTYPE_p_long_long length = lightgbmlib.new_int64_tp();
        check(lightgbmlib.LGBM_BoosterPredictForMat(
                booster, lightgbmlib.double_to_voidp_ptr(input), lightgbmlibConstants.C_API_DTYPE_FLOAT64, rows,
                matrix.length / rows, 1, type.getType(), 0, -1, "num_threads=1", length, output));
        double[] answers = new double[rows * columns];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = lightgbmlib.doubleArray_getitem(output, i);
        }
        lightgbmlib.delete_doubleArray(input);
        lightgbmlib.delete_doubleArray(output);
        lightgbmlib.delete_int64_tp(length);
        return answers;
    }

    @Override
    public void close() {
        check(lightgbmlib.LGBM_BoosterFree(booster));
    }

    private static void check(int result) {
        if (result != 0) {
            throw new IllegalStateException(lightgbmlib.LGBM_GetLastError());
        }
    }
}
