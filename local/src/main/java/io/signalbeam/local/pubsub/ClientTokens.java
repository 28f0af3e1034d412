package io.signalbeam.local.pubsub;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tokens of clients, with the claims that the service writes; good for as long as this process lives. */
final class ClientTokens {
    private static final String GROUPS = "webpubsub.group";

    private final byte[] key = new byte[32];

    ClientTokens() {
        new SecureRandom().nextBytes(key);
    }

    /** @param groups that a connection with it is in from its first moment */
    record Client(@Nullable String userId, List<String> groups) {
        Client {
            groups = List.copyOf(groups);
        }
    }

    String issue(String hub, Client client, Instant expires) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.HS256),
                    new JWTClaimsSet.Builder()
                            .audience(hub)
                            .subject(client.userId())
                            .claim(GROUPS, client.groups())
                            .expirationTime(Date.from(expires))
                            .build());
            jwt.sign(new MACSigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whose it is, while it is good for this hub. */
    Optional<Client> read(String hub, String token, Instant now) {
        try {
            var jwt = SignedJWT.parse(token);
            var claims = jwt.getJWTClaimsSet();
            var expires = claims.getExpirationTime();
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm())
                    || !jwt.verify(new MACVerifier(key))
                    || !claims.getAudience().contains(hub)
                    || expires == null
                    || !expires.toInstant().isAfter(now)) {
                return Optional.empty();
            }
            return Optional.of(new Client(claims.getSubject(), claims.getStringListClaim(GROUPS)));
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }
}
