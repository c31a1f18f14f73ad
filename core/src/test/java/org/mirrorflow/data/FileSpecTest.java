package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.io.InputException;

/** A file with the column of its classes and the shape of its images. */
class FileSpecTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "d.csv,d.csv,label,",
    "d.csv:label=digit,d.csv,digit,",
    "hdfs://host:9000/d.parquet:shape=3x4x5,hdfs://host:9000/d.parquet,label,3x4x5",
    "d.npz:shape=1x28x28:label=y,d.npz,y,1x28x28"
  })
  void wordsFollowTheFileInAnyOrder(String text, String file, String label, String shape) {
    FileSpec words = FileSpec.parse(text);
    assertThat(words.file()).isEqualTo(file);
    assertThat(words.label()).isEqualTo(label);
    assertThat(words.image().map(ImageShape::text)).isEqualTo(Optional.ofNullable(shape));
    assertThat(FileSpec.parse(words.spec())).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "d.csv:shape=28x28,shape \"28x28\"",
    "d.csv:shape=0x2x2,shape \"0x2x2\"",
    "d.csv:shape=1x-2x2,shape \"1x-2x2\"",
    "d.csv:shape=65536x65536x2,shape \"65536x65536x2\"",
    "d.csv:shape=99999999999x1x1,shape \"99999999999x1x1\"",
    "d.csv:shape=1x2x2:shape=1x2x2,two of shape=1x2x2",
    "d.csv:label=a:label=b,two of label=b"
  })
  void whatIsNoShapeIsNamed(String text, String cause) {
    assertThatThrownBy(() -> DataSpec.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(cause);
  }

  @Test
  void theRowsOfATableAreImages() throws IOException {
    Path file = folder.resolve("d.csv");
    Files.writeString(file, "a,b,c,d,target\n1,2,3,4,0\n5,6,7,8,1\n");
    Dataset data = DataSpec.load(file + ":label=target:shape=1x2x2");
    assertThat(data.image()).contains(new ImageShape(1, 2, 2));
    assertThat(data.inputs()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThatThrownBy(() -> DataSpec.load(file + ":label=target:shape=1x2x3"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("4 features; expected 6, the product of the shape");
  }
}
