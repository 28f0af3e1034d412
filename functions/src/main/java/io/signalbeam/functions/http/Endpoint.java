package io.signalbeam.functions.http;

import com.microsoft.azure.functions.ExecutionContext;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import io.signalbeam.functions.access.AuthenticatedDevice;
import io.signalbeam.functions.access.DeviceDoor;
import io.signalbeam.functions.access.DeviceSignatures;
import io.signalbeam.functions.access.Operation;
import io.signalbeam.functions.access.Origin;
import io.signalbeam.functions.access.People;
import io.signalbeam.functions.access.Person;
import io.signalbeam.functions.limits.RequestLimits;
import io.signalbeam.functions.outcome.ErrorCode;
import io.signalbeam.functions.outcome.Outcome;
import io.signalbeam.functions.outcome.PermanentFailure;
import io.signalbeam.functions.outcome.Refusal;
import io.signalbeam.functions.outcome.StandbyFailure;
import io.signalbeam.functions.outcome.TransientFailure;
import io.signalbeam.functions.page.InvalidCursor;
import io.signalbeam.functions.standby.Standby;
import io.signalbeam.functions.transaction.Transactions;
import io.signalbeam.functions.twin.DevicePass;
import io.signalbeam.shared.id.TenantId;
import io.signalbeam.shared.signature.Message;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/**
 * The one way in over HTTP. Each function hands over its {@link Operation}, which says who may call it, and the work; the
 * answer to everything that can go wrong before, in and after the work is made here.
 */
public final class Endpoint {
    private static final TenantId NO_TENANT = new TenantId(new UUID(0, 0));
    private static final int MAX_KEY_CHARACTERS = 100;
    private static final int RETRY_SECONDS = 5;
    private static final int STANDBY_RETRY_SECONDS = 30;

    private final People people;
    private final DeviceDoor devices;
    private final DeviceSignatures signatures;
    private final RequestLimits limits;
    private final ClientAddress callers;
    private final Transactions transactions;
    private final Standby standby;
    private final IdempotencySql idempotency;

    public Endpoint(
            People people,
            DeviceDoor devices,
            DeviceSignatures signatures,
            RequestLimits limits,
            ClientAddress callers,
            Transactions transactions,
            Standby standby,
            InstantSource clock) {
        this.people = people;
        this.devices = devices;
        this.signatures = signatures;
        this.limits = limits;
        this.callers = callers;
        this.transactions = transactions;
        this.standby = standby;
        this.idempotency = new IdempotencySql(clock);
    }

    /** For operations of people: access, the tenant's agreement, idempotency, then the work. */
    public HttpResponseMessage person(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Function<PersonCall, Outcome<Reply>> work) {
        return serve(operation, request, context, correlationId -> {
            var who = watched(
                            request,
                            () -> people.authenticate(Call.header(request.getHeaders(), "authorization")
                                    .orElse(null)))
                    .flatMap(this::withinLimits);
            return who.flatMap(person -> admit(operation, person, request).orElseGet(() -> {
                var call = new PersonCall(request, correlationId, person);
                return origin(person.credential().toString(), request)
                        .during(() -> once(operation, call, () -> work.apply(call)));
            }));
        });
    }

    /**
     * For operations of devices. No relational database is touched on the way to the work, but for a signed request that
     * changes something: see {@link DeviceSignatures}.
     */
    public HttpResponseMessage device(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Function<DeviceCall, Outcome<Reply>> work) {
        return device(operation, request, context, pass -> false, work);
    }

    /**
     * As {@link #device(Operation, HttpRequestMessage, ExecutionContext, Function)}, without a reading of the device's twin
     * where that is not needed.
     *
     * @param enough whether the work does with this pass of some seconds ago, and will not ask for the twin
     */
    public HttpResponseMessage device(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Predicate<DevicePass> enough,
            Function<DeviceCall, Outcome<Reply>> work) {
        return serve(operation, request, context, correlationId -> {
            var who = watched(request, () -> admitted(request, enough));
            return who.flatMap(device -> otherTenant(device.tenantId(), request)
                    .orElseGet(() -> origin("device-key:" + device.keyId(), request)
                            .during(() -> work.apply(new DeviceCall(request, correlationId, device)))));
        });
    }

