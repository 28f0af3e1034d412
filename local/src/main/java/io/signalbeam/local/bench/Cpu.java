package io.signalbeam.local.bench;

import java.io.IOException;

/** What a process has had of the processors so far, to the hundredth of a second. */
record Cpu(long pid) {

    double seconds() throws IOException {
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElseThrow(() -> new IOException("process " + pid + " has ended"))
                        .toMillis()
                / 1000.0;
    }
}
