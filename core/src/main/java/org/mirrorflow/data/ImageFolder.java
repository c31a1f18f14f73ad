package org.mirrorflow.data;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.mirrorflow.io.InputException;

/**
 * PNG or JPEG images, all of one size, by class. They lie in a folder with one folder per class, or
 * in a zip archive of such a folder, which may be gzipped as a whole. Either may have {@code train}
 * and {@code test} in it. In place of a folder of its class an image may name it: {@code 17_3.png}
 * is of class 3. Classes are numbered in the order of their names, numbers by their value. Grey
 * images have one channel, others three.
 *
 * @param place the folder or archive
 * @param selection which of the images
 */
record ImageFolder(Path place, Selection selection) implements DataSpec {
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");
  private static final List<String> ARCHIVES = List.of(".zip", ".zip.gz");

  /** Images of more bytes than this are no small pictures of a training set. */
  private static final int MOST_BYTES = 1 << 26;

  /** Whether a path may be meant as images: a folder, or an archive by its name. */
  static boolean fits(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return ARCHIVES.stream().anyMatch(name::endsWith) || Files.isDirectory(path);
  }

  @Override
  public Images samples() {
    Images all = new Reader(part("train").orElse(place)).read(spec());
    return selection.all() ? all : all.choose("data " + spec(), selection);
  }

  @Override
  public Dataset load() {
    Dataset all = samples().dataset();
    return all.withValues(spec(), all.inputs());
  }

  @Override
  public Optional<DataSpec> test() {
    return part("test").map(path -> new ImageFolder(path, selection.classesAlone()));
  }

  /** The folder or archive of a part inside the folder. */
  private Optional<Path> part(String name) {
    return Stream.concat(Stream.of(""), ARCHIVES.stream())
        .map(ending -> place.resolve(name + ending))
        .filter(Files::exists)
        .findFirst();
  }

  @Override
  public String spec() {
    return place + (selection.all() ? "" : ":" + selection.spec());
  }

  /** One image with the name of its class. */
  private record Picture(String label, byte[] pixels) {}

  /** Reads one part. */
  private static final class Reader {
    private final Path source;
    private final List<Picture> pictures = new ArrayList<>();
    private ImageShape shape;

    Reader(Path source) {
      this.source = source;
    }

    Images read(String name) {
      try {
        if (Files.isDirectory(source)) {
          folder();
        } else {
          archive();
        }
      } catch (IOException e) {
        throw IdxImages.unreadable(source, e);
      }
      if (pictures.isEmpty()) {
        throw new InputException(
            source.toString(),
            "no image of a class in it",
            "a folder per class with PNG or JPEG files, or files named like 17_3.png",
            "name the folder above the classes");
      }
      return images(name);
    }

    private void folder() throws IOException {
      List<Path> files;
      try (Stream<Path> all = Files.walk(source)) {
        files = all.filter(Files::isRegularFile).sorted().toList();
      }
      for (Path file : files) {
        String inside = source.relativize(file).toString().replace('\\', '/');
        if (isImage(inside)) {
          add(inside, Files.readAllBytes(file));
        }
      }
    }

    private void archive() throws IOException {
      try (InputStream plain = IdxImages.openArchive(source);
          ZipInputStream zip = new ZipInputStream(new BufferedInputStream(plain))) {
        for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
          if (!e.isDirectory() && isImage(e.getName())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(zip.readNBytes(MOST_BYTES));
            add(e.getName(), bytes.toByteArray());
          }
        }
      }
    }

    private static boolean isImage(String name) {
      String lower = name.toLowerCase(Locale.ROOT);
      return ENDINGS.stream().anyMatch(lower::endsWith);
    }

    /** Its class: what follows the last _ in the name of the file, else the folder it is in. */
    private String label(String inside) {
      int slash = inside.lastIndexOf('/');
      String file = inside.substring(slash + 1, inside.lastIndexOf('.'));
      int mark = file.lastIndexOf('_');
      if (mark >= 0 && file.substring(mark + 1).matches("\\d{1,9}")) {
        return file.substring(mark + 1);
      }
      if (slash < 0) {
        throw new InputException(
            source + ", " + inside,
            "no class",
            "a folder of its class, or a name like 17_3.png",
            "move it into the folder of its class");
      }
      return inside.substring(inside.lastIndexOf('/', slash - 1) + 1, slash);
    }

    private void add(String inside, byte[] bytes) throws IOException {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
      if (image == null) {
        throw new InputException(
            source + ", " + inside, "no PNG or JPEG", "a sound image", "take it out");
      }
      int channels = image.getRaster().getNumBands() < 3 && !indexed(image) ? 1 : 3;
      ImageShape found = new ImageShape(channels, image.getHeight(), image.getWidth());
      shape = shape == null ? found : shape;
      if (!shape.equals(found)) {
        throw new InputException(
            source + ", " + inside,
            found.toString(),
            shape + " as the first image",
            "bring all images to one size and kind");
      }
      pictures.add(new Picture(label(inside), pixels(image, channels)));
    }

    private static boolean indexed(BufferedImage image) {
      return image.getType() == BufferedImage.TYPE_BYTE_INDEXED;
    }

    private static byte[] pixels(BufferedImage image, int channels) {
      int size = image.getHeight() * image.getWidth();
      byte[] pixels = new byte[channels * size];
      for (int k = 0; k < size; k++) {
        int x = k % image.getWidth();
        int y = k / image.getWidth();
        if (channels == 1) {
          pixels[k] = (byte) (image.getRaster().getSample(x, y, 0) >> grey(image));
        } else {
          int rgb = image.getRGB(x, y);
          for (int c = 0; c < 3; c++) {
            pixels[c * size + k] = (byte) (rgb >> (16 - 8 * c));
          }
        }
      }
      return pixels;
    }

    /** Bits beyond eight of a grey image. */
    private static int grey(BufferedImage image) {
      return Math.max(0, image.getSampleModel().getSampleSize(0) - 8);
    }

    private Images images(String name) {
      boolean numbers = pictures.stream().allMatch(p -> p.label().matches("\\d{1,9}"));
      TreeMap<String, Integer> number =
          numbers
              ? new TreeMap<>(java.util.Comparator.comparing(Integer::valueOf))
              : new TreeMap<>();
      new TreeSet<>(pictures.stream().map(Picture::label).toList())
          .forEach(label -> number.put(label, 0));
      int next = 0;
      for (var entry : number.entrySet()) {
        entry.setValue(next++);
      }
      if (next < 2) {
        throw new InputException(
            source.toString(),
            "only the class " + number.firstKey(),
            "at least two classes",
            "name the folder above the classes");
      }
      byte[] pixels = new byte[Math.multiplyExact(pictures.size(), shape.features())];
      int[] labels = new int[pictures.size()];
      for (int i = 0; i < labels.length; i++) {
        Picture picture = pictures.get(i);
        System.arraycopy(picture.pixels(), 0, pixels, i * shape.features(), shape.features());
        labels[i] = number.get(picture.label());
      }
      return new Images(
          name, pixels, labels, shape.channels(), shape.height(), shape.width(), next);
    }
  }
}
