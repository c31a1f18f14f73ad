package org.mirrorflow;

/** Every tolerance of the tests of this module, with its reason. */
public final class Tolerances {
  /** Rounding of sums of some hundred products, relative to the sum of absolute values. */
  public static final double ROUNDING = 1e-13;

  /** A few ulp: an elementary function of ours against one of the JDK. */
  public static final double ELEMENTARY = 8 * 0x1p-53;

  /** Agreement of kernels, relative to the sum of the absolute values of the terms: a contract. */
  public static final double KERNEL = 1e-12;

  /** Relative: a norm of 10^7 entries against its closed form. */
  public static final double LARGE_SUM = 1e-12;

  /**
   * Relative to the largest singular value, times the longer side of the matrix: the bound on
   * Householder transformations whose columns are summed term by term.
   */
  public static final double SINGULAR_VALUE_PER_LENGTH = 0x1p-53;

  /** Absolute: an entry of U f(σ) Vᵀ of a small matrix of size 1. */
  public static final double MATRIX_ENTRY = 1e-12;

  /** Relative: a maximum over 10^5 directions of the plane. */
  public static final double DIRECTION_GRID = 1e-4;

  /** Central differences with step 1e-6, relative to the norm of the gradient. */
  public static final double FINITE_DIFFERENCE = 1e-7;

  /** Inverse maps as functions of z, in units in the last place of x. */
  public static final int INVERSE_ULPS = 4;

  /** Identities between quantities evaluated in closed form, relative to their largest term. */
  public static final double IDENTITY = 1e-13;

  /** Central differences with a step of 1e-5 of the scale on which the function changes. */
  public static final double DIFFERENCE = 1e-7;

  /** One rounding of z, amplified by 1/(p_eff − 1), in round trips x → z → x. */
  public static final double ROUND_TRIP = 1e-15;

  /** Relative: a norm of up to a few hundred entries or a matrix decomposition, to rounding. */
  public static final double GAUGE = 1e-13;

  /** Absolute: an index p that was estimated from values of a potential. */
  public static final double ESTIMATED_INDEX = 0.01;

  /** Relative: numbers of a shifted power fitted to itself; its shift solves an equation of e. */
  public static final double SHIFTED_POWER = 1e-5;

  /** Relative: the exponent of a regime from a tail of finite length. */
  public static final double ESTIMATED_EXPONENT = 0.05;

  /** Relative: the deviation of a growth index, with its sign, where its tail was seen. */
  public static final double ESTIMATED_DEVIATION = 0.05;

  /** Relative: leading-order formulas at scales where the next order is a few percent. */
  public static final double LEADING_ORDER = 0.05;

  /** Relative: quantities of a finite scale found by Newton's method in the log domain. */
  public static final double SCALE = 1e-12;

  /** Statistical bounds, in standard errors: probability of a false alarm 6e-7. */
  public static final double STANDARD_ERRORS = 5;

  /** Relative: κ of linear models in l1, l2 and linf against the true suboptimality. */
  public static final double KAPPA = 1e-6;

  /** Relative: upper bound of the linear reference, whose multipliers divide by tiny slacks. */
  public static final double REFERENCE_BOUND = 1e-5;

  /** Relative: the same in other lp gauges. */
  public static final double KAPPA_POWER = 1e-4;

  /** Formulas against closed forms: sums of the formula may cancel up to four digits. */
  public static final double FORMULA = 1e-11;

  /** Central differences through a singular value decomposition. */
  public static final double MATRIX_DIFFERENCE = 1e-6;

  /** Trajectories of one flow computed in two ways. */
  public static final double TRAJECTORY = 1e-9;

  /** A logarithm of a loss: absolute below 1, relative above; a few roundings. */
  public static final double LOG_DOMAIN = 1e-15;

  /** Relative: a flow whose steps are exact, against its closed form. */
  public static final double FLOW_CLOSED_FORM = 1e-12;

  /** Absolute: log t of an adaptive run at the default tolerance against a converged one. */
  public static final double FLOW_LOG_TIME = 1e-2;

  /** Measured orders of convergence over one halving of the step. */
  public static final double ORDER = 0.3;

  /** Drift of conserved quantities along a flow, in units of the tolerance of its steps. */
  public static final double BALANCE = 3;

  /** Largest decrease of log of the smoothed margin along a flow of the default tolerance. */
  public static final double MARGIN_DECREASE = 1e-4;

  /** Hundred steps of descent against a plain loop without logarithms. */
  public static final double DESCENT = 1e-12;

  /** Implicit flow at the default tolerance, smooth model: ‖Δ(θ/‖θ‖)‖; measured 1e-4 to 3e-4. */
  public static final double IMPLICIT_DIRECTION = 1e-3;

  /** Implicit flow at the default tolerance: log t; measured 7e-3 to 1.1e-2. */
  public static final double IMPLICIT_LOG_TIME = 2e-2;

  /** Implicit against Heun's flow through kinks, which is first order in its own tolerance. */
  public static final double KINKED_DIRECTION = 5e-3;

  /** The same of its log t, which is of second order at 1e-13; measured 5e-5 to 3.1e-4. */
  public static final double ORACLE_LOG_TIME = 5e-4;

