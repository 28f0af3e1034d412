package io.signalbeam.local.fleet;

import io.signalbeam.shared.id.DeviceId;
import io.signalbeam.shared.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated device keeps between runs.
 *
 * @param signingKey private half of what it signs requests with, PKCS #8 in Base64; absent where it enrolled without
 * @param sequence of the last report sent
 */
record DeviceMemory(
        DeviceId deviceId, String deviceKey, @Nullable String signingKey, long sequence) {

    static DeviceMemory read(Path file) throws IOException {
        return Json.lenient().readValue(file.toFile(), DeviceMemory.class);
    }

    void write(Path file) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".next");
        Files.write(next, Json.writeBytes(this));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    DeviceMemory next() {
        return new DeviceMemory(deviceId, deviceKey, signingKey, sequence + 1);
    }
}