    /** The rates come before the signature, which costs more than they do. */
    private Outcome<AuthenticatedDevice> admitted(
            HttpRequestMessage<Optional<String>> request, Predicate<DevicePass> enough) {
        return devices.authenticate(
                        Call.header(request.getHeaders(), "x-api-key").orElse(null), enough)
                .flatMap(device -> Outcome.unless(
                        limits.device(device.tenantId(), device.keyId()), () -> signed(device, request)));
    }

    private Outcome<AuthenticatedDevice> signed(
            AuthenticatedDevice device, HttpRequestMessage<Optional<String>> request) {
        if (!device.pass().mustSign()) {
            return Outcome.done(device);
        }
        var uri = request.getUri();
        var body = Objects.requireNonNullElse(request.getBody(), Optional.<String>empty());
        return signatures.check(
                device,
                new Message(
                        request.getHttpMethod().toString(), uri.getRawPath(), uri.getRawQuery(), request.getHeaders()),
                body.orElse("").getBytes(StandardCharsets.UTF_8));
    }

    /** For operations that find out by themselves who asks, by a credential in the body. */
    public HttpResponseMessage stranger(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Function<Call, Outcome<Reply>> work) {
        return serve(
                operation,
                request,
                context,
                correlationId -> Outcome.unless(
                        limits.anybody(),
                        () -> watched(
                                request,
                                () -> origin("none", request)
                                        .during(() -> work.apply(new AnonymousCall(request, correlationId))))));
    }

    private Outcome<Person> withinLimits(Person person) {
        var tenant = person.tenant();
        return Outcome.unless(
                tenant == null ? limits.anybody() : limits.tenant(tenant.id()), () -> Outcome.done(person));
    }

    /** Looks at no more credentials from an address with too many wrong ones. To bring none at all is not a guess. */
    private <T> Outcome<T> watched(HttpRequestMessage<Optional<String>> request, Supplier<Outcome<T>> guess) {
        var address = callers.of(request.getHeaders());
        return Outcome.unless(limits.stranger(address), () -> {
            var outcome = guess.get();
            if (outcome instanceof Outcome.Refused<T>(Refusal.Unauthenticated(ErrorCode code, String detail))
                    && code != ErrorCode.AUTHENTICATION_REQUIRED) {
                limits.refused(address);
            }
            return outcome;
        });
    }

    /** For operations without a credential. Static: it must answer even where nothing else can be built. */
    public static HttpResponseMessage anyone(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Function<Call, Outcome<Reply>> work) {
        return answer(
                operation, request, context, correlationId -> work.apply(new AnonymousCall(request, correlationId)));
    }

    private HttpResponseMessage serve(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Function<String, Outcome<Reply>> work) {
        return answer(operation, request, context, correlationId -> {
            standby.check();
            return work.apply(correlationId);
        });
    }

    private Origin origin(String credential, HttpRequestMessage<Optional<String>> request) {
        return new Origin(credential, callers.of(request.getHeaders()));
    }

    private static Optional<Outcome<Reply>> admit(
            Operation operation, Person person, HttpRequestMessage<Optional<String>> request) {
        var tenant = person.tenant();
        if (tenant == null && operation.needsTenant()) {
            return forbidden(ErrorCode.TENANT_REQUIRED, "The token's tenant claim leads to no tenant.");
        }
        if (!operation.allows(person)) {
            return forbidden(ErrorCode.ROLE_REQUIRED, "This takes " + needed(operation) + ".");
        }
        if (person.reach().limited() && !operation.servesLimited()) {
            return forbidden(
                    ErrorCode.CREDENTIAL_LIMITED, "This takes a credential that is not limited to bundles or groups.");
        }
        return otherTenant(tenant == null ? NO_TENANT : tenant.id(), request);
    }

    private static Optional<Outcome<Reply>> otherTenant(TenantId tenant, HttpRequestMessage<Optional<String>> request) {
        return Call.header(request.getHeaders(), "x-tenant-id")
                        .filter(named -> !named.strip().equalsIgnoreCase(tenant.toString()))
                        .isPresent()
                ? forbidden(ErrorCode.TENANT_MISMATCH, "Leave X-Tenant-Id out, or send the credential's own tenant.")
                : Optional.empty();
    }

