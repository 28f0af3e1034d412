package io.signalbeam.local.host.sample;

import com.microsoft.azure.functions.spi.inject.FunctionInstanceInjector;

/** Hands the HTTP sample its greeting; any other class is made by its own constructor. */
public final class SampleInjector implements FunctionInstanceInjector {
    @Override
    public <T> T getInstance(Class<T> type) throws Exception {
        return type == HttpSample.class
                ? type.cast(new HttpSample(new HttpSample.Greeting("hello")))
                : type.getDeclaredConstructor().newInstance();
    }
}
