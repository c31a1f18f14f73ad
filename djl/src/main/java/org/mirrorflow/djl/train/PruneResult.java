package org.mirrorflow.djl.train;

import java.util.List;

/**
 * What pruning did.
 *
 * @param kept neurons and channels kept, all hidden layers together
 * @param keptPerLayer the same layer by layer
 * @param model the smaller architecture
 * @param accuracyBefore on the test (validation) images, whole
 * @param accuracyAfter pruned
 * @param accuracyFinetuned pruned and trained again; null without
 * @param parametersBefore number of weights, whole
 * @param parametersAfter pruned
 * @param microsecondsBefore time per image, whole, in batches of 100
 * @param microsecondsAfter pruned
 */
public record PruneResult(
    int kept,
    List<Integer> keptPerLayer,
    String model,
    double accuracyBefore,
    double accuracyAfter,
    Double accuracyFinetuned,
    long parametersBefore,
    long parametersAfter,
    double microsecondsBefore,
    double microsecondsAfter) {

  PruneResult afterFinetuning(Double accuracy) {
    return new PruneResult(
        kept,
        keptPerLayer,
        model,
        accuracyBefore,
        accuracyAfter,
        accuracy,
        parametersBefore,
        parametersAfter,
        microsecondsBefore,
        microsecondsAfter);
  }
}
