/** The serving runtime for LightGBM text and XGBoost JSON models, evaluated by the module trees without native code. */
@NullMarked
package understudy.runtimes.trees;

import org.jspecify.annotations.NullMarked;
