package io.signalbeam.functions.http;

import com.microsoft.azure.functions.HttpRequestMessage;
import io.signalbeam.functions.access.Person;
import io.signalbeam.shared.id.TenantId;
import java.util.Optional;

/** A request by a person whose role allows it. */
public final class PersonCall extends Call {
    private final Person person;

    PersonCall(HttpRequestMessage<Optional<String>> request, String correlationId, Person person) {
        super(request, correlationId);
        this.person = person;
    }

    public Person person() {
        return person;
    }

    /** The person's tenant; there is one wherever the operation needs it. */
    public TenantId tenant() {
        var tenant = person.tenant();
        if (tenant == null) {
            throw new IllegalStateException("an operation without a tenant asks for it");
        }
        return tenant.id();
    }
}
