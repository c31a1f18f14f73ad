package org.mirrorflow.flow.implicit;

import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.numeric.Norms;

/**
 * One implicit stage: z⁺ = z + h F, F = Σ p_j ∂q_j(θ⁺) with the Clarke element that holds sliding
 * samples on their kinks, θ⁺ = ∇R*(z⁺).
 *
 * <p>With the margins of a {@link MarginModel} the stage is the optimality system of the convex
 * problem min over θ of D_R(θ, θ_k) + h log Σ e^{δ − q̃}. Its dual is min over λ in the simplex and
 * σ in [0, 1] of R*(z + hF)/h + Σ λ(log λ − δ + q̃(θ_ref) − …) − ε Σ λ H(σ). An entropy H of
 * temperature ε on the multipliers of the kinks makes it smooth. Newton's method with a line search
 * solves it. Passes move the reference to θ⁺ until the true margins are the modelled ones.
 */
final class ImplicitStage {
  /** Temperature ε of the kinks, in units of the margin: sliding holds |ĉ h| to about this. */
  static final double TEMPERATURE = 1e-3;

  private static final int MOST_ITERATIONS = 60;
  private static final int MOST_PASSES = 12;
  private static final int MOST_CUTS = 8;
  private static final double SMALLEST_CUT = 0.1;

  /** A line search ends when the slope has fallen to this share of its initial value. */
  private static final double OVERSHOOT = 0.5;

  /**
   * Newton's method ends when no multiplier moves by more and all residuals are below: the next
   * step, in proportion to the square, would move them by 1e-3.
   */
  private static final double SMALL_CHANGE = 0.03;

  private static final double SMALL_RESIDUAL = 1e-2;

  /** Equations of samples and kinks with less weight than this are not checked. */
  private static final double CHECKED = 1e-6;

  /** Passes end when true and modelled margins differ by less, after a common constant. */
  private static final double AGREEMENT = 0.02;

  /** The gradients of the last reference serve where θ moved from it by less, relative to ‖θ‖. */
  private static final double SETTLED = 5e-4;

  /**
   * One pass more is made where neurons miss their balance by more than this share of what they
   * grow by. Without it their balance drifts by 1.5e-3 under p:3 on xor to −1e8, now by 6e-4.
   */
  private static final double UNBALANCED = 5e-4;

  /** A margin with this weight may disagree by its full share, one with less by more. */
  private static final double CARRYING = 1e-4;

  /**
   * η of {@link ProximalInverse}, pass by pass: between two of them margins are linearised anew. If
   * the last is 1e-2 the balance drifts by 5e-3, at 1e-3 by 1e-3, at 2e-4 by 4e-4.
   */
  private static final double[] INERTIA = {1e-1, 2e-2, 5e-3, 1e-3, 2e-4};

  /**
   * Margins are linearised at the first guess of a stage, made with the multipliers of the stage
   * before, unless it raises the loss or is farther from the reference than this share of ‖θ‖.
   * Where samples lie beside their kinks, such multipliers mean nothing for a step that is long
   * beside the stiffness. This happens after explicit steps, and in deep networks, whose gradients
   * were those of a point 5e-4 away.
   */
  private static final double FARTHEST_GUESS = 0.2;

  /**
   * A step in which so many times more samples carry weight or kinks may act than where it starts
   * is too long: its systems would cost a hundred times those of its beginning.
   */
  private static final int MOST_TIMES_UNKNOWNS = 4;

  /** Unknowns whose systems cost next to nothing, so that no step is refused for them. */
  private static final int FEW_UNKNOWNS = 256;

  /** Before the first Newton step the chord of the curvature spans this share of the way. */
  private static final double FIRST_SPREAD = 0.1;

  private final MarginModel model;
  private final NeuronBalance neurons;
  private final Multipliers w;
  private final ConjugateCurvature curvature;
  private final NewtonSystem system;
  private final double[] reference;
  private final double[] shift;
  private final double[] before;
  private final double[] force;
  private final double[] next;
  private final double[] theta;
  private double[] modelled = new double[0];
  private double[] residual = new double[0];
  private double[] kinkResidual = new double[0];
  private double[] atReference = new double[0];
  private ProximalInverse inverse;
  private double[] base;
  private int mostUnknowns;
  private double h;
  private double step;

