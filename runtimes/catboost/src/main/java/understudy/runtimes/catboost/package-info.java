/** Serves CatBoost models with CatBoost's own native evaluator. See RATIONALE.md beside the module. */
@NullMarked
package understudy.runtimes.catboost;

import org.jspecify.annotations.NullMarked;
