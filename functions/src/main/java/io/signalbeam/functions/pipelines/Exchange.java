package io.signalbeam.functions.pipelines;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The answer to a token exchange (RFC 8693 §2.2). */
sealed interface Exchange {

    /**
     * RFC 8693 §2.2.1.
     *
     * @param expiresIn seconds
     */
    record Granted(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("issued_token_type") String issuedTokenType,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("scope") String scope)
            implements Exchange {

        /** Without the token, so that one in a log is harmless. */
        @Override
        public String toString() {
            return "Granted[***, scope=" + scope + "]";
        }
    }

    /** RFC 6749 §5.2. */
    record Denied(
            @JsonProperty("error") String error,
            @JsonProperty("error_description") String description) implements Exchange {

        /** The request, or the token that it brings, is not good. */
        static Denied request(String description) {
            return new Denied("invalid_request", description);
        }

        /** There is no such trust, or it does not trust this pipeline. */
        static Denied target(String description) {
            return new Denied("invalid_target", description);
        }
    }
}
