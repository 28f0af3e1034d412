package io.signalbeam.local.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of another JVM of this JDK, which compiles as much as this one was told to: tests are over too soon for more. */
public final class Jvm {
    private static final List<String> COMPILATION = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("-XX:TieredStopAtLevel="))
            .toList();

    private Jvm() {}

    /**
     * A JVM that runs a main class; its standard error goes where its standard output goes.
     *
     * @param options of the JVM, such as {@code -Xmx64m}
     */
    public static ProcessBuilder command(
            List<String> options, String classPath, String mainClass, List<String> arguments) {
        var line = new ArrayList<String>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(COMPILATION);
        line.addAll(options);
        line.add("-cp");
        line.add(classPath);
        line.add(mainClass);
        line.addAll(arguments);
        return new ProcessBuilder(line).redirectErrorStream(true);
    }

    /** As {@link #command}, with this JVM's own classes. */
    public static ProcessBuilder sameClasses(List<String> options, Class<?> mainClass, List<String> arguments) {
        return command(options, System.getProperty("java.class.path"), mainClass.getName(), arguments);
    }
}
