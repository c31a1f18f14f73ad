package org.mirrorflow.benchmarks;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.ModelSpec;

/** Time and memory of a certificate with 1,000 samples and about 100,000 parameters. */
public final class CertifyTable {
  private static final int SAMPLES = 1000;
  private static final int FEATURES = 100;
  private static final int WIDTH = 990;

  private CertifyTable() {}

  /** Prints the table. */
  public static void main(String[] args) {
    PrintStream out = System.out;
    LayeredModel model = ModelSpec.parse("dense:" + WIDTH).on(FEATURES, 1);
    double[] theta = new Initialisation(1, 0).parameters(model.layout());
    Dataset data = labelledByTheModel(model, theta);
    out.printf(
        Locale.ROOT,
        "%d samples, %d parameters, heap of at most %d MB%n",
        data.size(),
        theta.length,
        Runtime.getRuntime().maxMemory() >> 20);
    out.printf(
        "%-6s %10s %12s %12s %8s %12s%n",
        "gauge", "seconds", "kappa <=", "kappa >=", "kinks", "peak MB");
    for (String gauge : List.of("l2", "l1", "linf")) {
      long begin = System.nanoTime();
      Certificate c =
          Certificate.of(
              model,
              data,
              GaugeSpec.parse(gauge).on(model.layout()),
              theta,
              CertificateOptions.COARSE);
      out.printf(
          Locale.ROOT,
          "%-6s %10.2f %12.5g %12.5g %8d %12d%n",
          gauge,
          (System.nanoTime() - begin) / 1e9,
          c.kktGap(),
          c.kktGapLower(),
          c.kinks(),
          peakMegabytes());
    }
  }

  /** Largest use of all heap pools since the start. */
  private static long peakMegabytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        >> 20;
  }

  /** The half of the samples on which the model is surest, with its own answers as labels. */
  private static Dataset labelledByTheModel(LayeredModel model, double[] theta) {
    int n = 2 * SAMPLES;
    SplittableRandom random = new SplittableRandom(5);
    double[] inputs = new double[n * FEATURES];
    for (int k = 0; k < inputs.length; k++) {
      inputs[k] = random.nextGaussian();
    }
    double[] f = new double[n];
    LayeredPass pass = model.pass(inputs, n);
    pass.forward(theta, f);
    int[] surest =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(f[i])))
            .limit(SAMPLES)
            .mapToInt(i -> i)
            .toArray();
    double[] chosen = new double[SAMPLES * FEATURES];
    int[] labels = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      System.arraycopy(inputs, surest[i] * FEATURES, chosen, i * FEATURES, FEATURES);
      labels[i] = f[surest[i]] > 0 ? 1 : 0;
    }
    return new Dataset("labelled by the model", chosen, labels, FEATURES, 2);
  }
}
