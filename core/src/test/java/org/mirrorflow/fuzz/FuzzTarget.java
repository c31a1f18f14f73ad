package org.mirrorflow.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.mirrorflow.data.CsvData;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.data.NpzData;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.Npy;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.Potential;
import org.mirrorflow.model.ModelSpec;

/**
 * One thing in core that reads what a user wrote, with sound inputs to damage.
 *
 * @param name of the format or specification
 * @param sound inputs that are read without complaint; may write to the folder on the way
 * @param reader reads an input that lies in a file of its own
 */
record FuzzTarget(String name, Function<Path, List<byte[]>> sound, Consumer<Path> reader) {

  private static final Tensor TENSOR =
      new Tensor(new int[] {3, 2}, new double[] {1, 2, 3, 4, 5, 6});
  private static final Map<String, Tensor> TENSORS =
      Map.of("X", TENSOR, "y", Tensor.vector(1, -1, 1));

  static List<FuzzTarget> all() {
    return List.of(
        new FuzzTarget("npy", file -> written(file, at -> Npy.write(at, TENSOR)), Npy::read),
        new FuzzTarget("npz", file -> written(file, at -> Npz.write(at, TENSORS)), Npz::read),
        new FuzzTarget(
            "data.npz", file -> written(file, at -> Npz.write(at, TENSORS)), NpzData::read),
        new FuzzTarget(
            "safetensors",
            file -> written(file, at -> Safetensors.write(at, TENSORS, Safetensors.Precision.F64)),
            Safetensors::read),
        new FuzzTarget(
            "csv",
            file ->
                texts("a,b,label\n1,2,-1\n0.5,1e-3,1\n-4,5,1\n", "label,\"x,1\"\r\n0,1\r\n2,3\r\n"),
            CsvData::read),
        new FuzzTarget("idx", file -> idx(), FuzzTarget::readMnist),
        new FuzzTarget("cifar", file -> cifar(), FuzzTarget::readCifar),
        specification("map", MapSpec::parse, MapSpec::spec, maps()),
        specification(
            "formula",
            MapSpec::parse,
            MapSpec::spec,
            MapRegistry.formulas().toArray(String[]::new)),
        specification(
            "model",
            ModelSpec::parse,
            ModelSpec::spec,
            "linear",
            "dense:50",
            "dense:8,4,activation=relu^2",
            "dense:3,activation=leaky:0.1"),
        specification(
            "gauge",
            GaugeSpec::parse,
            GaugeSpec::spec,
            "l1",
            "linf",
            "lp:1.5",
            "group:lp:3",
            "schatten:1",
            "blocks:l1|l2"),
        specification(
            "data",
            DataSpec::parse,
            DataSpec::spec,
            "synthetic:xor,n=20,d=5,seed=0",
            "digits:0,1",
            "iris",
            "mnist:n=100",
            "a.csv"));
  }

  /** A text whose canonical form, where there is one, must be read as well. */
  private static <T> FuzzTarget specification(
      String name, Function<String, T> parse, Function<T, String> spec, String... sound) {
    return new FuzzTarget(
        name,
        file -> texts(sound),
        file -> {
          T parsed = parse.apply(new String(bytes(file), UTF_8));
          assertThat(parse.apply(spec.apply(parsed))).isNotNull();
        });
  }

  private static String[] maps() {
    return MapRegistry.examples().stream().map(Potential::spec).toArray(String[]::new);
  }

  private static List<byte[]> idx() {
    byte[] plain = ByteBuffer.allocate(34).putInt(2051).putInt(2).putInt(3).putInt(3).array();
    return List.of(plain, gzip(plain));
  }

  private static List<byte[]> cifar() {
    byte[] records = new byte[2 * 3073];
    records[3073] = 9;
    return List.of(records, gzip(records));
  }

  private static void readMnist(Path file) {
    byte[] labels = ByteBuffer.allocate(10).putInt(2049).putInt(2).put((byte) 7).array();
    put(file.resolveSibling("mnist/train-images-idx3-ubyte"), bytes(file));
    put(file.resolveSibling("mnist/train-labels-idx1-ubyte"), labels);
    ImageSet.MNIST.load(ImageSet.Part.TRAIN, file.getParent());
  }

  private static void readCifar(Path file) {
    put(file.resolveSibling("cifar-10/test_batch.bin"), bytes(file));
    ImageSet.CIFAR_10.load(ImageSet.Part.TEST, file.getParent());
  }

  private static List<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  private static List<byte[]> written(Path file, Consumer<Path> writer) {
    writer.accept(file);
    return List.of(bytes(file));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public String toString() {
    return name;
  }
}
