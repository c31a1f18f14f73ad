package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of certificates and limits, and what may be asked. */
class AccuracyTest {

  @ParameterizedTest
  @CsvSource({"0, 0.5", "2, 1.5", "0.25, 0.625", "-0.5, 0.5", "-3, 0.5"})
  void allowedDistanceGrowsWithAPositiveGap(double kappa, double allowed) {
    assertThat(new Accuracy(0.5, 0.5, 1, 1).allowed(kappa)).isEqualTo(allowed);
  }

  @Test
  void leastNumbersAreAccepted() {
    Accuracy least = new Accuracy(0, 0, 1, 1);
    assertThat(least.allowed(7)).isZero();
    assertThat(new CertificateOptions(least, 0).kinkTolerance()).isZero();
    assertThat(new LimitOptions(0, 1, 1, CertificateOptions.FINE).mostSteps()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"-1e-9, 0, 1, 1", "NaN, 0, 1, 1", "0, -1e-9, 1, 1", "0, 0, 0, 1", "0, 0, 1, 0.9"})
  void accuracyBelowTheLeastIsRefusedWithWhatWasExpected(
      double absolute, double relative, int products, double multiplications) {
    assertThatThrownBy(() -> new Accuracy(absolute, relative, products, multiplications))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "accuracy %s, %s, %s products, %s multiplications; expected >= 0, >= 0, >= 1 and >= 1",
            absolute, relative, products, multiplications);
  }

  @ParameterizedTest
  @CsvSource({"-1e-9, 1, 1", "NaN, 1, 1", "0, 0, 1", "0, 1, 0.9", "0, 1, NaN"})
  void limitsBelowTheLeastAreRefusedWithWhatWasExpected(
      double gap, int steps, double multiplications) {
    assertThatThrownBy(() -> new LimitOptions(gap, steps, multiplications, CertificateOptions.FINE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "limit: gap %s, %s steps, %s multiplications; expected >= 0, >= 1 and >= 1",
            gap, steps, multiplications);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.NEGATIVE_INFINITY})
  void kinkToleranceBelowZeroIsRefusedWithWhatWasExpected(double tolerance) {
    assertThatThrownBy(() -> CertificateOptions.FINE.withKinkTolerance(tolerance))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kink tolerance %s; expected >= 0", tolerance);
  }

  @Test
  void oneNumberIsChangedAtATime() {
    CertificateOptions options = CertificateOptions.COARSE;
    assertThat(options.withKinkTolerance(0.5))
        .isEqualTo(new CertificateOptions(Accuracy.COARSE, 0.5));
    assertThat(options.withAccuracy(Accuracy.MARK))
        .isEqualTo(new CertificateOptions(Accuracy.MARK, CertificateOptions.KINK_TOLERANCE));
  }
}
