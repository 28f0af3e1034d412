package io.signalbeam.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The README's tour, typed into one shell block by block, as a reader would. */
final class Tour implements AutoCloseable {
    private static final Pattern STEP = Pattern.compile("^\\*\\*(\\w+)\\.\\*\\*");
    private static final String END = "--- end of block ";

    private final Map<String, List<String>> blocks;
    private final Process shell;
    private final BufferedWriter in;
    private final BufferedReader out;

    /** @param state of the running local cloud, which {@code ./beam} looks into */
    Tour(Path readme, Path state) throws IOException {
        blocks = blocks(Files.readAllLines(readme));
        var builder = new ProcessBuilder("bash", "-u", "-o", "pipefail").redirectErrorStream(true);
        builder.environment().put("SIGNALBEAM_STATE", state.toString());
        shell = builder.directory(readme.getParent().toFile()).start();
        in = shell.outputWriter();
        out = shell.inputReader();
    }

    /** The shell blocks of the tour, by the bold word that opens the paragraph before them. */
    private static Map<String, List<String>> blocks(List<String> lines) {
        var blocks = new LinkedHashMap<String, List<String>>();
        var tour = lines.subList(lines.indexOf("## A tour in five minutes") + 1, lines.indexOf("## Where to read on"));
        var step = "";
        StringBuilder block = null;
        for (var line : tour) {
            var opened = STEP.matcher(line);
            if (opened.find()) {
                step = opened.group(1);
            } else if (line.equals("```sh")) {
                block = new StringBuilder();
            } else if (line.equals("```") && block != null) {
                blocks.computeIfAbsent(step, none -> new ArrayList<>()).add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }

    List<String> steps() {
        return List.copyOf(blocks.keySet());
    }

    /** Types the n-th block of a step, and gives what it said; each of its commands must have worked. */
    String type(String step, int block) throws IOException {
        return type(blocks.get(step).get(block));
    }

    /** Types what is not in the README. */
    String type(String commands) throws IOException {
        in.write(commands);
        in.newLine();
        in.write("echo; echo '" + END + "'$?\n");
        in.flush();
        var said = new StringBuilder();
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(END)) {
                assertThat(line.substring(END.length())).as(said.toString()).isEqualTo("0");
                assertThat(said.toString()).doesNotContain("\"correlationId\"");
                return said.toString();
            }
            said.append(line).append('\n');
        }
        throw new IOException("the shell ended: " + said);
    }

    @Override
    public void close() throws IOException {
        in.close();
        shell.destroy();
    }
}
