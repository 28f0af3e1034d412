package io.signalbeam.local.soak;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbeam.local.openid.LocalOpenId;
import io.signalbeam.local.soak.FuzzRequest.Pair;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to every operation of a running API, each right or odd, and holds every answer against its document. Each
 * worker has a tenant of its own; what it sends depends on the seed, the ids in it on what the API gave out.
 */
public final class FuzzApi {
    private static final Logger LOG = LoggerFactory.getLogger(FuzzApi.class);
    private static final int WORKERS = 4;

    private final ApiClient client;
    private final LocalOpenId openId;
    private final long seed;
    private final FuzzReport report = new FuzzReport();

    /** @param api scheme, host and port, without a path */
    public FuzzApi(URI api, LocalOpenId openId, long seed) {
        this.client = new ApiClient(api);
        this.openId = openId;
        this.seed = seed;
    }

    /**
     * Runs it.
     *
     * @param each how many requests with a valid credential each operation gets at least; a few are more when workers share
     *     them evenly
     * @param progress told how many requests were sent so far, now and then
     * @throws IOException when what the operations are tried on cannot be made
     */
    public FuzzReport run(int each, IntConsumer progress) throws IOException, InterruptedException, ExecutionException {
        var document = new ApiDocument(document());
        document.operations().forEach(operation -> report.expect(operation.id()));
        int share = Math.ceilDiv(each, WORKERS);
        try (var threads = Executors.newFixedThreadPool(WORKERS)) {
            var work = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < WORKERS; i++) {
                var worker = i;
                work.add(() -> work(document, worker, share, progress));
            }
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
        return report;
    }

    /** How many operations the document has. */
    public int operations() throws IOException, InterruptedException {
        return new ApiDocument(document()).operations().size();
    }

    private JsonNode document() throws IOException, InterruptedException {
        return client.done("GET", "/openapi.json", new Pair("accept", "application/json"), null);
    }

    private boolean work(ApiDocument document, int worker, int share, IntConsumer progress)
            throws IOException, InterruptedException {
        var subjects = new Subjects(document, new Things(client, openId, "fuzz-" + worker));
        var tries = new Tries(document, subjects);
        var operations = document.operations();
        for (int round = 0; round < share; round++) {
            for (var operation : operations) {
                var random =
                        new Random(seed ^ ((long) operation.id().hashCode() << 32) ^ (worker * 1_000_003L + round));
                try {
                    // What went without its credential was one more.
                    while (!attempt(document, operation, subjects, tries, random)) {}
                } catch (IOException e) {
                    found(new FuzzReport.Finding(operation.id(), "nothing to try it on: " + e.getMessage(), 0, "", ""));
                }
            }
            if (worker == 0 && round % 10 == 9) {
                progress.accept(report.sent());
            }
        }
        return true;
    }

    /** Whether it was sent with its credential. */
    private boolean attempt(ApiDocument document, ApiOperation operation, Subjects subjects, Tries tries, Random random)
            throws IOException, InterruptedException {
        var request = tries.next(operation, subjects.of(operation), random);
        subjects.answered(operation, request, attempt(document, operation, request));
        return request.hasItsCredential();
    }

    private FuzzAnswer attempt(ApiDocument document, ApiOperation operation, FuzzRequest request)
            throws InterruptedException {
        var none = new FuzzAnswer(0, Map.of(), "");
        FuzzAnswer answer;
        try {
            answer = client.send(request);
        } catch (IOException e) {
            report.answered(operation.id(), none.status(), request.hasItsCredential());
            found(operation, "no answer: " + e.getMessage(), none, request);
            return none;
        }
        report.answered(operation.id(), answer.status(), request.hasItsCredential());
        if (request.oddities().isEmpty() && answer.status() >= 400) {
            report.refused(operation.id(), answer.body() + " to " + request.curl());
        }
        var objection = document.objection(operation, request, answer);
        if (objection.isPresent() && report.wants(operation.id(), answer.status(), objection.get())) {
            found(operation, objection.get(), answer, smaller(document, operation, request, answer));
        }
        return answer;
    }

    private void found(ApiOperation operation, String objection, FuzzAnswer answer, FuzzRequest request) {
        var oddities = request.oddities().isEmpty() ? "" : " (" + String.join(", ", request.oddities()) + ")";
        found(new FuzzReport.Finding(
                operation.id(), objection, answer.status(), answer.body(), request.curl() + oddities));
    }

    private void found(FuzzReport.Finding finding) {
        if (report.add(finding)) {
            LOG.warn("{}", finding);
        }
    }

    /** The request with as much taken away as leaves the answer wrong with the same status. */
    private FuzzRequest smaller(ApiDocument document, ApiOperation operation, FuzzRequest request, FuzzAnswer answer)
            throws InterruptedException {
        var smallest = request;
        boolean shrunk = true;
        while (shrunk) {
            shrunk = false;
            for (var candidate : Smaller.than(smallest)) {
                if (failsAlike(document, operation, candidate, answer.status())) {
                    smallest = candidate;
                    shrunk = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private boolean failsAlike(ApiDocument document, ApiOperation operation, FuzzRequest request, int status)
            throws InterruptedException {
        try {
            var again = client.send(request);
            return again.status() == status
                    && document.objection(operation, request, again).isPresent();
        } catch (IOException e) {
            return false;
        }
    }
}
