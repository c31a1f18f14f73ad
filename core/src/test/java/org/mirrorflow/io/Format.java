package org.mirrorflow.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The formats, for tests that hold for each of them. */
enum Format {
  NPY {
    @Override
    Map<String, Tensor> read(Path file) {
      return Map.of(ONLY, Npy.read(file));
    }

    @Override
    void write(Path file, Map<String, Tensor> tensors) {
      Npy.write(file, tensors.get(ONLY));
    }

    @Override
    Map<String, Tensor> sample() {
      return Map.of(ONLY, SQUARE);
    }
  },
  NPZ {
    @Override
    Map<String, Tensor> read(Path file) {
      return Npz.read(file);
    }

    @Override
    void write(Path file, Map<String, Tensor> tensors) {
      Npz.write(file, tensors);
    }
  },
  SAFETENSORS {
    @Override
    Map<String, Tensor> read(Path file) {
      return Safetensors.read(file);
    }

    @Override
    void write(Path file, Map<String, Tensor> tensors) {
      Safetensors.write(file, tensors, Safetensors.Precision.F64);
    }
  };

  static final String ONLY = "W1";
  static final Tensor SQUARE = Tensor.matrix(2, 2, 1, -2, 0.1, 1e-300);

  abstract Map<String, Tensor> read(Path file);

  abstract void write(Path file, Map<String, Tensor> tensors);

  /** Tensors this format can hold. */
  Map<String, Tensor> sample() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(ONLY, SQUARE);
    tensors.put("\"b\\\u00e9\n", Tensor.scalar(3));
    tensors.put("empty", new Tensor(new int[] {2, 0}, new double[0]));
    return tensors;
  }

  /** The sample as a file. */
  byte[] bytes() throws IOException {
    Path file = Files.createTempFile("sample", ".bin");
    try {
      write(file, sample());
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }
}
