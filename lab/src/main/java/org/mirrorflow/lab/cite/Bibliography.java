package org.mirrorflow.lab.cite;

import static org.mirrorflow.lab.cite.Reference.Kind.ARTICLE;
import static org.mirrorflow.lab.cite.Reference.Kind.CONFERENCE;
import static org.mirrorflow.lab.cite.Reference.Kind.DATA;
import static org.mirrorflow.lab.cite.Reference.Kind.PREPRINT;
import static org.mirrorflow.lab.cite.Reference.Kind.SOFTWARE;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mirrorflow.lab.Version;

/** All works that are cited, and which of them a run rests on. */
public final class Bibliography {

  /** This program. */
  public static final Reference MIRROR_FLOW =
      new Reference(
          "mirrorflow",
          SOFTWARE,
          List.of("MirrorFlow contributors"),
          "MirrorFlow: training homogeneous networks by mirror flow, version " + Version.NUMBER,
          "MirrorFlow",
          2026,
          "https://arxiv.org/abs/2605.19458");

  /** The statements that the program implements. */
  public static final Reference MIRROR_FLOW_BIAS =
      new Reference(
          "jacobs2026",
          PREPRINT,
          List.of("Jacobs, Tom", "Montúfar, Guido"),
          "Implicit Bias of Mirror Flow in Homogeneous Neural Networks: Sparse and Dense Feature"
              + " Learning",
          "arXiv 2605.19458",
          2026,
          "https://arxiv.org/abs/2605.19458");

  /** Smoothed margin, KKT points and rates of gradient flow. */
  public static final Reference MARGIN =
      new Reference(
          "lyu2020",
          CONFERENCE,
          List.of("Lyu, Kaifeng", "Li, Jian"),
          "Gradient Descent Maximizes the Margin of Homogeneous Neural Networks",
          "ICLR 2020, arXiv 1906.05890",
          2020,
          "https://arxiv.org/abs/1906.05890");

  /** Balance of the layers of gradient flow. */
  public static final Reference BALANCE =
      new Reference(
          "du2018",
          CONFERENCE,
          List.of("Du, Simon S.", "Hu, Wei", "Lee, Jason D."),
          "Algorithmic Regularization in Learning Deep Homogeneous Models: Layers are Automatically"
              + " Balanced",
          "NeurIPS 2018, arXiv 1806.00900",
          2018,
          "https://arxiv.org/abs/1806.00900");

  /** Hyperbolic entropy. */
  public static final Reference HYPERBOLIC =
      new Reference(
          "ghai2020",
          CONFERENCE,
          List.of("Ghai, Udaya", "Hazan, Elad", "Singer, Yoram"),
          "Exponentiated Gradient Meets Gradient Descent",
          "ALT 2020, arXiv 1902.01903",
          2020,
          "https://arxiv.org/abs/1902.01903");

  /** Groups of entries. */
  public static final Reference GROUP =
      new Reference(
          "yuan2006",
          ARTICLE,
          List.of("Yuan, Ming", "Lin, Yi"),
          "Model Selection and Estimation in Regression with Grouped Variables",
          "Journal of the Royal Statistical Society B 68(1)",
          2006,
          "https://doi.org/10.1111/j.1467-9868.2005.00532.x");

  /** Successive halving. */
  public static final Reference HALVING =
      new Reference(
          "jamieson2016",
          CONFERENCE,
          List.of("Jamieson, Kevin", "Talwalkar, Ameet"),
          "Non-stochastic Best Arm Identification and Hyperparameter Optimization",
          "AISTATS 2016, arXiv 1502.07943",
          2016,
          "https://arxiv.org/abs/1502.07943");

  /** Steepest descent in other norms. */
  public static final Reference STEEPEST =
      new Reference(
          "tsilivis2025",
          CONFERENCE,
          List.of("Tsilivis, Nikolaos", "Gronich, Eitan", "Kempe, Julia", "Vardi, Gal"),
          "Flavors of Margin: Implicit Bias of Steepest Descent in Homogeneous Neural Networks",
          "ICLR 2025, arXiv 2410.22069",
          2025,
          "https://arxiv.org/abs/2410.22069");

  /** Adam without ε. */
  public static final Reference ADAM =
      new Reference(
          "zhang2024",
          CONFERENCE,
          List.of("Zhang, Chenyang", "Zou, Difan", "Cao, Yuan"),
          "The Implicit Bias of Adam on Separable Data",
          "NeurIPS 2024, arXiv 2406.10650",
          2024,
          "https://arxiv.org/abs/2406.10650");

