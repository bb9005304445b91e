/**
 * Decision-tree ensembles as flat arrays: models of LightGBM and XGBoost, and ONNX graphs that are nothing more
 * than an ensemble. See RATIONALE.md beside the module.
 */
@NullMarked
package understudy.trees;

import org.jspecify.annotations.NullMarked;
