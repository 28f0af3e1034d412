package io.signalbeam.local.bench;

import io.signalbeam.local.bench.Bench.CannotMeasure;
import io.signalbeam.local.bench.Bench.Setting;
import io.signalbeam.local.files.FileTree;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code ./beam bench} runs. Ends with 1 when a figure is short of its bar or cannot be had, with 2 on bad usage. */
@Command(name = "beam bench", mixinStandardHelpOptions = true)
public final class BenchMain implements Callable<Integer> {

    /** By the name on the command line. */
    enum Name {
        up,
        deploy,
        memory,
        ingest,
        api,
        agent,
        rollout;

        Bench bench() {
            return switch (this) {
                case up -> new UpBench();
                case deploy -> new DeployBench();
                case memory -> new MemoryBench();
                case ingest -> new IngestBench();
                case api -> new ApiBench();
                case agent -> new AgentBench();
                case rollout -> new RolloutBench();
            };
        }
    }

    @Parameters(paramLabel = "NAME", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Name name = Name.up;

    @Option(names = "--quick", description = "Under a minute, with rougher figures.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "The figures as JSON, too.")
    private @Nullable Path json;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var folder = Files.createTempDirectory("signalbeam-bench-");
        try {
            var root = Path.of(System.getProperty("signalbeam.root", ".")).toAbsolutePath();
            var figures = name.bench().run(new Setting(root, folder, quick));
            figures.forEach(figure -> System.out.println(figure.line()));
            if (json != null) {
                Files.write(json, Json.writeBytes(document(name.name(), quick, Instant.now(), figures)));
            }
            return figures.stream().anyMatch(Figure::isShort) ? 1 : 0;
        } catch (CannotMeasure | IOException e) {
            // What went wrong below has said so in words; a stack trace would bury them.
            System.err.println("beam bench " + name + ": " + e.getMessage());
            return 1;
        } finally {
            FileTree.delete(folder);
        }
    }

    static Map<String, Object> document(String bench, boolean quick, Instant at, List<Figure> figures) {
        var document = new LinkedHashMap<String, Object>();
        document.put("bench", bench);
        document.put("quick", quick);
        document.put("at", at);
        document.put("figures", figures.stream().map(Figure::toJson).toList());
        return document;
    }
}
