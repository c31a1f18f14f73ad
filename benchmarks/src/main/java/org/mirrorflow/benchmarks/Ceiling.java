package org.mirrorflow.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

/**
 * What the processor can do: the fastest float64 matrix product of the BLAS that the DJL engine
 * brings.
 */
final class Ceiling {
  private static final int[][] SHAPES = {
    {256, 20, 256}, {1024, 1024, 1024}, {1797, 128, 128}, {2000, 784, 1024}
  };

  private static final long SHAPE_NANOS = 1_500_000_000L;

  private Ceiling() {}

  /**
   * 10⁹ floating-point operations per second in the best of all rounds and shapes, on this many
   * threads of the engine, which has its own number again afterwards.
   */
  static double gigaflops(int threads) {
    double best = 0;
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      int before = JniUtils.getNumThreads();
      JniUtils.setNumThreads(threads);
      for (int[] shape : SHAPES) {
        best = Math.max(best, gigaflops(manager, shape[0], shape[1], shape[2]));
      }
      JniUtils.setNumThreads(before);
    }
    return best;
  }

  private static double gigaflops(NDManager manager, int n, int k, int m) {
    NDArray left = manager.randomNormal(0, 1, new Shape(n, k), DataType.FLOAT64);
    NDArray right = manager.randomNormal(0, 1, new Shape(k, m), DataType.FLOAT64);
    double seconds =
        Fastest.of(SHAPE_NANOS, () -> Fastest.seconds(() -> left.matMul(right).close()));
    return 2e-9 * n * k * m / seconds;
  }
}
