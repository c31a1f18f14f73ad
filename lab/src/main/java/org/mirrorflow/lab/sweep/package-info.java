/** Grids of settings, their cells, and the sweep that runs the cells and survives failures. */
package org.mirrorflow.lab.sweep;
