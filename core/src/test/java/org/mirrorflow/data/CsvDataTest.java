package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;

class CsvDataTest {

  private static final String PLAIN = "a,label,b\n1,1,2\n3,-1,4e-3\n";
  private static final double[] PLAIN_INPUTS = {1, 2, 3, 4e-3};
  private static final int MUTANTS = 1_000;

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), text);
  }

  @Test
  void readsFeaturesInOrderAndNumbersTheLabels() throws IOException {
    Path file = file(PLAIN);
    Dataset data = DataSpec.load(file.toString());
    assertThat(data.inputs()).containsExactly(PLAIN_INPUTS);
    assertThat(data.labels()).containsExactly(1, 0);
    assertThat(data.features()).isEqualTo(2);
    assertThat(data.classes()).isEqualTo(2);
    assertThat(data.name()).isEqualTo(file.toString());
    assertThat(data.sign(0)).isEqualTo(1);
    assertThat(data.sign(1)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,label,b\r\n1,1,2\r\n3,-1,4e-3\r\n",
        "a,label,b\r1,1,2\r3,-1,4e-3",
        "\uFEFFa,label,b\n1,1,2\n3,-1,4e-3",
        "\"a\",\"label\",\"b\"\n\"1\",1,\"2\"\n3,\"-1\",4e-3\n",
        "\n a , label , b \n\n 1 , 1 , 2 \n\n3,-1.0,4E-3\n\n\n",
        "\"a,\"\"x\"\"\n\",label,b\n1,1,2\n3,-1,4e-3\n",
        "a,label,b\n1,7,2\n3,-12,4e-3\n",
        "a,label,b\n+1.,1,2.\n3,0,.004\n",
      })
  void sameNumbersWrittenInOtherWays(String text) throws IOException {
    Dataset data = CsvData.read(file(text));
    assertThat(data.inputs()).containsExactly(PLAIN_INPUTS);
    assertThat(data.labels()).containsExactly(1, 0);
  }

  @Test
  void manyClassesAreNumberedInAscendingOrder() throws IOException {
    Dataset data = CsvData.read(file("label,x\n9,1\n-3,2\n4,3\n9,4\n"));
    assertThat(data.classes()).isEqualTo(3);
    assertThat(data.labels()).containsExactly(2, 0, 1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "~~|data.csv:1: the file is empty",
        "\\n\\n|the file is empty",
        "a,label\\n|data.csv:1: no samples",
        "a,b\\n1,2|data.csv:1: no column named label",
        "a;label\\n1;2|data.csv:1: no column named label",
        "label\\n1|data.csv:1: only the column label",
        "a,a,label\\n1,2,3|data.csv:1: two columns named \"a\"",
        "label,a,label\\n1,2,3|data.csv:1: two columns named \"label\"",
        ",a,label\\n0,2,3|data.csv:1: a column without a name",
        "a,label\\n1,0\\n2|data.csv:3: 1 fields; expected 2",
        "a,label\\n1,0\\n\\n2,1,3|data.csv:4: 3 fields; expected 2",
        "a,label\\n1,0\\nNaN,1|data.csv:3: column \"a\" holds \"NaN\"",
        "a,label\\n1,0\\nInfinity,1|data.csv:3: column \"a\" holds \"Infinity\"",
        "a,label\\n1,0\\n1e999,1|data.csv:3: column \"a\" holds \"1e999\"",
        "a,label\\n1,0\\n1f,1|data.csv:3: column \"a\" holds \"1f\"",
        "a,label\\n1,0\\n0x1p3,1|data.csv:3: column \"a\" holds \"0x1p3\"",
        "a,label\\nred,0\\n2,1|data.csv:2: column \"a\" holds \"red\"",
        "a,label\\n,0\\n2,1|data.csv:2: column \"a\" holds \"\"",
        "a,label\\n1,0.5\\n2,1|data.csv:2: label \"0.5\"",
        "a,label\\n1,cat\\n2,1|data.csv:2: label \"cat\"",
        "a,label\\n1,\\n2,1|data.csv:2: label \"\"",
        "a,label\\n1,NaN\\n2,1|data.csv:2: label \"NaN\"",
        "a,label\\n1,3000000000\\n2,1|data.csv:2: label \"3000000000\"",
        "a,label\\n1,1\\n2,1|data.csv:1: only the class 1",
        "a,label\\n1,0\\n\"2,1|data.csv:3: a quote that is never closed",
        "a,label\\n1,0\\n\"2\"x,1|data.csv:3: text after the closing quote",
        "a,label\\n1,0\\n2\"x,1|data.csv:3: a quote inside the unquoted field",
      })
  void errorsNameFileAndLine(String text, String message) throws IOException {
    Path file = file(text.replace("\\n", "\n"));
    assertThatThrownBy(() -> CsvData.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith(file.toString())
        .message()
        .doesNotContain("\n");
  }

  @Test
  void missingFileIsAnInputError() {
    String path = folder.resolve("none.csv").toString();
    assertThatThrownBy(() -> DataSpec.load(path))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(path)
        .hasMessageContaining("no such file");
  }

  @Test
  void folderIsAnInputError() {
    assertThatThrownBy(() -> CsvData.read(folder)).isInstanceOf(InputException.class);
  }

  @Test
  void bytesThatAreNoTextAreAnInputError() throws IOException {
    Path file = Files.write(folder.resolve("data.csv"), new byte[] {'a', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> CsvData.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("not UTF-8 text");
  }

  @Test
  void longCellIsCutInTheMessage() throws IOException {
    Path file = file("a,label\n" + "x".repeat(100_000) + ",1\n");
    assertThatThrownBy(() -> CsvData.read(file))
        .isInstanceOf(InputException.class)
        .message()
        .hasSizeLessThan(1_000);
  }

  @Test
  void growsToManyRows() throws IOException {
    StringBuilder text = new StringBuilder("label,a,b,c\n");
    int rows = 10_000;
    for (int i = 0; i < rows; i++) {
      text.append(i % 2).append(',').append(i).append(",1,").append(-i).append('\n');
    }
    Dataset data = CsvData.read(file(text.toString()));
    assertThat(data.size()).isEqualTo(rows);
    assertThat(data.inputs()).hasSize(3 * rows);
    assertThat(data.inputs()[3 * 9_999 + 2]).isEqualTo(-9_999);
  }

  @Property(tries = MUTANTS, seed = "1")
  void mutatedFilesAreReadOrRefused(
      @ForAll @Size(min = 1, max = 6) int[] positions, @ForAll @IntRange(max = 255) int value)
      throws IOException {
    byte[] bytes =
        "a,label,\"b\"\r\n1,1,2\n3,-1,\"4e-3\"\n5,1,1e5\n".getBytes(StandardCharsets.UTF_8);
    for (int position : positions) {
      bytes[Math.floorMod(position, bytes.length)] = (byte) value;
    }
    int length =
        Math.floorMod(Arrays.hashCode(positions), 4) == 0 ? bytes.length / 2 : bytes.length;
    Path file = Files.createTempFile("mutant", ".csv");
    try {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThat(CsvData.read(file).size()).isPositive();
    } catch (InputException e) {
      assertThat(e).hasMessageStartingWith(file.toString());
    } finally {
      Files.delete(file);
    }
  }
}
