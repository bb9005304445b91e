/**
 * Where a version comes from and what it is made of: its bill of materials, its signature, and what is known against the
 * packages it needs. See RATIONALE.md beside the module.
 */
@NullMarked
package understudy.provenance;

import org.jspecify.annotations.NullMarked;
