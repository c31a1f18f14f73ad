package org.mirrorflow.flow;

/**
 * The end of a flow.
 *
 * @param outcome why it ended
 * @param state where it ended; resumable
 * @param logLoss log ℒ there
 * @param minimumMargin min_j q_j there; positive exactly when every sample is classified
 * @since 0.1.0
 */
public record FlowResult(Outcome outcome, FlowState state, double logLoss, double minimumMargin) {}
