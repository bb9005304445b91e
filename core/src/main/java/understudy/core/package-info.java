/**
 * The nouns that two modules share, and the ports between siblings. Imports none of ours.
 */
@NullMarked
package understudy.core;

import org.jspecify.annotations.NullMarked;
