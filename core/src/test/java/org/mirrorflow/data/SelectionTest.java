package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;

/** Classes, counts and wrong labels of any set, and images from folders and archives. */
class SelectionTest {
  @TempDir Path folder;

  @Test
  void aNumberOfEveryClassIsTheFirstOfEach() {
    Dataset all = DataSpec.load("digits:3,8");
    Dataset each = DataSpec.load("digits:3,8,each=7");
    assertThat(each.size()).isEqualTo(14);
    assertThat(Arrays.stream(each.labels()).sum()).isEqualTo(7);
    int[] seen = new int[2];
    int[] first = IntStream.range(0, all.size()).filter(i -> seen[all.labels()[i]]++ < 7).toArray();
    assertThat(each.inputs()).isEqualTo(all.select(first).inputs());
    assertThat(DataSpec.parse("digits:3,8,each=7").spec()).isEqualTo("digits:3,8,each=7");
    assertThatThrownBy(() -> DataSpec.load("digits:3,8,each=200"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("174 of a class");
  }

  @Test
  void wrongLabelsAreAsManyAsAskedForAndDependOnTheSeedAlone() {
    Dataset clean = DataSpec.load("digits:n=500");
    Dataset noisy = DataSpec.load("digits:n=500,noise=0.2,seed=3");
    int[] wrong =
        IntStream.range(0, 500).filter(i -> clean.labels()[i] != noisy.labels()[i]).toArray();
    assertThat(wrong).hasSize(100);
    assertThat(noisy.inputs()).isEqualTo(clean.inputs());
    assertThat(DataSpec.load("digits:n=500,noise=0.2,seed=3").labels()).isEqualTo(noisy.labels());
    assertThat(DataSpec.load("digits:n=500,noise=0.2,seed=4").labels())
        .isNotEqualTo(noisy.labels());
    assertThat(DataSpec.parse("digits:seed=3,noise=0.2,n=500").spec())
        .isEqualTo("digits:n=500,noise=0.2,seed=3");
    // of nine other classes each is as likely
    int[] to = new int[10];
    Arrays.stream(wrong).forEach(i -> to[noisy.labels()[i]]++);
    assertThat(to).doesNotContain(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "digits:noise=1", "digits:noise=-0.1", "digits:each=0", "digits:each=2,each=3",
        "digits:seed=x", "mnist:3,3", "mnist:1,10", "mnist:part=valid"
      })
  void wrongWordsAreRefused(String spec) {
    assertThatThrownBy(() -> DataSpec.parse(spec)).isInstanceOf(InputException.class);
  }

  /** Grey images of one brightness each. */
  private static byte[] png(int brightness, int side, int type) throws IOException {
    BufferedImage image = new BufferedImage(side, side, type);
    for (int k = 0; k < side * side; k++) {
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        image.getRaster().setSample(k % side, k / side, 0, brightness);
      } else {
        image.setRGB(k % side, k / side, brightness << 16 | k << 8 | 7);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private void put(String file, byte[] bytes) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  @Test
  void aFolderPerClassIsASet() throws IOException {
    for (String part : new String[] {"train", "test"}) {
      for (int i = 0; i < 3; i++) {
        put(part + "/cat/" + i + ".png", png(10 + i, 4, BufferedImage.TYPE_BYTE_GRAY));
        put(part + "/ape/" + i + ".png", png(20 + i, 4, BufferedImage.TYPE_BYTE_GRAY));
      }
    }
    put("train/notes.txt", new byte[] {1});
    DataSpec spec = DataSpec.parse(folder.toString());
    Dataset data = spec.load();
    assertThat(data.labels()).containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(data.image()).contains(new ImageShape(1, 4, 4));
    assertThat(data.inputs()[0]).isEqualTo(20 / 255f);
    assertThat(data.inputs()[3 * 16]).isEqualTo(10 / 255f);
    assertThat(spec.test().orElseThrow().load().size()).isEqualTo(6);
    Dataset two = DataSpec.load(folder + ":n=4,each=2");
    assertThat(two.labels()).containsExactly(0, 0, 1, 1);
    assertThat(two.name()).isEqualTo(folder + ":n=4,each=2");
    put("train/cat/large.png", png(1, 5, BufferedImage.TYPE_BYTE_GRAY));
    assertThatThrownBy(spec::load)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("large.png");
  }

  @Test
  void coloursAreThreePlanes() throws IOException {
    put("a/1.png", png(200, 2, BufferedImage.TYPE_INT_RGB));
    put("b/1.png", png(100, 2, BufferedImage.TYPE_INT_RGB));
    Samples samples = DataSpec.parse(folder.toString()).samples();
    assertThat(samples.shape()).isEqualTo(new ImageShape(3, 2, 2));
    assertThat(samples.value(0, 0)).isEqualTo(200 / 255f);
    assertThat(samples.value(0, 4 + 3)).isEqualTo(3 / 255f);
    assertThat(samples.value(1, 8)).isEqualTo(7 / 255f);
  }

  /** As the copies of CIFAR-10 with JPEG images are packed: a zip archive, gzipped as a whole. */
  @Test
  void anArchiveNamesTheClassesInTheNamesOfItsFiles() throws IOException {
    for (String part : new String[] {"train", "test"}) {
      Path file = folder.resolve(part + ".zip.gz");
      try (OutputStream raw = new GZIPOutputStream(Files.newOutputStream(file));
          ZipOutputStream zip = new ZipOutputStream(raw)) {
        for (int i = 0; i < 12; i++) {
          zip.putNextEntry(new ZipEntry(part + "/" + i + "_" + (i * 7 + 2) % 11 + ".png"));
          zip.write(png(i, 4, BufferedImage.TYPE_BYTE_GRAY));
          zip.closeEntry();
        }
      }
    }
    DataSpec spec = DataSpec.parse(folder.toString());
    Samples train = spec.samples();
    // 2, 9, 5, 1 ...: numbers are classes in their own order, 10 after 9
    assertThat(IntStream.range(0, 4).map(train::label)).containsExactly(2, 9, 5, 1);
    assertThat(train.classes()).isEqualTo(11);
    assertThat(train.value(5, 0)).isEqualTo(5 / 255f);
    assertThat(spec.test().orElseThrow().samples().size()).isEqualTo(12);
    assertThat(DataSpec.load(folder.resolve("train.zip.gz") + ":2,9").labels())
        .containsExactly(0, 1, 0);
  }

  @Test
  void whatIsNoImageIsRefused() throws IOException {
    put("a/1.png", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> DataSpec.load(folder.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1.png");
    Files.delete(folder.resolve("a/1.png"));
    assertThatThrownBy(() -> DataSpec.load(folder.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no image of a class");
  }

  @Test
  void partsOfTheFilesOfCifarAreReadInTheirOrder() throws IOException {
    byte[] record = new byte[3073];
    record[0] = 4;
    put("cifar-10/data_batch_1_first1.bin", record);
    record[0] = 6;
    put("cifar-10/data_batch_2_some.bin", record);
    Images images = ImageSet.CIFAR_10.load(ImageSet.Part.TRAIN, folder);
    assertThat(images.labels()).containsExactly(4, 6);
    assertThat(DataSpec.load("cifar-10:4,6,dir=" + folder).labels()).containsExactly(0, 1);
  }
}
