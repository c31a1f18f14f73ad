package org.mirrorflow.map.formula;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.mirrorflow.numeric.Elementary;

/**
 * A formula as a list of instructions, each with the value and the first two derivatives of its
 * result (forward automatic differentiation). Instruction i writes the three numbers at 3i of a
 * scratch array, so that evaluation neither allocates nor recurses.
 */
final class Program {
  private enum Op {
    VARIABLE,
    CONSTANT,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    NEGATE,
    POWER,
    FUNCTION
  }

  /** One instruction: operands are indices of earlier ones. */
  private record Instruction(Op op, int a, int b, double constant, UnaryFunction function) {}

  /** Below this a power has lost digits that its derivatives still have. */
  private static final double SMALL = 0x1p-960;

  /** A factor that lifts a lost number to where a result is taken for sound. */
  private static final double LIFT = 1e7;

  private final Instruction[] code;
  private final Op[] ops;
  private final int[] left;
  private final int[] right;
  private final int result;

  private Program(List<Instruction> instructions, int result) {
    code = instructions.toArray(new Instruction[0]);
    ops = new Op[code.length];
    left = new int[code.length];
    right = new int[code.length];
    for (int i = 0; i < code.length; i++) {
      ops[i] = code[i].op();
      left[i] = 3 * code[i].a();
      right[i] = 3 * code[i].b();
    }
    this.result = result;
  }

  /** Index of the value of the formula in a scratch array; the derivatives follow. */
  int result() {
    return 3 * result;
  }

  /** A scratch array with the constants in place. */
  double[] scratch() {
    double[] s = new double[3 * code.length];
    for (int i = 0; i < code.length; i++) {
      s[3 * i] = code[i].constant();
    }
    return s;
  }

  /**
   * Evaluates at x in float64. False if an intermediate value overflowed or is undefined, which the
   * result need not show: √(1 + x²) has slope 0 once x² is infinite. False also if one underflowed
   * and is lifted again, as x² in (x²)^0.75; a sum absorbs it, and a small result shows it.
   */
  boolean run(double x, double[] s) {
    double defects = 0;
    double least = SMALL * Math.max(1, x * x);
    for (int i = 0; i < ops.length; i++) {
      int o = 3 * i;
      int a = left[i];
      int b = right[i];
      switch (ops[i]) {
        case VARIABLE -> set(s, o, x, 1, 0);
        case CONSTANT -> {}
        case ADD -> set(s, o, s[a] + s[b], s[a + 1] + s[b + 1], s[a + 2] + s[b + 2]);
        case SUBTRACT -> set(s, o, s[a] - s[b], s[a + 1] - s[b + 1], s[a + 2] - s[b + 2]);
        case NEGATE -> set(s, o, -s[a], -s[a + 1], -s[a + 2]);
        case MULTIPLY ->
            set(
                s,
                o,
                s[a] * s[b],
                s[a + 1] * s[b] + s[a] * s[b + 1],
                s[a + 2] * s[b] + 2 * (s[a + 1] * s[b + 1]) + s[a] * s[b + 2]);
        case DIVIDE -> {
          double q = s[a] / s[b];
          double q1 = (s[a + 1] - q * s[b + 1]) / s[b];
          set(s, o, q, q1, (s[a + 2] - 2 * q1 * s[b + 1] - q * s[b + 2]) / s[b]);
        }
        case POWER -> power(s, o, a, code[i].constant());
        case FUNCTION -> function(s, o, a, code[i].function());
      }
      defects += s[o] * 0;
      if (x != 0 && (lifts(i, s, least) || (x > 1 && flattens(i, s)))) {
        defects = Double.NaN;
      }
    }
    return defects == 0;
  }

  /** Whether an operand below {@code least}, which need not have its derivatives, is lifted. */
  private boolean lifts(int i, double[] s, double least) {
    double a = Math.abs(s[left[i]]);
    double b = Math.abs(s[right[i]]);
    return switch (ops[i]) {
      case MULTIPLY -> Math.min(a, b) < Double.MIN_NORMAL && Math.max(a, b) > LIFT;
      case DIVIDE -> b < least || (a < Double.MIN_NORMAL && b < 1 / LIFT);
      case POWER -> a < least && code[i].constant() < 1;
      case FUNCTION -> a < least && code[i].function() == UnaryFunction.LOG;
      case VARIABLE, CONSTANT, ADD, SUBTRACT, NEGATE -> false;
    };
  }