  /** What Heun's flow through kinks at 3e-5 may itself be off by, and the others beside a kink. */
  public static final double KINKED_FLOOR = 2e-4;

  /**
   * The same where ∇R* is infinitely steep at 0. Under plog:p=2, implicit flows at 5e-6 and 1e-6
   * are 2e-4 apart, the stabilised one at 2e-5 is 4.4e-4 off.
   */
  public static final double FLAT_POTENTIAL_FLOOR = 1e-3;

  /** Drift of the balance laws that the implicit flow must keep. */
  public static final double IMPLICIT_BALANCE = 1e-3;

  /** Work against D at the default tolerance of the implicit flow, relative. */
  public static final double IMPLICIT_WORK = 1e-2;

  /** log W against log D under a rapid potential: an error of z is one of log z. */
  public static final double LOG_WORK = 0.05;

  /** Relative: entries of one and the same fate, tied by the margins only. */
  public static final double SYMMETRIC_ENTRIES = 1e-3;

  /** |h| of a sliding unit over ‖θ‖: the temperature 1e-3 over a margin of 1e3, and a factor. */
  public static final double ON_THE_KINK = 1e-4;

  /** σ of a unit that rests to one side of its kink. */
  public static final double RESTING_SLOPE = 1e-2;

  /** Force of a stage against the pullback at its own solution, relative: last relinearisation. */
  public static final double CLARKE_ELEMENT = 1e-3;

  /** Direction of a linear model at log ℒ = −1e6 against the maximum margin. */
  public static final double MAX_MARGIN_DIRECTION = 1e-3;

  /** Two solvers of one maximum-margin problem. */
  public static final double MAX_MARGIN_ORACLES = 1e-5;

  /** z of an entry over five decades of ρ, whose forces still move by 1e-4: in units of log θ. */
  public static final double SLOW_ENTRY = 0.03;

  /** What the explicit oracle of the implicit flow, order 5 at 1e-11, may itself be off by. */
  public static final double AGREEMENT_FLOOR = 1e-5;

  /** Gauss' rule on exponentials of parabolas, relative to the logarithm. */
  public static final double QUADRATURE = 1e-11;

  /** A midpoint sum of 4e5 terms of a function of scale 1/20. */
  public static final double MIDPOINT_SUM = 1e-8;

  /** Absolute: weights of size 1 at one time t by two methods, log t of second order in one. */
  public static final double REPARAMETRISATION = 1e-5;

  /** Absolute: optimality of a projection of numbers of size 10. */
  public static final double PROJECTION = 1e-11;

  /**
   * Optimality of a quadratic program, per row of a matrix of size 1: root of rounding of values.
   */
  public static final double QUADRATIC = 2e-9;

  /** Absolute: two KKT gaps of size below 1, each solved with the coarse accuracy. */
  public static final double COARSE_GAP = 1e-3;

  /** Absolute: two KKT gaps of size below 1, each solved with the fine accuracy. */
  public static final double FINE_GAP = 1e-7;

  /** Relative: the linear max-margin reference against closed forms. */
  public static final double REFERENCE = 1e-9;

  /** Relative: optimal values of ojAlgo's programs. */
  public static final double OJALGO = 1e-7;

  /** Absolute: the root of a difference of squares of size 1. */
  public static final double SQUARE_ROOT = 1e-7;

  /** Log t of the growth law against closed forms: rounding of w, relative to log t. */
  public static final double GROWTH_LAW = 1e-13;

  /** Log t of the growth law against Simpson's rule with 2e4 cells. */
  public static final double GROWTH_SUM = 1e-6;

  /** Change of the constant of log(1/ℒ) per decade of log t: what the closed forms promise. */
  public static final double SETTLED = 0.02;

  /** Relative: slope of log(1/ℒ) in log t under the cosh potential. */
  public static final double COSH_SLOPE = 0.02;

  /** Log t of flows from log ℒ = −1e4 on against the growth law; measured up to 0.06. */
  public static final double GROWTH_OF_FLOWS = 0.1;

  /** Relative: exponents fitted to series without noise. */
  public static final double PERFECT_FIT = 1e-6;

  /**
   * Relative: margin of a neighbour at log ℒ = −2000 against the largest; the gap is some 1/2000.
   */
  public static final double NEIGHBOUR_MARGIN = 1e-2;

  private Tolerances() {}

  /** Relative: a dominant eigenvalue by a quotient whose vector is off by a few percent. */
  public static final double RADIUS = 0.05;

  /** Stabilised flow at tolerance 1e-3, smooth model: ‖Δ(θ/‖θ‖)‖ and margins. */
  public static final double STABILISED_DIRECTION = 5e-3;

  /** Drift of the balance laws of the stabilised flow at the default tolerance. */
  public static final double STABILISED_BALANCE = 2e-3;

  /** The same with |x|, along whose kinks samples slide; measured 2.0e-3 to 2.4e-3. */
  public static final double STABILISED_BALANCE_SLIDING = 3e-3;

  /** Stabilised flow at tolerance 1e-3: log t. */
  public static final double STABILISED_LOG_TIME = 5e-2;

  /**
   * The same through kinks, where log ℒ itself goes up and down by as much between steps; up to
   * 0.055 was seen where only last bits differ.
   */
  public static final double KINKED_LOG_TIME = 0.1;
}
