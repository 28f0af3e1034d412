package io.signalbeam.functions.access;

/**
 * What somebody was let in by.
 *
 * @param id of the credential; for a sign-in {@code <issuer>#<subject>}
 * @param reach what it may touch
 */
public record Credential(Kind kind, String id, Reach reach) {

    /** How a person or a pipeline shows who it is. The words are the API's. */
    public enum Kind {
        /** An access token of an OpenID provider. */
        SignIn("sign-in"),
        /** A personal access token of ours. */
        AccessToken("access-token"),
        /** A short-lived token that a pipeline was given for its own provider's. */
        Pipeline("pipeline");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    public static Credential signIn(String issuer, String subject) {
        return new Credential(Kind.SignIn, issuer + "#" + subject, Reach.ALL);
    }

    /** As the audit trail names it: {@code access-token:<id>}. */
    @Override
    public String toString() {
        return kind.word + ":" + id;
    }
}
