/** Many runs: grids, their cells, and the work on them that survives failures and kills. */
package org.mirrorflow.lab.sweep;
