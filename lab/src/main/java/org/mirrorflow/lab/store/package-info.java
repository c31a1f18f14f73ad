/** The store of a sweep: a DuckDB file with its runs, marks and features. */
package org.mirrorflow.lab.store;