  ImplicitStage(FlowProblem problem, MarginModel model) {
    this.model = model;
    this.neurons = new NeuronBalance(problem.model().hiddenLayers());
    int p = problem.map().layout().end();
    this.w = new Multipliers(model.margins().length);
    this.curvature = new ConjugateCurvature(p);
    this.system = new NewtonSystem(curvature, p, TEMPERATURE, problem.kernels().create());
    this.reference = new double[p];
    this.shift = new double[p];
    this.before = new double[p];
    this.force = new double[p];
    this.next = new double[p];
    this.theta = new double[p];
  }

  /**
   * Starts a step at θ: multipliers come from the margins and preactivations there.
   *
   * @param map the map, scaled so that z and h are doubles
   */
  void start(double[] point, ParameterMap map) {
    model.moveTo(point);
    model.startStep();
    System.arraycopy(point, 0, reference, 0, reference.length);
    double[] q = model.margins();
    double[] logWeights = new double[q.length];
    for (int j = 0; j < q.length; j++) {
      logWeights[j] = model.offset(j) - q[j];
    }
    w.start(logWeights);
    inverse = ProximalInverse.at(point, map);
    linearise();
    mostUnknowns = Math.max(FEW_UNKNOWNS, MOST_TIMES_UNKNOWNS * unknowns());
  }

