/** Training and pruning of vision networks as commands run them: settings, folder, results. */
package org.mirrorflow.djl.train;
