package org.mirrorflow.benchmarks;

import ai.djl.ndarray.types.DataType;
import java.util.concurrent.TimeUnit;
import org.mirrorflow.model.KernelFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time of one gradient step on one thread, by shape and contender. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 2,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class GradientStep {
  /** The problem's shape. */
  @Param public Problem.Shape shape;

  /** Who computes it. */
  @Param({"vector", "plain", "djl-float64", "djl-float32"})
  public String contender;

  private Step step;

  /** Builds the contender. */
  @Setup(Level.Trial)
  public void open() {
    Problem problem = shape.problem();
    step =
        switch (contender) {
          case "vector" -> new MirrorFlowStep(problem, KernelFactory.best());
          case "plain" -> new MirrorFlowStep(problem, KernelFactory.plain());
          case "djl-float64" -> new DjlStep(problem, DataType.FLOAT64);
          case "djl-float32" -> new DjlStep(problem, DataType.FLOAT32);
          default -> throw new IllegalArgumentException("contender: " + contender);
        };
  }

  /** Frees native memory. */
  @TearDown(Level.Trial)
  public void close() {
    step.close();
  }

  /** One gradient step. */
  @Benchmark
  public void gradient() {
    step.run();
  }
}