  /**
   * Solves z⁺ = dual + size · F from the multipliers of {@link #start} or of the stage before;
   * false if it did not succeed.
   */
  boolean solve(double[] dual, double size) {
    begin(dual, size);
    if (!isNearer(theta)) {
      System.arraycopy(reference, 0, theta, 0, theta.length);
    }
    boolean agreedBefore = false;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      model.remember(w.v);
      System.arraycopy(theta, 0, reference, 0, reference.length);
      model.moveTo(reference);
      if (!Double.isFinite(model.logLoss())) {
        return false;
      }
      if (pass >= fewestPasses() && agrees()) {
        if (agreedBefore || neurons.missed(theta, force) < UNBALANCED) {
          inverse.settle(next, theta);
          return true;
        }
        agreedBefore = true;
      }
      enter();
      h = step * model.mass();
      linearise();
      if (model.active() == 0 || unknowns() > mostUnknowns) {
        return false; // no multiplier is a number, or the step is too long
      }
      inverse = inverse.with(INERTIA[Math.min(pass, INERTIA.length - 1)]);
      boolean solved = pass == 0 ? newton() : follow();
      if (!solved) {
        return false;
      }
    }
    return false;
  }

  /** Takes the unknowns of the first system of a stage, after {@link #start}. */
  void prepare(double[] dual, double size) {
    begin(dual, size);
    curvature.at(inverse, next, theta, h);
    system.prepare(model, w);
  }

  /** The systems of its stages. */
  NewtonSystem system() {
    return system;
  }

  /** The first guess: the present multipliers with the most inertia. */
  private void begin(double[] dual, double size) {
    base = dual;
    step = size;
    h = size * model.mass();
    inverse = inverse.towards(ahead(), INERTIA[0]);
    advance();
    curvature.expect(FIRST_SPREAD, next, base);
  }

  /** Whether a first guess serves better than the reference: the flow never raises the loss. */
  private boolean isNearer(double[] guess) {
    if (!(distance(guess, reference) <= FARTHEST_GUESS * norm(reference))) {
      return false;
    }
    double before = model.logLoss();
    model.moveTo(guess);
    return model.logLoss() < before;
  }

  /** Samples that carry weight and kinks of the present reference. */
  private int unknowns() {
    return model.active() + model.kinks().count();
  }

  private int fewestPasses() {
    return inverse.rapid() ? INERTIA.length : 1;
  }

  /** Whether a potential grows so rapidly that the stage works with inertia. */
  boolean rapid() {
    return inverse.rapid();
  }

  /** z⁺, the solution. */
  double[] dual() {
    return next;
  }

  /** θ⁺. */
  double[] theta() {
    return theta;
  }

  /** F in dz/ds = F, at the solution: writes it. */
  void force(double[] out) {
    for (int c = 0; c < out.length; c++) {
      out[c] = h / step * force[c];
    }
  }

  /** Σ p q at the solution. */
  double weightedMargin() {
    double sum = 0;
    double[] q = model.margins();
    for (int r = 0; r < model.active(); r++) {
      sum += w.lambda[r] * q[model.margin(r)];
    }
    return h / step * sum;
  }

  /** The multipliers at the solution. */
  Multipliers multipliers() {
    return w;
  }

  /** Rows of the margins that carry weight. */
  private void linearise() {
    double least = w.largest() + Math.log(NewtonSystem.NEGLIGIBLE);
    int[] list = new int[w.u.length];
    int count = 0;
    for (int j = 0; j < w.u.length; j++) {
      if (w.u[j] > least) {
        list[count++] = j;
      }
    }
    model.linearise(list, count, w.u);
    w.bind(model);
    if (residual.length < count) {
      residual = new double[count];
      modelled = new double[count];
    }
    if (kinkResidual.length < model.kinks().count()) {
      kinkResidual = new double[model.kinks().count() + model.kinks().count() / 2];
      atReference = new double[kinkResidual.length];
    }
    for (int k = 0; k < model.kinks().count(); k++) {
      atReference[k] = smoothed(model.kinks().value(k));
    }
  }

  /**
   * min over σ of σκ − ε H(σ) = −ε log(1 + e^{−κ/ε}), what a kink adds to its margin where it
   * slides. The model measures its change from the reference, at which the margin is the true one.
   * Otherwise the ε log 2 of each of many kinks that slide in one sample would add up.
   */
  private static double smoothed(double kappa) {
    return Math.min(kappa, 0) - TEMPERATURE * Math.log1p(Math.exp(-Math.abs(kappa) / TEMPERATURE));
  }

  /** z⁺ of the present multipliers. */
  private double[] ahead() {
    w.force(force);
    for (int c = 0; c < next.length; c++) {
      next[c] = base[c] + h * force[c];
    }
    return next;
  }

  /** z⁺ and θ⁺ of the present multipliers. */
  private void advance() {
    inverse.apply(ahead(), theta);
  }

  /** Margins relative to that of the first row, so that 1e10 leaves digits for differences. */
  private double relativeMargin(int j) {
    double[] q = model.margins();
    return q[j] - q[model.margin(0)];
  }

  /** Modelled margins and the residuals of the optimality system. */
  private void evaluate() {
    for (int c = 0; c < shift.length; c++) {
      shift[c] = theta[c] - reference[c];
    }
    model.space().move(shift);
    for (int r = 0; r < model.active(); r++) {
      double change = model.space().along(model.gradient(r));
      modelled[r] = relativeMargin(model.margin(r)) + change;
    }
    for (int k = 0; k < model.kinks().count(); k++) {
      double kappa = model.kinks().value(k) + model.space().along(model.kinks().gradient(k));
      double change =
          w.sigma[k] * kappa - TEMPERATURE * Multipliers.entropy(w.v[k]) - atReference[k];
      int first = model.kinks().firstRow(k);
      double[] pulls = model.kinks().pulls(k);
      for (int r = 0; r < pulls.length; r++) {
        modelled[first + r] += pulls[r] * change;
      }
      kinkResidual[k] = kappa + TEMPERATURE * w.v[k];
    }
    double mean = 0;
    for (int r = 0; r < model.active(); r++) {
      int j = model.margin(r);
      residual[r] = w.u[j] - model.offset(j) + modelled[r];
      mean += w.lambda[r] * residual[r];
    }
    for (int r = 0; r < model.active(); r++) {
      residual[r] -= mean;
    }
  }

  /** The largest residual; kinks count by a hundredth of their error in v. */
  private double worst() {
    double worst = 0;
    for (int r = 0; r < model.active(); r++) {
      if (w.lambda[r] > CHECKED) {
        worst = Math.max(worst, Math.abs(residual[r]));
      }
    }
    for (int k = 0; k < model.kinks().count(); k++) {
      double s = w.sigma[k];
      if (s * (1 - s) > CHECKED && w.weight[k] > CHECKED) {
        worst = Math.max(worst, SMALL_RESIDUAL * Math.abs(kinkResidual[k]) / TEMPERATURE);
      }
    }
    return worst;
  }

  /**
   * Newton's method from the solution of the pass before. Where inertia holds entries, first a step
   * of the primal-dual method: θ stays and the forces follow. If the forces stayed, free entries
   * would move by the ratio of the two inertias.
   */
  private boolean follow() {
    if (inverse.rapid()) {
      curvature.expect(0, next, next);
      curvature.at(inverse, ahead(), theta, h);
      inverse.linear(next, theta);
      evaluate();
      if (!Double.isFinite(system.step(model, w, residual, kinkResidual))) {
        return false;
      }
      w.weigh();
    }
    return newton();
  }

  private boolean newton() {
    advance();
    evaluate();
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      w.keep();
      System.arraycopy(next, 0, before, 0, before.length);
      curvature.at(inverse, next, theta, h);
      double change = system.step(model, w, residual, kinkResidual);
      if (!Double.isFinite(change)) {
        return false;
      }
      w.weigh();
      double slope = w.slope(residual, kinkResidual, true);
      advance();
      evaluate();
      double worst = worst();
      if (change < SMALL_CHANGE && worst < SMALL_RESIDUAL) {
        return true;
      }
      search(slope, worst);
      curvature.expect(1, next, before);
    }
    return false;
  }

  /** Goes back along the line while the dual objective, which is convex, rises at its end. */
  private void search(double slopeAtStart, double worstAtEnd) {
    double start = slopeAtStart;
    double worst = worstAtEnd;
    for (int cut = 0; cut < MOST_CUTS && worst > SMALL_RESIDUAL && start < 0; cut++) {
      double end = w.slope(residual, kinkResidual, false);
      if (!(end > -OVERSHOOT * start)) {
        return;
      }
      double alpha = Math.max(SMALLEST_CUT, -start / (end - start));
      w.mix(alpha);
      start *= alpha;
      advance();
      evaluate();
      worst = worst();
    }
  }

  /** The constant of the margins without weight: the λ-mean of u + q − δ over the others. */
  private double level() {
    double sum = 0;
    double total = 0;
    for (int r = 0; r < model.active(); r++) {
      if (w.lambda[r] >= NewtonSystem.NEGLIGIBLE) {
        int j = model.margin(r);
        sum += w.lambda[r] * (w.u[j] + relativeMargin(j) - model.offset(j));
        total += w.lambda[r];
      }
    }
    return sum / total;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += (a[c] - b[c]) * (a[c] - b[c]);
    }
    return Math.sqrt(sum);
  }

  private static double norm(double[] v) {
    return Math.sqrt(Norms.dot(v, 0, v, 0, v.length));
  }

  /** Whether the true margins at θ⁺ are the modelled ones, up to a common constant. */
  private boolean agrees() {
    if (!(norm(shift) <= SETTLED * norm(theta))) {
      return false;
    }
    double mean = 0;
    boolean[] seen = new boolean[w.u.length];
    for (int r = 0; r < model.active(); r++) {
      seen[model.margin(r)] = true;
      mean += w.lambda[r] * (relativeMargin(model.margin(r)) - modelled[r]);
    }
    for (int r = 0; r < model.active(); r++) {
      double d = Math.abs(relativeMargin(model.margin(r)) - modelled[r] - mean);
      if (!(d * Math.min(1, w.lambda[r] / CARRYING) < AGREEMENT)) {
        return false;
      }
    }
    double level = level();
    for (int j = 0; j < seen.length; j++) {
      if (!seen[j] && level - relativeMargin(j) + model.offset(j) > Math.log(CHECKED)) {
        return false;
      }
    }
    return true;
  }

  /** Margins without weight take their present multiplier, but enter gently. */
  private void enter() {
    double level = level();
    boolean[] carries = new boolean[w.u.length];
    for (int r = 0; r < model.active(); r++) {
      carries[model.margin(r)] = w.lambda[r] >= NewtonSystem.NEGLIGIBLE;
    }
    for (int j = 0; j < carries.length; j++) {
      if (!carries[j]) {
        double target = level - relativeMargin(j) + model.offset(j);
        w.u[j] = Math.min(target, Math.log(CARRYING));
      }
    }
    w.normalise();
  }
}
