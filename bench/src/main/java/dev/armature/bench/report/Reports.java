package dev.armature.bench.report;

import java.io.IOException;

/** Takes what a benchmark with several parts found, each as soon as it is there. */
@FunctionalInterface
public interface Reports {
    void add(Report report) throws IOException;
}