  /** Whether the second derivative, which is not 0, is lost: log″ = −1/x² at x = 1e160. */
  private boolean flattens(int i, double[] s) {
    int a = left[i];
    int b = right[i];
    boolean bent =
        switch (ops[i]) {
          case DIVIDE -> s[b + 1] != 0;
          case POWER -> code[i].constant() < 0;
          case FUNCTION -> code[i].function().flattens();
          case VARIABLE, CONSTANT, ADD, SUBTRACT, MULTIPLY, NEGATE -> false;
        };
    return bent && s[a + 1] != 0 && Math.abs(s[3 * i + 2]) < SMALL;
  }

  private static void set(double[] s, int o, double value, double first, double second) {
    s[o] = value;
    s[o + 1] = first;
    s[o + 2] = second;
  }

  private static void chain(double[] s, int o, int a, double f, double f1, double f2) {
    double u1 = s[a + 1];
    set(s, o, f, f1 * u1, f2 * u1 * u1 + f1 * s[a + 2]);
  }

  /** In terms of u'/u and u''/u, so that no derivative of u^c alone under- or overflows. */
  private static void power(double[] s, int o, int a, double c) {
    double u = s[a];
    double u1 = s[a + 1];
    double u2 = s[a + 2];
    if (c == 2) {
      set(s, o, u * u, 2 * u * u1, 2 * (u1 * u1 + u * u2));
      return;
    }
    double f = c == 0.5 ? Math.sqrt(u) : Math.pow(u, c);
    if (!(Math.abs(f) > SMALL && Math.abs(f) < Double.POSITIVE_INFINITY)) {
      chain(s, o, a, f, c * Math.pow(u, c - 1), c * (c - 1) * Math.pow(u, c - 2));
      return;
    }
    double q = u1 / u;
    double f1 = c * f * q;
    set(s, o, f, f1, (c - 1) * f1 * q + c * f * (u2 / u));
  }

  private static void function(double[] s, int o, int a, UnaryFunction function) {
    double u = s[a];
    switch (function) {
      case ABS -> {
        double sign = u < 0 || (u == 0 && s[a + 1] < 0) ? -1 : 1;
        set(s, o, sign * u, sign * s[a + 1], sign * s[a + 2]);
      }
      case EXP -> {
        double f = Math.exp(u);
        chain(s, o, a, f, f, f);
      }
      case EXPM1 -> {
        double f = Math.expm1(u);
        chain(s, o, a, f, f + 1, f + 1);
      }
      case LOG -> logarithm(s, o, a, Math.log(u), u);
      case LOG1P -> logarithm(s, o, a, Math.log1p(u), 1 + u);
      case SINH -> {
        double sinh = Elementary.scaledSinh(1, u);
        chain(s, o, a, sinh, cosh(sinh), sinh);
      }
      case COSH -> {
        double sinh = Elementary.scaledSinh(1, u);
        double cosh = cosh(sinh);
        chain(s, o, a, cosh, sinh, cosh);
      }
      case ASINH -> {
        double h = Math.abs(u) < 1e100 ? Math.sqrt(1 + u * u) : Math.abs(u);
        double f1 = s[a + 1] / h;
        set(s, o, Elementary.asinh(u), f1, s[a + 2] / h - u / h * f1 * f1);
      }
      case TANH -> {
        double tanh = Math.tanh(u);
        double cosh = cosh(Elementary.scaledSinh(1, u));
        double slope = 1 / cosh / cosh;
        chain(s, o, a, tanh, slope, -2 * tanh * slope);
      }
    }
  }

  private static void logarithm(double[] s, int o, int a, double log, double argument) {
    double f1 = s[a + 1] / argument;
    set(s, o, log, f1, s[a + 2] / argument - f1 * f1);
  }

