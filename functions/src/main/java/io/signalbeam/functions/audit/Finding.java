package io.signalbeam.functions.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something in an audit trail that is not as it was sealed.
 *
 * @param position in the chain; the first of several; null when it has none
 * @param id of the row, where it is still known
 * @param message one sentence for people
 */
public record Finding(
        Kind kind, @Nullable Long position, @Nullable UUID id, String message) {

    /** What happened to it. The words are the API's. */
    public enum Kind {
        /** The content is not what was hashed. */
        Altered,
        /** It is not there any more. */
        Removed,
        /** It stands in another place than its own. */
        Moved,
        /** Its place is taken twice. */
        Repeated,
        /** The whole chain up to a place is another one than was written down outside of the database. */
        Rewritten,
        /** A row that never got a place in the chain. */
        Unsealed,
        /** A line that is none of an export's. */
        Unreadable
    }
}
