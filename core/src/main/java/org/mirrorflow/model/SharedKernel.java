package org.mirrorflow.model;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.mirrorflow.gauge.Block;

/**
 * Shares the rows of a product between threads. Rows are independent of each other, so the bits do
 * not depend on the number of threads. Small products stay on the calling thread.
 */
final class SharedKernel implements Kernel {
  /**
   * Multiplications, some 150 µs of them, below which waking another thread and waiting for it
   * costs more than it saves.
   */
  static final long WORTH_SHARING = 4_000_000;

  private final List<Kernel> kernels;
  private final Executor executor;

  private SharedKernel(List<Kernel> kernels, Executor executor) {
    this.kernels = kernels;
    this.executor = executor;
  }

  @Override
  public void outputs(
      int from, int to, double[] a, double[] w, Block at, double[] h, boolean add, Finish finish) {
    share(
        from, to, at.size(), (kernel, lo, hi) -> kernel.outputs(lo, hi, a, w, at, h, add, finish));
  }

  @Override
  public void weights(int from, int to, int n, double[] g, double[] a, double[] v, Block at) {
    share(
        from, to, (long) n * at.cols(), (kernel, lo, hi) -> kernel.weights(lo, hi, n, g, a, v, at));
  }

  @Override
  public void inputs(
      int from, int to, double[] g, double[] w, Block at, double[] b, Finish finish) {
    share(from, to, at.size(), (kernel, lo, hi) -> kernel.inputs(lo, hi, g, w, at, b, finish));
  }

  @Override
  public void sparse(
      int from, int to, SparseMatrix s, double[] b, int m, double[] c, Finish finish) {
    long perRow = (long) s.count() * m / s.rows();
    share(from, to, perRow, (kernel, lo, hi) -> kernel.sparse(lo, hi, s, b, m, c, finish));
  }

  @Override
  public void share(int items, long multiplications, Part part) {
    share(0, items, multiplications, part);
  }

  /** On the calling thread: whole passes of samples are shared instead. */
  @Override
  public void correlate(int groups, Correlation shape, Slice x, Slice w, Slice h, boolean add) {
    kernels.get(0).correlate(groups, shape, x, w, h, add);
  }

  @Override
  public void correlateWeights(int groups, Correlation shape, Slice g, Slice x, Slice v) {
    kernels.get(0).correlateWeights(groups, shape, g, x, v);
  }

  @Override
  public void largest(Squares squares, Slice x, Slice y, Slice which) {
    kernels.get(0).largest(squares, x, y, which);
  }

  @Override
  public void toLargest(Squares squares, Slice dy, Slice which, Slice dx) {
    kernels.get(0).toLargest(squares, dy, which, dx);
  }

  /**
   * The caller takes parts like every other thread, so it never waits for a part that nobody has
   * begun. An executor whose threads are all busy, even with this very call, does no harm.
   */
  private void share(int from, int to, long workPerRow, Part part) {
    int parts = Math.min(kernels.size(), to - from);
    if (parts < 2 || ((long) to - from) * workPerRow < WORTH_SHARING) {
      part.compute(kernels.get(0), from, to);
      return;
    }
    AtomicInteger next = new AtomicInteger();
    List<CompletableFuture<Void>> done =
        Stream.generate(() -> new CompletableFuture<Void>()).limit(parts).toList();
    Runnable worker =
        () -> {
          for (int p = next.getAndIncrement(); p < parts; p = next.getAndIncrement()) {
            compute(part, p, parts, from, to, done.get(p));
          }
        };
    for (int p = 1; p < parts; p++) {
      executor.execute(worker);
    }
    worker.run();
    done.forEach(CompletableFuture::join);
  }

  private void compute(
      Part part, int p, int parts, int from, int to, CompletableFuture<Void> done) {
    long rows = (long) to - from;
    try {
      part.compute(
          kernels.get(p), from + (int) (rows * p / parts), from + (int) (rows * (p + 1) / parts));
      done.complete(null);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  @Override
  public void activate(Activation sigma, double[] h, double[] a, int from, int to) {
    kernels.get(0).activate(sigma, h, a, from, to);
  }

  @Override
  public void multiplySlopes(
      Activation sigma, double[] h, int ahead, double[] b, int from, int to) {
    kernels.get(0).multiplySlopes(sigma, h, ahead, b, from, to);
  }

  /** On the calling thread: kernels offer it only where no product is worth sharing. */
  @Override
  public Optional<TwoLayer> twoLayer(int n, int m, int d, Activation sigma) {
    return kernels.get(0).twoLayer(n, m, d, sigma);
  }

  /** Makes shared kernels of another factory's kernels. */
  record Factory(KernelFactory single, Executor executor, int threads) implements KernelFactory {
    Factory {
      if (threads < 1) {
        throw new IllegalArgumentException(
            "kernel: %s threads; expected at least 1".formatted(threads));
      }
    }

    @Override
    public Kernel create() {
      return new SharedKernel(Stream.generate(single::create).limit(threads).toList(), executor);
    }

    @Override
    public String name() {
      return single.name() + " x " + threads;
    }
  }
}
