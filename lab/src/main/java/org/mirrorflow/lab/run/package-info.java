/** One flow from its options to its result, with its folder, checkpoints and analyses. */
package org.mirrorflow.lab.run;
