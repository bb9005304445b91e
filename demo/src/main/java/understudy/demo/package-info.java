/** One realistic decision, loan default: applications, four models of it, and a stream that brings both to life. */
@NullMarked
package understudy.demo;

import org.jspecify.annotations.NullMarked;
