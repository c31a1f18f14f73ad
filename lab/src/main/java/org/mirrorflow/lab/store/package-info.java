/** The run store: a DuckDB file of runs, marks and features, made from the files of cells. */
package org.mirrorflow.lab.store;
