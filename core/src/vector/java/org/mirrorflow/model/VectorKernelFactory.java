package org.mirrorflow.model;

/** Makes kernels on the JDK's Vector API; found as a service. */
public final class VectorKernelFactory implements KernelFactory {
  @Override
  public Kernel create() {
    return new VectorKernel();
  }

  @Override
  public String name() {
    return "vector";
  }
}
