package org.mirrorflow.lab.study;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A part of the study.
 *
 * @param name {@code --only} takes it
 * @param statement what its claims are about, one sentence
 * @param chapters in reading order
 * @param always whether it belongs to a study that names no chapters
 */
record Part(String name, String statement, List<StudyChapter> chapters, boolean always) {

  private Part(String name, String statement, List<StudyChapter> chapters) {
    this(name, statement, chapters, true);
  }

  /** All parts in reading order. */
  static List<Part> all(long seed, Path images) {
    return List.of(
        new Part(
            "balance",
            "Every layer and every neuron keeps its balance, whatever the map.",
            List.of(new BalanceChapter(seed))),
        new Part(
            "horizons",
            "Only the growth of a potential at infinity decides which gauge its flow has"
                + " in the limit.",
            List.of(new HorizonChapter(seed))),
        new Part(
            "claim1",
            "Potentials with the same index at infinity maximise the same margin; other"
                + " indices, other margins.",
            List.of(new MarginChapter(seed), new PairsChapter(seed), new NetworksChapter(seed))),
        new Part(
            "claim2",
            "Logarithmic potentials reach their margin exponentially late in log t.",
            List.of(new RatesChapter(seed))),
        new Part(
            "growth",
            "Norm, loss and time follow the growth law, with no fitted constant.",
            List.of(new GrowthChapter(seed))),
        new Part(
            "kkt",
            "Flows approach KKT points of the margin problem of their gauge.",
            List.of(new KktChapter(seed))),
        new Part(
            "claim3",
            "Small exponents leave few active neurons; large ones spread the weight over"
                + " many.",
            List.of(
                new FeatureChapter(seed),
                new ExponentChapter(seed),
                new PlaneChapter(seed),
                new DigitsChapter(seed),
                new ImagesChapter(seed, images),
                new CifarChapter(seed, images))),
        new Part(
            "extensions",
            "The statements carry over to other depths, convolutions, activations, row and"
                + " spectral maps, and optimizers.",
            List.of(
                new NeighboursChapter(seed),
                new FactorsChapter(seed),
                new ArchitectureChapter(seed),
                new ConvolutionChapter(seed, images),
                new StructureChapter(seed),
                new DescentChapter(seed),
                new ScaleChapter(seed))),
        new Part(
            "known",
            "What others found about descent, flows and margins comes out here as well.",
            List.of(
                new FanChapter(seed),
                new PesmeChapter(seed),
                new SunChapter(seed),
                new WoodworthChapter(seed),
                new LiChapter(seed),
                new LyuChapter(seed),
                new GronichChapter(seed),
                new TsilivisChapter(seed),
                new BungertChapter(seed),
                new LiangChapter(seed)),
            false));
  }

  /** Its own name, then those of its chapters. */
  Stream<String> names() {
    return Stream.concat(Stream.of(name), chapters.stream().map(StudyChapter::id));
  }

  /**
   * The part with the chapters that are asked for, all if none is and it always belongs; nothing
   * without a chapter.
   */
  Stream<Part> of(List<String> only) {
    List<StudyChapter> asked =
        (only.isEmpty() && always) || only.contains(name)
            ? chapters
            : chapters.stream().filter(chapter -> only.contains(chapter.id())).toList();
    return asked.isEmpty() ? Stream.of() : Stream.of(new Part(name, statement, asked, always));
  }
}
