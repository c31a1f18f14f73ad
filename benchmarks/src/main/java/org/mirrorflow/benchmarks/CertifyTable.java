package org.mirrorflow.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.lab.certify.CertifyRequest;
import org.mirrorflow.model.Activation;

/** Time, bounds and memory of the certificates of weights in a file. */
public final class CertifyTable {
  private CertifyTable() {}

  /**
   * Prints the table.
   *
   * @param args a file of weights, a data set as {@code --data} names it, and gauges (l2, linf and
   *     l1 if none is named)
   */
  public static void main(String[] args) {
    CertifyRequest request =
        CertifyRequest.of(Path.of(args[0]), DataSpec.load(args[1]), Activation.RELU);
    System.out.printf(
        Locale.ROOT, "%d samples, %d parameters%n", request.data().size(), request.theta().length);
    System.out.printf(
        "%-8s %9s %9s %12s %12s %12s %9s %8s %14s %8s%n",
        "gauge",
        "seconds",
        "cpu",
        "kktGap",
        "kktGapLower",
        "kktGapFixed",
        "distance",
        "kinks",
        "status",
        "peak MB");
    List<String> gauges =
        args.length > 2 ? List.of(args).subList(2, args.length) : List.of("l2", "linf", "l1");
    for (String gauge : gauges) {
      long begin = System.nanoTime();
      double cpu = cpuSeconds();
      Certificate c = request.certificate(GaugeSpec.parse(gauge), CertificateOptions.FINE);
      System.out.printf(
          Locale.ROOT,
          "%-8s %9.2f %9.2f %12.6g %12.6g %12.6g %9.2g %8d %14s %8d%n",
          gauge,
          (System.nanoTime() - begin) / 1e9,
          cpuSeconds() - cpu,
          c.kktGap(),
          c.kktGapLower(),
          c.kktGapFixed(),
          c.kinkDistance(),
          c.kinks(),
          c.status(),
          peakMegabytes());
    }
  }

  /** Processor time of this thread; large matrix products also use others. */
  private static double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
  }

  /** Largest use of all heap pools since the start. */
  private static long peakMegabytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum()
        >> 20;
  }
}
