/** One flow with every analysis: specification, folder with checkpoint, result. */
package org.mirrorflow.lab.run;
