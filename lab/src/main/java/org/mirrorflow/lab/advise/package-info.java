/** Which map for these data: pilot runs by successive halving, with the noise of the answer. */
package org.mirrorflow.lab.advise;
