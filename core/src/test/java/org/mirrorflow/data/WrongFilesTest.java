package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;

/**
 * Files that are something else than their name says: the message names the cause and the remedy.
 */
class WrongFilesTest {
  @TempDir Path folder;

  private static void read(Path file) {
    String name = file.getFileName().toString();
    if (name.endsWith(".safetensors")) {
      Safetensors.read(file);
    } else if (name.endsWith(".npz")) {
      Npz.read(file);
    } else if (name.endsWith(".csv")) {
      CsvData.read(file);
    } else {
      IdxImages.read("mnist", file, file, 10);
    }
  }

  private static void assertRefused(Path file, String... words) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words).doesNotContain("\n"))
        .hasMessageStartingWith(file.toString());
  }

  private Path file(String name, String text) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.npz", "a.safetensors", "train-images-idx3-ubyte"})
  void pointersPagesAndPicklesAreNamed(String name) throws IOException {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n";
    assertRefused(file(name, pointer), "Git LFS", "git lfs pull");
    assertRefused(file(name, "\n<!DOCTYPE html><html>404</html>"), "a web page");
    assertRefused(file(name, "<html><body>"), "a web page");
    assertRefused(file(name, "\u0080\u0002}q\u0000."), "PyTorch pickle", "state_dict");
  }

  @Test
  void theZipOfTorchSaveIsNamed() throws IOException {
    Path file = folder.resolve("model.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("model/data.pkl"));
      zip.write(1);
    }
    assertRefused(file, "PyTorch pickle", "numpy.savez", ".float()");
    Path table = Files.copy(file, folder.resolve("table.csv"));
    assertRefused(table, "a zip archive or a spreadsheet");
  }

  @Test
  void bfloat16IsNamed() throws IOException {
    String header = "{'descr': '<V2', 'fortran_order': False, 'shape': (1,), }\n";
    ByteBuffer npy = ByteBuffer.allocate(10 + header.length() + 2);
    npy.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    npy.put((byte) header.length()).put((byte) 0).put(header.getBytes(StandardCharsets.US_ASCII));
    Path file = folder.resolve("w.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("W1.npy"));
      zip.write(npy.array());
    }
    assertRefused(file, "bfloat16", ".float()");
    assertRefused(Files.write(folder.resolve("x.npz"), npy.array()), "one npy array");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "a;b;label\\n1;2;0|separated by semicolons|sep=','",
        "a;b;label\\n1,5;2;0|separated by semicolons|decimal='.'",
        "a,b,label\\n1,5,2,0|4 fields; expected 3|decimals have a point",
        "a,b,label\\n\"1,5\",2,0|holds \"1,5\"|its decimals after a point",
        "a,Label\\n1,0|did you mean \"Label\"?|--label Label",
        "a,target\\n1,0|did you mean \"target\"?|--label target",
        "a,y\\n1,0|did you mean \"y\"?|--label y",
        "a,label\\n1,0\\n1,|an empty cell|an integer",
        "a,label\\n,0\\n1,1|an empty cell|a finite number",
      })
  void csvOfOtherHabitsIsNamed(String text, String cause, String remedy) throws IOException {
    assertRefused(file("d.csv", text.replace("\\n", "\n")), cause, remedy);
  }

  @Test
  void otherTextsUnderTheNameOfCsvAreNamed() throws IOException {
    byte[] wide = "a,label\n1,0\n".getBytes(StandardCharsets.UTF_16);
    assertRefused(Files.write(folder.resolve("w.csv"), wide), "text in UTF-16", "CSV UTF-8");
    assertRefused(file("z.csv", "\u001f\u008b\b"), "a gzip archive", "gunzip");
    assertRefused(file("j.csv", " {\"error\": \"not found\"}"), "JSON", "to_csv");
    assertRefused(file("l.csv", "\u00e9,label\n1,0\n"), "not UTF-8 text", "save the text in UTF-8");
    assertRefused(file("e.csv", "a,label\n1,0\n2, \n"), "an empty cell", "fill the cell");
    assertRefused(file("b.csv", "a,label\n1,0\n2,3000000000\n"), "below 2^31");
  }

  @Test
  void theColumnOfTheClassesMayHaveAnyName() throws IOException {
    Path file = file("d.csv", "target,a,label\n3,1,7\n5,2,8\n");
    Dataset data = DataSpec.load(file + ":label=target");
    assertThat(data.labels()).containsExactly(0, 1);
    assertThat(data.inputs()).containsExactly(1, 7, 2, 8);
    assertThat(DataSpec.parse(file + ":label=target").spec()).isEqualTo(file + ":label=target");
    assertThat(DataSpec.parse(file + ":label=label").spec()).isEqualTo(file.toString());
    assertThatThrownBy(() -> DataSpec.load(file + ":label=class"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no column named class");
    Path npz = file("d.npz", "");
    assertThatThrownBy(() -> DataSpec.load(npz + ":label=target"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("its array y");
  }

  @Test
  void linesOfSpacesAreBlank() throws IOException {
    Path file = file("d.csv", "  \na,label\n1,0\n   \n2,1\n \n\t\n  ");
    assertThat(CsvData.read(file).inputs()).containsExactly(1, 2);
  }

  private Path idx(String name, int magic, int n, int side, int more) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate((side > 0 ? 16 : 8) + n * Math.max(1, side * side) + more);
    bytes.putInt(magic).putInt(n);
    if (side > 0) {
      bytes.putInt(side).putInt(side);
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  @Test
  void aFileThatIsTooLongSaysBySoMuch() throws IOException {
    Path images = idx("train-images-idx3-ubyte", 2051, 5, 2, 8);
    assertRefused(images, "44 bytes; expected 36", "get it again whole");
  }

  @Test
  void otherCopiesOfMnistHaveADotInTheirNames() throws IOException {
    Path home = Files.createDirectories(folder.resolve("mnist"));
    idx("mnist/train-images.idx3-ubyte", 2051, 3, 2, 0);
    idx("mnist/train-labels.idx1-ubyte", 2049, 3, 0, 0);
    assertThat(home).isNotEmptyDirectory();
    Images images = ImageSet.MNIST.load(ImageSet.Part.TRAIN, folder);
    assertThat(images.size()).isEqualTo(3);
  }

  @Test
  void recordsOfTheLargerCifarAreNamed() throws IOException {
    Path file = Files.write(folder.resolve("test_batch.bin"), new byte[2 * 3074]);
    assertThatThrownBy(() -> CifarImages.read("cifar-10", java.util.List.of(file)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("CIFAR-100")
        .hasMessageContaining("cifar-10-binary");
  }
}
