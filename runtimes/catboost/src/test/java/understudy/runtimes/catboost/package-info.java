@NullMarked
package understudy.runtimes.catboost;

import org.jspecify.annotations.NullMarked;
