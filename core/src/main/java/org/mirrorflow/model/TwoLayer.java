package org.mirrorflow.model;

/**
 * A kernel's way through a whole small network f(x) = ⟨v, σ(W x)⟩ with W (m × d) and one output. It
 * makes one sweep forward and one back. Activations, outputs and slopes are formed while the
 * numbers they come from are in registers. Bound to n, m, d and σ, with σ'(h) = σ'(σ(h)); serves
 * one thread at a time.
 *
 * @since 0.1.0
 */
public interface TwoLayer {
  /**
   * a[i·m + j] = σ(⟨w_j, x_i⟩) and f[i] = Σ_j v_j a[i·m + j], W at theta[wFrom ..), v at
   * theta[vFrom ..).
   *
   * @param x inputs, n × d
   * @param theta θ
   * @param wFrom where W starts in θ
   * @param vFrom where v starts in θ
   * @param a receives the activations, n × m
   * @param f receives the outputs, length n
   */
  void forward(double[] x, double[] theta, int wFrom, int vFrom, double[] a, double[] f);

  /**
   * The gradient of ⟨u, f⟩ after a forward sweep: gradient[vFrom + j] = Σ_i u_i a_ij and
   * gradient[wFrom + j·d + c] = v_j Σ_i u_i σ'(a_ij) x_ic.
   *
   * @param x inputs, n × d
   * @param a activations of the forward sweep, n × m
   * @param u cotangent of the outputs, length n
   * @param gradient receives the gradient, shaped like θ
   * @param wFrom where W starts in θ
   * @param vFrom where v starts in θ
   */
  void pullback(double[] x, double[] a, double[] u, double[] gradient, int wFrom, int vFrom);
}