  private static double cosh(double sinh) {
    return Math.abs(sinh) < 1e9 ? Math.sqrt(1 + sinh * sinh) : Math.abs(sinh);
  }

  /**
   * Evaluates at x in log-scaled numbers, which neither overflow nor underflow where f does. At
   * small x they are split, so that constants cancel.
   */
  Jet<LogNumber> run(LogNumber x) {
    return x.sign() != 0 && x.log() < 0
        ? runAll(Jet.plainVariable(Split.of(x))).get(result).map(Split::value)
        : runAll(Jet.variable(x.abs(), x.sign())).get(result);
  }

  /**
   * Bounds on value and derivatives over a range of x &gt; 0, in the frame of powers of x or not.
   */
  Jet<LogInterval> run(LogInterval x, boolean framed) {
    return runAll(framed ? Jet.variable(x, 1) : Jet.plainVariable(x)).get(result);
  }

  /** Number of instructions. */
  int length() {
    return code.length;
  }

  /** Whether an intermediate value at log x is no log-scaled number: beyond e^1e308. */
  boolean overflows(double logX) {
    return runAll(new LogNumber(1, logX)).stream()
        .anyMatch(jet -> jet.value().log() == Double.POSITIVE_INFINITY);
  }

  private List<Jet<LogNumber>> runAll(LogNumber x) {
    return runAll(Jet.variable(x.abs(), x.sign()));
  }

  /**
   * Which term of every sum is the larger, and which arguments of functions are larger than 1, at
   * log x. Where nothing of this changes any more, the formula shows its growth.
   */
  BitSet dominance(double logX) {
    List<Jet<LogNumber>> s = runAll(new LogNumber(1, logX));
    BitSet larger = new BitSet(code.length);
    for (int i = 0; i < code.length; i++) {
      double a = s.get(code[i].a()).value().magnitude();
      double b = s.get(code[i].b()).value().magnitude();
      boolean sum = code[i].op() == Op.ADD || code[i].op() == Op.SUBTRACT;
      boolean tie = Math.abs(a - b) <= 1e-9 * Math.abs(a);
      larger.set(i, sum ? a > b && !tie : code[i].op() == Op.FUNCTION && a > 0);
    }
    return larger;
  }

  private <T extends Scalar<T>> List<Jet<T>> runAll(Jet<T> x) {
    List<Jet<T>> s = new ArrayList<>(code.length);
    for (Instruction instruction : code) {
      s.add(
          switch (instruction.op()) {
            case VARIABLE -> x;
            case CONSTANT -> Jet.constant(x.u(), instruction.constant());
            case ADD -> s.get(instruction.a()).add(s.get(instruction.b()));
            case SUBTRACT -> s.get(instruction.a()).add(s.get(instruction.b()).negate());
            case MULTIPLY -> s.get(instruction.a()).multiply(s.get(instruction.b()));
            case DIVIDE -> s.get(instruction.a()).divide(s.get(instruction.b()));
            case NEGATE -> s.get(instruction.a()).negate();
            case POWER -> s.get(instruction.a()).pow(instruction.constant());
            case FUNCTION -> s.get(instruction.a()).apply(instruction.function());
          });
    }
    return s;
  }

  /** Writes instructions; equal ones are shared, constant ones are folded. */
  static final class Builder {
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<Instruction, Integer> known = new HashMap<>();

    Program build(int result) {
      return new Program(instructions, result);
    }

    int variable() {
      return emit(Op.VARIABLE, 0, 0, 0, null);
    }

    int constant(double value) {
      return emit(Op.CONSTANT, 0, 0, value, null);
    }

    int add(int a, int b) {
      if (isConstant(a) && isConstant(b)) {
        return constant(value(a) + value(b));
      }
      if (isConstant(b) && value(b) == -1) {
        return lessOne(a);
      }
      return isConstant(a) && value(a) == -1 ? lessOne(b) : emit(Op.ADD, a, b, 0, null);
    }

    int subtract(int a, int b) {
      if (isConstant(a) && isConstant(b)) {
        return constant(value(a) - value(b));
      }
      return isOne(b) ? lessOne(a) : emit(Op.SUBTRACT, a, b, 0, null);
    }

