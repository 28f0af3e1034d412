package io.signalbeam.local.host.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads the app from its own jars alone. It shares with the host only the JDK and the types of the functions library,
 * which both sides must see as one; the host's Jackson, Azure SDKs and loggers stay out of sight.
 */
public final class AppClassLoader extends URLClassLoader {
    private static final String SHARED = "com.microsoft.azure.functions.";

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader host = AppClassLoader.class.getClassLoader();

    public AppClassLoader(List<Path> classPath) {
        super("function-app", urls(classPath), ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(SHARED)) {
            try {
                return host.loadClass(name);
            } catch (ClassNotFoundException e) {
                // An SDK type library that only the app has.
                return super.loadClass(name, resolve);
            }
        }
        return super.loadClass(name, resolve);
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL[] urls(List<Path> classPath) {
        var urls = new URL[classPath.size()];
        for (var i = 0; i < urls.length; i++) {
            try {
                urls[i] = classPath.get(i).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
            }
        }
        return urls;
    }
}