  /** Gradient flow in factors. */
  public static final Reference FACTORS =
      new Reference(
          "woodworth2020",
          CONFERENCE,
          List.of(
              "Woodworth, Blake",
              "Gunasekar, Suriya",
              "Lee, Jason D.",
              "Moroshko, Edward",
              "Savarese, Pedro",
              "Golan, Itay",
              "Soudry, Daniel",
              "Srebro, Nathan"),
          "Kernel and Rich Regimes in Overparametrized Models",
          "COLT 2020, arXiv 2002.09277",
          2020,
          "https://arxiv.org/abs/2002.09277");

  /** Digits of the library. */
  public static final Reference DIGITS =
      new Reference(
          "alpaydin1998",
          DATA,
          List.of("Alpaydin, Ethem", "Kaynak, Cenk"),
          "Optical Recognition of Handwritten Digits",
          "UCI Machine Learning Repository, CC BY 4.0",
          1998,
          "https://doi.org/10.24432/C50P49");

  /** Iris. */
  public static final Reference IRIS =
      new Reference(
          "fisher1936",
          DATA,
          List.of("Fisher, Ronald A."),
          "Iris",
          "UCI Machine Learning Repository, CC BY 4.0",
          1936,
          "https://doi.org/10.24432/C56C76");

  /** MNIST. */
  public static final Reference MNIST =
      new Reference(
          "lecun1998",
          ARTICLE,
          List.of("LeCun, Yann", "Bottou, Léon", "Bengio, Yoshua", "Haffner, Patrick"),
          "Gradient-Based Learning Applied to Document Recognition",
          "Proceedings of the IEEE 86(11)",
          1998,
          "https://doi.org/10.1109/5.726791");

  /** Fashion-MNIST. */
  public static final Reference FASHION_MNIST =
      new Reference(
          "xiao2017",
          PREPRINT,
          List.of("Xiao, Han", "Rasul, Kashif", "Vollgraf, Roland"),
          "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms",
          "arXiv 1708.07747",
          2017,
          "https://arxiv.org/abs/1708.07747");

  /** CIFAR-10. */
  public static final Reference CIFAR_10 =
      new Reference(
          "krizhevsky2009",
          PREPRINT,
          List.of("Krizhevsky, Alex"),
          "Learning Multiple Layers of Features from Tiny Images",
          "University of Toronto",
          2009,
          "https://www.cs.toronto.edu/~kriz/cifar.html");

  /**
   * A work and what calls for it.
   *
   * @param words names of data sets and maps; none: it is always cited
   */
  private record Entry(Reference reference, Set<String> words) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(MIRROR_FLOW, Set.of()),
          new Entry(MIRROR_FLOW_BIAS, Set.of()),
          new Entry(MARGIN, Set.of()),
          new Entry(BALANCE, Set.of()),
          new Entry(HYPERBOLIC, Set.of("hyperbolic", "auto")),
          new Entry(GROUP, Set.of("group")),
          new Entry(HALVING, Set.of("advise")),
          new Entry(STEEPEST, Set.of("steepest")),
          new Entry(ADAM, Set.of("adam")),
          new Entry(FACTORS, Set.of("factored")),
          new Entry(DIGITS, Set.of("digits")),
          new Entry(IRIS, Set.of("iris")),
          new Entry(MNIST, Set.of("mnist")),
          new Entry(FASHION_MNIST, Set.of("fashion-mnist")),
          new Entry(CIFAR_10, Set.of("cifar-10")));

  private static final Pattern WORD = Pattern.compile("[a-z]+(-[a-z0-9]+)*");

  private Bibliography() {}

  /** {@return every work} */
  public static List<Reference> all() {
    return ENTRIES.stream().map(Entry::reference).toList();
  }

  /**
   * The works behind runs with these specifications of data and maps, for example {@code
   * digits:0,1} and {@code group(hyperbolic:beta=0.1)}; those that every result rests on among
   * them.
   *
   * @param specifications of data and maps
   * @return the works, in the order of {@link #all}
   */
  public static List<Reference> of(List<String> specifications) {
    Set<String> words = new TreeSet<>();
    for (String specification : specifications) {
      WORD.matcher(specification).results().forEach(match -> words.add(match.group()));
    }
    List<Reference> works = new ArrayList<>();
    for (Entry entry : ENTRIES) {
      if (entry.words.isEmpty() || entry.words.stream().anyMatch(words::contains)) {
        works.add(entry.reference);
      }
    }
    return works;
  }
}
