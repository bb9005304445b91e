/** The serving runtime for models of LightGBM and XGBoost, evaluated by the module trees without native code. */
@NullMarked
package understudy.runtimes.trees;

import org.jspecify.annotations.NullMarked;
