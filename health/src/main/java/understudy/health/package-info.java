/** How a model is, and what a person should look at first. */
@NullMarked
package understudy.health;

import org.jspecify.annotations.NullMarked;
