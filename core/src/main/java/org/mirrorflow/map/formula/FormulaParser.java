package org.mirrorflow.map.formula;

import java.util.Locale;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.Numbers;

/**
 * Reads formulas in x by recursive descent.
 *
 * <pre>
 *   sum     = product {(+ | -) product}
 *   product = signed {(* | /) signed}
 *   signed  = (+ | -) signed | power
 *   power   = atom [^ signed]            so -x^2 = -(x^2) and 2^3^2 = 2^(3^2)
 *   atom    = number | x | pi | e | function ( sum ) | ( sum )
 * </pre>
 */
final class FormulaParser {
  private static final int MAX_LENGTH = 2000;
  private static final int MAX_DEPTH = 100;
  private static final String OPERAND =
      "a number, x, pi, e, ( or one of abs sqrt exp log log1p sinh cosh asinh tanh";

  private final String place;
  private final String text;
  private final Program.Builder builder = new Program.Builder();
  private int at;
  private int depth;

  private FormulaParser(String text) {
    this.text = text;
    place = place(text);
  }

  /** The program of a formula. */
  static Program parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new InputException(
          place(text),
          "a formula of %s characters".formatted(text.length()),
          "at most " + MAX_LENGTH,
          "shorten it");
    }
    if (text.isBlank()) {
      throw new InputException(
          place(text),
          "no formula",
          "a formula in x",
          "write |x| as abs(x): a bar stands between the maps of two layers");
    }
    FormulaParser parser = new FormulaParser(text);
    int result = parser.sum();
    if (parser.peek() != 0) {
      throw parser.unexpected("an operator + - * / ^ or the end", "write products as 2*x");
    }
    return parser.builder.build(result);
  }

  /** How messages name a formula: its beginning if it is long. */
  static String place(String text) {
    return "map expr:" + (text.length() > 60 ? text.substring(0, 57) + "..." : text);
  }

  private int sum() {
    int left = product();
    while (peek() == '+' || peek() == '-') {
      char operator = text.charAt(at++);
      int right = product();
      left = operator == '+' ? builder.add(left, right) : builder.subtract(left, right);
    }
    return left;
  }

  private int product() {
    int left = signed();
    while (peek() == '*' || peek() == '/') {
      char operator = text.charAt(at++);
      int right = signed();
      left = operator == '*' ? builder.multiply(left, right) : builder.divide(left, right);
    }
    return left;
  }

  private int signed() {
    enter();
    int result;
    char sign = peek();
    if (sign == '-' || sign == '+') {
      at++;
      int operand = signed();
      result = sign == '-' ? builder.negate(operand) : operand;
    } else {
      result = power();
    }
    depth--;
    return result;
  }

  private int power() {
    int base = atom();
    if (peek() != '^') {
      return base;
    }
    at++;
    return builder.power(base, signed());
  }

  private int atom() {
    char c = peek();
    if (c == '(') {
      return parenthesis();
    }
    if (c == '.' || Character.isDigit(c)) {
      return number();
    }
    if (!Character.isLetter(c)) {
      throw unexpected(OPERAND, "check the formula there");
    }
    int start = at;
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return named(text.substring(start, at), start);
  }

  private int named(String name, int start) {
    int leaf =
        switch (name) {
          case "x" -> builder.variable();
          case "pi" -> builder.constant(Math.PI);
          case "e" -> builder.constant(Math.E);
          default -> -1;
        };
    if (leaf >= 0) {
      return leaf;
    }
    if (!name.equals("sqrt") && !known(name)) {
      at = start;
      throw unexpected(OPERAND, "functions are written in lower case");
    }
    if (peek() != '(') {
      throw unexpected("( after " + name, "write " + name + "(x)");
    }
    int argument = parenthesis();
    return name.equals("sqrt")
        ? builder.power(argument, builder.constant(0.5))
        : builder.function(UnaryFunction.valueOf(name.toUpperCase(Locale.ROOT)), argument);
  }

  private static boolean known(String name) {
    for (UnaryFunction function : UnaryFunction.values()) {
      if (function.name().toLowerCase(Locale.ROOT).equals(name)) {
        return true;
      }
    }
    return false;
  }

  private int parenthesis() {
    at++;
    int result = sum();
    if (peek() != ')') {
      throw unexpected(") or an operator", "close the parenthesis");
    }
    at++;
    return result;
  }

  private int number() {
    int start = at;
    digits();
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    int mantissa = at;
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = at;
      digits();
      if (at == exponent) {
        at = mantissa;
      }
    }
    return builder.constant(
        Numbers.read(place + " column " + (start + 1), "number", text.substring(start, at)));
  }

  private void digits() {
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new InputException(
          place,
          "nested deeper than %s at column %s".formatted(MAX_DEPTH, at + 1),
          "at most that many parentheses, signs and exponents inside each other",
          "simplify the formula");
    }
  }

  /** The next character, 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private InputException unexpected(String expected, String remedy) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new InputException(
        place, "unexpected %s at column %s".formatted(found, at + 1), expected, remedy);
  }
}