    private static Optional<Outcome<Reply>> forbidden(ErrorCode code, String detail) {
        return Optional.of(Outcome.refused(new Refusal.Forbidden(code, detail)));
    }

    private static String needed(Operation operation) {
        return switch (operation.access()) {
            case ANYONE, PERSON -> "no role";
            case DEVICE -> "a device's key";
            case MEMBER, VIEWER -> "the role Viewer";
            case OPERATOR -> "the role Operator";
            case ADMIN -> "the role Admin";
            case PLATFORM -> "a platform administrator";
        };
    }

    private Outcome<Reply> once(Operation operation, PersonCall call, Supplier<Outcome<Reply>> work) {
        var key = operation.method().equals("POST") && !operation.repeatable()
                ? call.header("idempotency-key")
                : Optional.<String>empty();
        if (key.isEmpty()) {
            return work.get();
        }
        if (key.get().isBlank() || key.get().length() > MAX_KEY_CHARACTERS) {
            return Outcome.invalid("Idempotency-Key", "range", "It takes 1 to " + MAX_KEY_CHARACTERS + " characters.");
        }
        var request = call.request();
        var person = call.person();
        // An answer is for whoever asked: not for another one who guesses the key, nor for a lesser credential.
        var who = person.issuer() + "#" + person.subject() + " " + person.reach();
        var what =
                request.getUri().getRawPath() + "?" + request.getUri().getRawQuery() + "\n" + who + "\n" + call.text();
        var tenant = call.person().tenant();
        if (tenant == null || !operation.needsTenant()) {
            return transactions.asService(tx ->
                    idempotency.once(tx, new IdempotencySql.Attempt(NO_TENANT, operation.id(), key.get(), what), work));
        }
        return transactions.inTenant(
                tenant.id(),
                tx -> idempotency.once(
                        tx, new IdempotencySql.Attempt(tenant.id(), operation.id(), key.get(), what), work));
    }

    private static HttpResponseMessage answer(
            Operation operation,
            HttpRequestMessage<Optional<String>> request,
            ExecutionContext context,
            Function<String, Outcome<Reply>> work) {
        var correlationId = Correlation.id(request, context);
        var responses = new Responses(request, correlationId);
        try {
            var outcome = BodyLimit.<Reply>refuse(operation, request).orElseGet(() -> work.apply(correlationId));
            return switch (outcome) {
                case Outcome.Done<Reply>(Reply reply) -> responses.good(reply);
                case Outcome.Refused<Reply>(Refusal refusal) -> responses.problem(Problem.of(refusal, correlationId));
            };
        } catch (Rejection e) {
            return responses.problem(e.problem(correlationId));
        } catch (InvalidCursor e) {
            return responses.problem(Problem.cursor(correlationId));
        } catch (StandbyFailure e) {
            if (e.getCause() != null) {
                log(context, Level.WARNING, operation, correlationId, e);
            }
            return responses.problem(
                    Problem.of(ErrorCode.STANDBY, null, correlationId).after(STANDBY_RETRY_SECONDS));
        } catch (TransientFailure e) {
            log(context, Level.WARNING, operation, correlationId, e);
            return responses.problem(
                    Problem.of(ErrorCode.UNAVAILABLE, null, correlationId).after(RETRY_SECONDS));
        } catch (PermanentFailure e) {
            log(context, Level.SEVERE, operation, correlationId, e);
            return responses.problem(Problem.of(ErrorCode.UNAVAILABLE, null, correlationId));
        } catch (RuntimeException e) {
            log(context, Level.SEVERE, operation, correlationId, e);
            return responses.problem(Problem.of(ErrorCode.INTERNAL, null, correlationId));
        }
    }

    private static void log(
            ExecutionContext context, Level level, Operation operation, String correlationId, RuntimeException e) {
        context.getLogger().log(level, e, () -> operation.id() + " failed, correlation id " + correlationId);
    }

    /** @see AuthenticatedDevice#deviceId() */
    public static @Nullable Refusal notItself(AuthenticatedDevice device, UUID named) {
        return device.deviceId().value().equals(named)
                ? null
                : new Refusal.Forbidden(ErrorCode.DEVICE_MISMATCH, "A device reaches its own things only.");
    }
}
