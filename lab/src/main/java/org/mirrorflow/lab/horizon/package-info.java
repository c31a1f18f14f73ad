/** The command horizon: the limit gauge of a map and how fast training approaches it. */
package org.mirrorflow.lab.horizon;
