package org.mirrorflow.flow.implicit;

/**
 * The unknowns of an implicit stage. There is u, one per margin, with λ = softmax(u). And there are
 * the log odds v of the multipliers σ = 1/(1 + e^{−v}) of the kinks, whose force is Λσ.
 *
 * <p>u and v rather than λ and σ, so that 1e-300 is a number like any other.
 */
final class Multipliers {
  final double[] u;
  double[] lambda = new double[0];
  double[] v = new double[0];
  double[] sigma = new double[0];

  /** Λ_k = Σ_r w_rk λ_r: what weighs kink k, λ of its margin where there is one. */
  double[] weight = new double[0];

  private double[] oldLambda = new double[0];
  private double[] oldSigma = new double[0];
  private double[] oldWeight = new double[0];
  private double[] oldV = new double[0];
  private MarginModel model;

  Multipliers(int margins) {
    this.u = new double[margins];
  }

  /** Starts from the true margins: u = log weights. */
  void start(double[] logWeights) {
    System.arraycopy(logWeights, 0, u, 0, u.length);
    normalise();
  }

  void normalise() {
    double max = largest();
    double sum = 0;
    for (double x : u) {
      sum += Math.exp(x - max);
    }
    double norm = max + Math.log(sum);
    for (int j = 0; j < u.length; j++) {
      u[j] -= norm;
    }
  }

  double largest() {
    double max = Double.NEGATIVE_INFINITY;
    for (double x : u) {
      max = Math.max(max, x);
    }
    return max;
  }

  /** Binds to the rows and kinks of a model and takes the kinks' multipliers from it. */
  void bind(MarginModel target) {
    model = target;
    int rows = model.active();
    int kinks = model.kinks().count();
    if (lambda.length < rows) {
      lambda = new double[rows];
      oldLambda = new double[rows];
    }
    if (v.length < kinks) {
      int grown = kinks + kinks / 2;
      v = new double[grown];
      sigma = new double[grown];
      oldSigma = new double[grown];
      weight = new double[grown];
      oldWeight = new double[grown];
      oldV = new double[grown];
    }
    for (int k = 0; k < kinks; k++) {
      v[k] = model.kinks().logit(k);
    }
    weigh();
  }

  /** Computes λ and σ from u and v, with Σλ = 1 and u = log λ. */
  void weigh() {
    normalise();
    for (int r = 0; r < model.active(); r++) {
      lambda[r] = Math.exp(u[model.margin(r)]);
    }
    for (int k = 0; k < model.kinks().count(); k++) {
      sigma[k] = logistic(v[k]);
    }
    weighKinks();
  }

  private void weighKinks() {
    for (int k = 0; k < model.kinks().count(); k++) {
      int first = model.kinks().firstRow(k);
      double[] pulls = model.kinks().pulls(k);
      double sum = 0;
      for (int r = 0; r < pulls.length; r++) {
        sum += pulls[r] * lambda[first + r];
      }
      weight[k] = sum;
    }
  }

  /** H(σ) = −σ log σ − (1 − σ) log(1 − σ) of the log odds v. */
  static double entropy(double v) {
    double a = Math.abs(v);
    double e = Math.exp(-a);
    return Math.log1p(e) + a * e / (1 + e);
  }

  static double logistic(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  /** Remembers the present multipliers as the start of a line. */
  void keep() {
    System.arraycopy(lambda, 0, oldLambda, 0, model.active());
    System.arraycopy(sigma, 0, oldSigma, 0, model.kinks().count());
    System.arraycopy(weight, 0, oldWeight, 0, model.kinks().count());
    System.arraycopy(v, 0, oldV, 0, model.kinks().count());
  }

  /** Moves to (1 − α) times the kept multipliers (λ, Λσ) plus α times the present ones. */
  void mix(double alpha) {
    for (int k = 0; k < model.kinks().count(); k++) {
      double low = (1 - alpha) * oldWeight[k] * (1 - oldSigma[k]);
      double high = (1 - alpha) * oldWeight[k] * oldSigma[k];
      low += alpha * weight[k] * (1 - sigma[k]);
      high += alpha * weight[k] * sigma[k];
      boolean weighed = oldWeight[k] > 0 && weight[k] > 0 && low > 0 && high > 0;
      v[k] = weighed ? Math.log(high / low) : (1 - alpha) * oldV[k] + alpha * v[k];
    }
    for (int r = 0; r < model.active(); r++) {
      double mixed = (1 - alpha) * oldLambda[r] + alpha * lambda[r];
      if (mixed > 0) {
        u[model.margin(r)] = Math.log(mixed);
      }
    }
    weigh();
  }

  /**
   * Derivative of the stage's dual objective along the line from the kept to the present
   * multipliers, at that end of it where the residuals were taken.
   */
  double slope(double[] residual, double[] kinkResidual, boolean atKept) {
    double sum = 0;
    for (int r = 0; r < model.active(); r++) {
      sum += residual[r] * (lambda[r] - oldLambda[r]);
    }
    for (int k = 0; k < model.kinks().count(); k++) {
      double change = weight[k] * sigma[k] - oldWeight[k] * oldSigma[k];
      double carried = (atKept ? oldSigma[k] : sigma[k]) * (weight[k] - oldWeight[k]);
      sum += kinkResidual[k] * (change - carried);
    }
    return sum;
  }

  /** F = Σ_r λ_r g_r + Σ_k Λ_k σ_k ∂κ_k. */
  void force(double[] out) {
    model.space().clear();
    for (int r = 0; r < model.active(); r++) {
      model.space().add(lambda[r], model.gradient(r));
    }
    for (int k = 0; k < model.kinks().count(); k++) {
      model.space().add(weight[k] * sigma[k], model.kinks().gradient(k));
    }
    model.space().sum(out);
  }
}
