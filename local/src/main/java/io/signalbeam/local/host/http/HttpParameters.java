package io.signalbeam.local.host.http;

import com.microsoft.azure.functions.HttpRequestMessage;
import io.signalbeam.local.host.invoke.Conversion;
import io.signalbeam.local.host.invoke.Parameters;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What an HTTP function's parameters may be: the request with a body of some type, and binding data by name. */
final class HttpParameters implements Parameters<HttpInput> {

    @Override
    public Source<HttpInput> trigger(Type type) {
        if (type == HttpRequestMessage.class) {
            return message(body(String.class));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == HttpRequestMessage.class) {
            return message(body(generic.getActualTypeArguments()[0]));
        }
        throw new IllegalArgumentException("an HTTP trigger's parameter is an HttpRequestMessage, not " + type);
    }

    private static Source<HttpInput> message(Source<HttpInput> body) {
        return input -> new RequestMessage(input, body.value(input));
    }

    private static Source<HttpInput> body(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            var inner = body(generic.getActualTypeArguments()[0]);
            return input -> Optional.ofNullable(inner.value(input));
        }
        if (type == byte[].class) {
            return input -> input.body().length == 0 ? null : input.body();
        }
        var conversion = Conversion.to(type == Object.class ? String.class : type);
        return input ->
                input.body().length == 0 ? null : conversion.convert(new String(input.body(), StandardCharsets.UTF_8));
    }

    @Override
    public Source<HttpInput> metadata(String name, Type type) {
        var conversion = Conversion.to(type);
        return input -> conversion.convert(input.bindingData(name));
    }
}
