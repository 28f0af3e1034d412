package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.shared.credential.RegistryLogin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fetches an image. The engine keeps the layers that it has got, so that another try goes on from there. */
final class ImagePull {
    private ImagePull() {}

    static void run(URI host, Duration silence, String reference, @Nullable RegistryLogin login)
            throws InterruptedException {
        var answer = new Answer();
        try (var docker = DockerClients.open(host, silence);
                answer) {
            // Without a tag the engine would fetch every one there is.
            var wanted = hasTagOrDigest(reference) ? reference : reference + ":latest";
            var pull = docker.pullImageCmd(wanted);
            if (login != null) {
                pull.withAuthConfig(
                        new AuthConfig().withUsername(login.username()).withPassword(login.password()));
            }
            pull.exec(answer);
            answer.awaitCompletion();
        } catch (DockerException e) {
            throw failure(reference, EngineFailures.message(e), e instanceof NotFoundException);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            // The engine itself may be well and wait for a registry that says nothing.
            throw EngineFailures.timedOut(e)
                    ? failure(reference, "nothing was told of it for " + silence.toSeconds() + " s", false)
                    : EngineFailures.unavailable(e);
        }
        var error = answer.error.get();
        if (error != null) {
            throw failure(reference, error, false);
        }
    }

    /** Keeps the first error that the stream tells of; the client's own callback loses it. */
    private static final class Answer extends ResultCallback.Adapter<PullResponseItem> {
        private final AtomicReference<@Nullable String> error = new AtomicReference<>();

        @Override
        public void onNext(PullResponseItem item) {
            var detail = item.getErrorDetail();
            if (detail != null) {
                error.compareAndSet(null, detail.getMessage());
            }
        }
    }

    static RuntimeException failure(String reference, String message, boolean notFound) {
        var lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left on device")) {
            return new TransientFailure("no-space", message, null);
        }
        var text = "cannot pull " + reference + ": " + message;
        if (lower.contains("toomanyrequests") || lower.contains("too many requests")) {
            return new TransientFailure("pull-failed", text, Duration.ofSeconds(60), null);
        }
        if (says(lower, "unauthorized", "denied", "authentication required", "no basic auth credentials")) {
            return new PermanentFailure("pull-failed", text, null);
        }
        if (notFound
                || says(
                        lower,
                        "manifest unknown",
                        "repository name not known",
                        "invalid reference",
                        "not found:",
                        "http 404")) {
            return new PermanentFailure("image-not-found", text, null);
        }
        if (says(lower, "no matching manifest", "unsupported media type")) {
            return new PermanentFailure("pull-failed", text, null);
        }
        return new TransientFailure("pull-failed", text, null);
    }

    private static boolean says(String message, String... phrases) {
        return Stream.of(phrases).anyMatch(message::contains);
    }

    private static boolean hasTagOrDigest(String reference) {
        var afterPath = reference.substring(reference.lastIndexOf('/') + 1);
        return afterPath.contains(":") || afterPath.contains("@");
    }
}
