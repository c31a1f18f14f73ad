package org.mirrorflow.lab.cluster;

import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.lab.run.RunResult;

/**
 * A flow that was followed on a cluster.
 *
 * @param result its numbers; those that need all samples on one machine are null
 * @param flow outcome and final state
 * @param layout the blocks of θ
 * @param theta final parameters
 */
public record ClusterFlow(RunResult result, FlowResult flow, Layout layout, double[] theta) {}
