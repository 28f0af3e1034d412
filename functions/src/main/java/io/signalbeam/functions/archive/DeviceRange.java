package io.signalbeam.functions.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Devices from one to another, both included, in the order of their ids. */
record DeviceRange(UUID first, UUID last) {

    /** What a device has on a day. */
    record OfDevice(UUID device, Sum sum) {}

    boolean overlaps(DeviceRange other) {
        return RowKey.BYTES.compare(first, other.last) <= 0 && RowKey.BYTES.compare(other.first, last) <= 0;
    }

    /** Cuts devices, in the order of their ids, into ranges of about so many rows. No device is cut in two. */
    static List<DeviceRange> cut(List<OfDevice> devices, long rows) {
        var ranges = new ArrayList<DeviceRange>();
        int begin = 0;
        long collected = 0;
        for (int i = 0; i < devices.size(); i++) {
            collected += devices.get(i).sum().rows();
            if (collected >= rows || i == devices.size() - 1) {
                ranges.add(new DeviceRange(
                        devices.get(begin).device(), devices.get(i).device()));
                begin = i + 1;
                collected = 0;
            }
        }
        return ranges;
    }
}
