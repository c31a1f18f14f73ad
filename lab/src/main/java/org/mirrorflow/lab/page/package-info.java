/** HTML pages about runs: one flow, several flows side by side, or the cells of a sweep. */
package org.mirrorflow.lab.page;
