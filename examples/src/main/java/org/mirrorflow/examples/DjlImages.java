package org.mirrorflow.examples;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.FullBatchDescent;
import org.mirrorflow.djl.MarginLoss;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.MirrorDescent;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.Loss;

/**
 * A network on images in Deep Java Library, trained with a potential of one's own and certified.
 */
public final class DjlImages {
  public static void main(String[] args) {
    Dataset data = DataSpec.load("digits:0,1,2,each=10");
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      manager.getEngine().setRandomSeed(0);
      SequentialBlock block =
          new SequentialBlock()
              .add(conv(4))
              .add(Activation::relu)
              .add(Blocks.batchFlattenBlock())
              .add(Linear.builder().setUnits(3).optBias(false).build());
      block.initialize(manager, DataType.FLOAT64, new Shape(1, 1, 8, 8));
      MirrorDescent cubic = MirrorDescent.builder(block, "cubic").learningRate(1).build();
      MarginTrainer trainer =
          new MarginTrainer(block, manager, new MarginLoss(Loss.CROSS_ENTROPY), cubic);
      NDArray images = manager.create(data.inputs(), new Shape(data.size(), 1, 8, 8));
      var descent = new FullBatchDescent(trainer, images, data.labels(), 0.01);
      while (descent.point().logLoss() > -100 && descent.advance()) {
        // advance() makes a step and tells whether there was one
      }
      DjlModel model = DjlModel.of(block, new Shape(1, 8, 8), "mine");
      var gauge = GaugeSpec.parse("lp:3").on(model.layout());
      var certificate =
          Certificate.of(model, data, gauge, model.trainedWeights(), CertificateOptions.FINE);
      System.out.printf(
          "smallest margin %.3f, KKT gap %.3f%n", certificate.minMargin(), certificate.kktGap());
    }
  }

  private static Conv2d conv(int channels) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .setFilters(channels)
        .optBias(false)
        .build();
  }
}
