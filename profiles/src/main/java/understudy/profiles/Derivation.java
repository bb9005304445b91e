package understudy.profiles;

import java.util.List;
import java.util.Optional;

/**
 * Numbers that are made of columns which can't be watched as they are, in columns of their own.
 *
 * @see Derivations
 */
sealed interface Derivation permits TextDerivation, VectorDerivation {
    /** Of the columns it makes, in order. */
    List<String> names();

    /** The columns it is made of. */
    List<String> origins();

    /** What people call them together. */
    String origin();

    /**
     * Makes its columns of some rows.
     *
     * @param columns of a batch, those of {@link #origins} in their order; empty where the source has no such column
     * @param ofReference whether the rows are those it was learnt from, which must not be told by what they taught
     * @param before rows of the source before these
     */
    List<Cells> cells(List<Optional<Cells>> columns, int rows, boolean ofReference, long before, NewWords unknown);
}