    /**
     * a − 1 without cancellation near 1: e^u − 1 = expm1(u), cosh u − 1 = 2 sinh²(u/2), (1 + u)^c −
     * 1 = expm1(c log1p(u)).
     */
    private int lessOne(int a) {
      Instruction whole = instructions.get(a);
      int inner = whole.a();
      if (whole.function() == UnaryFunction.EXP) {
        return function(UnaryFunction.EXPM1, inner);
      }
      if (whole.function() == UnaryFunction.COSH) {
        return coshLessOne(inner);
      }
      OptionalInt rest = whole.op() == Op.POWER ? lessOneBefore(inner) : OptionalInt.empty();
      if (rest.isPresent()) {
        int log = function(UnaryFunction.LOG1P, rest.getAsInt());
        return function(UnaryFunction.EXPM1, multiply(constant(whole.constant()), log));
      }
      return emit(Op.SUBTRACT, a, constant(1), 0, null);
    }

    private int coshLessOne(int u) {
      int half = function(UnaryFunction.SINH, multiply(constant(0.5), u));
      return multiply(constant(2), power(half, constant(2)));
    }

    /** u where a is the sum 1 + u or u + 1. */
    private OptionalInt lessOneBefore(int a) {
      Instruction sum = instructions.get(a);
      if (sum.op() != Op.ADD || !(isOne(sum.a()) || isOne(sum.b()))) {
        return OptionalInt.empty();
      }
      return OptionalInt.of(isOne(sum.a()) ? sum.b() : sum.a());
    }

    int multiply(int a, int b) {
      return isConstant(a) && isConstant(b)
          ? constant(value(a) * value(b))
          : emit(Op.MULTIPLY, a, b, 0, null);
    }

    int divide(int a, int b) {
      if (isConstant(b) && isConstant(a)) {
        return constant(value(a) / value(b));
      }
      return emit(Op.DIVIDE, a, b, 0, null);
    }

    int negate(int a) {
      return isConstant(a) ? constant(-value(a)) : emit(Op.NEGATE, a, a, 0, null);
    }

    /** a^b; with x in the exponent as exp(b log a). */
    int power(int a, int b) {
      if (isConstant(a) && isConstant(b)) {
        return constant(Math.pow(value(a), value(b)));
      }
      if (!isConstant(b)) {
        return function(UnaryFunction.EXP, multiply(b, function(UnaryFunction.LOG, a)));
      }
      double exponent = value(b);
      if (exponent == 0 || exponent == 1) {
        return exponent == 0 ? constant(1) : a;
      }
      return emit(Op.POWER, a, a, exponent, null);
    }

    /** f(a); log(1 + u) and log(cosh u) keep their digits as log1p. */
    int function(UnaryFunction function, int a) {
      Instruction argument = instructions.get(a);
      if (function == UnaryFunction.LOG) {
        OptionalInt rest =
            argument.function() == UnaryFunction.COSH
                ? OptionalInt.of(coshLessOne(argument.a()))
                : lessOneBefore(a);
        if (rest.isPresent()) {
          return emit(Op.FUNCTION, rest.getAsInt(), rest.getAsInt(), 0, UnaryFunction.LOG1P);
        }
      }
      if (argument.op() == Op.CONSTANT) {
        double[] s = {argument.constant(), 0, 0, 0, 0, 0};
        Program.function(s, 3, 0, function);
        return constant(s[3]);
      }
      return emit(Op.FUNCTION, a, a, 0, function);
    }

    private boolean isConstant(int i) {
      return instructions.get(i).op() == Op.CONSTANT;
    }

    private boolean isOne(int i) {
      return isConstant(i) && value(i) == 1;
    }

    private double value(int i) {
      return instructions.get(i).constant();
    }

    private int emit(Op op, int a, int b, double constant, UnaryFunction function) {
      Instruction instruction = new Instruction(op, a, b, constant, function);
      Integer at = known.get(instruction);
      if (at != null) {
        return at;
      }
      known.put(instruction, instructions.size());
      instructions.add(instruction);
      return instructions.size() - 1;
    }
  }
}
