package org.mirrorflow.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import java.util.List;
import org.mirrorflow.data.ImageShape;

/**
 * ResNet-18 for small images (He et al. 2016, arXiv 1512.03385; a 3×3 stem without pooling), with
 * batch normalisation. It is not homogeneous: normalisation and skips with fewer weight layers than
 * their branch put it outside the theory, so there is no margin and no balance to report.
 */
final class ResidualNetwork {
  private static final int STEM = 64;
  private static final int STAGES = 4;

  private ResidualNetwork() {}

  static SequentialBlock block(ImageShape image, int outputs) {
    SequentialBlock network =
        new SequentialBlock()
            .add(
                Architecture.lambda(
                    x -> x.reshape(-1, image.channels(), image.height(), image.width()), "reshape"))
            .add(Architecture.convolution(STEM, 1))
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock());
    for (int stage = 0; stage < STAGES; stage++) {
      int channels = STEM << stage;
      network.add(residual(channels, stage == 0 ? 1 : 2, stage > 0));
      network.add(residual(channels, 1, false));
    }
    return network
        .add(Architecture.lambda(Architecture::positionMean, "mean"))
        .add(Architecture.dense(outputs));
  }

  private static SequentialBlock residual(int channels, int stride, boolean project) {
    SequentialBlock branch =
        new SequentialBlock()
            .add(Architecture.convolution(channels, stride))
            .add(BatchNorm.builder().build())
            .add(Activation.reluBlock())
            .add(Architecture.convolution(channels, 1))
            .add(BatchNorm.builder().build());
    SequentialBlock skip = new SequentialBlock();
    if (project) {
      skip.add(
          Conv2d.builder()
              .setKernelShape(new Shape(1, 1))
              .optStride(new Shape(stride, stride))
              .optBias(false)
              .setFilters(channels)
              .build());
      skip.add(BatchNorm.builder().build());
    } else {
      skip.add(Blocks.identityBlock());
    }
    return new SequentialBlock()
        .add(
            new ParallelBlock(
                both ->
                    new NDList(both.get(0).singletonOrThrow().add(both.get(1).singletonOrThrow())),
                List.of(branch, skip)))
        .add(Activation.reluBlock());
  }
}
