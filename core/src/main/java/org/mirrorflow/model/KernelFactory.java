package org.mirrorflow.model;

import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Makes kernels. Implementations on optional modules of the JDK are services, so that nothing here
 * refers to them by name.
 *
 * @since 0.1.0
 */
public interface KernelFactory {

  /** {@return a new kernel, for one thread} */
  Kernel create();

  /** {@return name for reports, for example {@code plain} or {@code vector}} */
  String name();

  /** {@return plain Java loops, which run everywhere} */
  static KernelFactory plain() {
    return new Plain();
  }

  /**
   * {@return the fastest kernels of this virtual machine: those on the Vector API where the module
   * {@code jdk.incubator.vector} was asked for ({@code --add-modules jdk.incubator.vector}), else
   * the plain ones}
   */
  static KernelFactory best() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return plain();
    }
    return ServiceLoader.load(KernelFactory.class, KernelFactory.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .min(Comparator.comparing(KernelFactory::name))
        .orElseGet(KernelFactory::plain);
  }

  /** {@return the best kernels, with large products shared between all cores} */
  static KernelFactory bestOnAllCores() {
    return best().on(ForkJoinPool.commonPool(), Runtime.getRuntime().availableProcessors());
  }

  /**
   * {@return kernels that share the rows of large products between threads, with the same bits as
   * on one}
   *
   * @param executor runs the other threads' parts; owned by the caller, who shuts it down
   * @param threads at least 1, the calling thread included
   */
  default KernelFactory on(Executor executor, int threads) {
    return new SharedKernel.Factory(this, executor, threads);
  }

  /** The factory of {@link PlainKernel}. */
  record Plain() implements KernelFactory {
    @Override
    public Kernel create() {
      return new PlainKernel();
    }

    @Override
    public String name() {
      return "plain";
    }
  }
}
