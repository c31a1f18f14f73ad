/** The commands train and prune: settings, training, folder, and results. */
package org.mirrorflow.djl.train;
